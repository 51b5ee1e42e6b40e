package org.offprint.methods.vision;

import java.util.ArrayList;
import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Conv2d;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

/// Tokens from convolutions of several kernel sizes at the same places, side by side: the larger the kernel, the fewer its channels.
///
///     kernel k_i: padding (k_i − stride) / 2, C / 2^(i+1) channels, the last C / 2^i; concatenated to C
public final class CrossScaleEmbedding extends Block {
  private final List<Conv2d> convolutions;
  private final int stride;

  /// @param kernels ascending, each as much above the stride as is even
  /// @param width C
  public CrossScaleEmbedding(
      Initial initial, long in, int width, List<Integer> kernels, int stride) {
    this.stride = stride;
    List<Integer> channels = channels(width, kernels.size());
    var list = new ArrayList<Conv2d>();
    for (int i = 0; i < kernels.size(); i++) {
      int kernel = kernels.get(i);
      list.add(
          new Conv2d(initial, in, channels.get(i), kernel, stride, padding(kernel, stride), true));
    }
    convolutions = blocks("convolutions", list);
  }

  /// How many of the width's channels each of so many kernels gives.
  public static List<Integer> channels(int width, int kernels) {
    Shapes.require("kernels", kernels, kernels >= 1, "1 or more");
    Shapes.require(
        "width",
        width,
        width >= 1 && kernels < 31 && width % (1 << (kernels - 1)) == 0,
        "a multiple of 2 to the kernels less one");
    var channels = new ArrayList<Integer>();
    for (int i = 0; i < kernels; i++) {
      channels.add(width >> (i == kernels - 1 ? i : i + 1));
    }
    return channels;
  }

  /// What each side is padded by, so that every kernel has its middle at the same place.
  public static int padding(int kernel, int stride) {
    Shapes.require(
        "kernel",
        kernel,
        stride >= 1 && kernel >= stride && (kernel - stride) % 2 == 0,
        "the stride " + stride + " plus an even number");
    return (kernel - stride) / 2;
  }

  /// @param x (B, in, H, W), H and W multiples of the stride
  /// @return (B, C, H / stride, W / stride)
  public Tensor apply(Tensor x) {
    Shapes.requireRank("images", x, 4, "(B, channels, H, W)");
    for (int axis = 2; axis <= 3; axis++) {
      if (x.size(axis) == 0 || x.size(axis) % stride != 0) {
        throw new IllegalArgumentException(
            "images has shape %s here; expected multiples of %d, the stride, in its last two dimensions. Pad them."
                .formatted(Shapes.text(x.shape()), stride));
      }
    }
    return Tensor.concat(
        1, convolutions.stream().map(conv -> conv.apply(x)).toArray(Tensor[]::new));
  }
}
