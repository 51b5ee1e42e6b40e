package org.offprint.methods.vision;

import java.util.Arrays;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Convolution;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Efficient channel attention: each channel is scaled by a gate that sees the means of its k neighbours among the channels.
///
///     g_bc = mean over h, w of x_bchw
///     z_bc = Σ_j w_j g_(b, c + j − (k−1)/2), zeros beyond the ends;  a = σ(z);  y = x a
///     k(C) = |(log₂ C + b) / γ| rounded down, plus one where even
///
/// Shapes: x (B, C, H, W) floating, H and W ≥ 1; returns x's shape. The only parameter is w (1, 1, k), shared by all channels.
/// Range: gates in (0, 1). An empty batch gives an empty result; NaN in a channel reaches its k neighbours.
/// Source: Wang et al., ECA-Net, CVPR 2020, arXiv:1910.03151, equations 9 and 12; the authors' eca_module.py.
/// Differs from the source: float16 and bfloat16 are averaged in float32. For ResNet-50 the authors' formula gives k = 5, 5, 5, 7, while
/// their release and their count of 80 parameters have 3, 5, 5, 7: pass k where that matters. Belongs after the last batch
/// norm of a residual branch, before the shortcut is added.
/// Throws: IllegalArgumentException if x has no pixels or another rank; from the constructor, if k is even or < 1.
@Source(paper = "arXiv:1910.03151", equation = "9, 12")
public final class EfficientChannelAttention extends Block {
  private final Tensor kernel;

  /// @param k the kernel size, odd; {@link #kernelSize(long)} is the paper's choice
  public EfficientChannelAttention(Initial initial, int k) {
    if (k < 1 || k % 2 == 0) {
      throw new IllegalArgumentException(
          "kernel size %d: expected an odd number, so that each channel is the middle of its neighbours"
              .formatted(k));
    }
    kernel = parameter("kernel", initial.uniform(1 / Math.sqrt(k), 1, 1, k));
  }

  /// The paper's k(C) with γ = 2 and b = 1.
  public static int kernelSize(long channels) {
    return kernelSize(channels, 2, 1);
  }

  public static int kernelSize(long channels, double gamma, double b) {
    Shapes.require("channels", channels, channels >= 1, "1 or more");
    Shapes.require("gamma", gamma, gamma > 0, "a number above 0");
    int t = (int) Math.abs((Math.log(channels) / Math.log(2) + b) / gamma);
    return t % 2 == 1 ? t : t + 1;
  }

  /// How many parameters the attention adds to a network, one attention a block.
  ///
  /// @param blocks of each stage
  /// @param kernels the kernel size of each stage
  public static long added(int[] blocks, int[] kernels) {
    if (blocks.length != kernels.length) {
      throw new IllegalArgumentException(
          "blocks %s and kernels %s: expected one of each a stage"
              .formatted(Arrays.toString(blocks), Arrays.toString(kernels)));
    }
    long sum = 0;
    for (int i = 0; i < blocks.length; i++) {
      sum += (long) blocks[i] * kernels[i];
    }
    return sum;
  }

  public Tensor apply(Tensor x) {
    Shapes.requireType("x", x, kernel.type());
    Tensor a = scores(means(x)).sigmoid();
    return x.mul(a.unsqueeze(-1).unsqueeze(-1));
  }

  /// g (B, C).
  public Tensor means(Tensor x) {
    Shapes.requireFloating("x", x);
    Shapes.requireRank("x", x, 4, "(B, C, H, W)");
    Shapes.require("H · W", x.size(2) * x.size(3), x.size(2) * x.size(3) > 0, "1 pixel or more");
    boolean half = x.type() == Type.FLOAT16 || x.type() == Type.BFLOAT16;
    Tensor wide = half ? x.to(Type.FLOAT32) : x;
    Tensor g = wide.reshape(x.size(0), x.size(1), x.size(2) * x.size(3)).mean(2, false);
    return half ? g.to(x.type()) : g;
  }

  /// z (B, C), what the sigmoid turns into gates.
  public Tensor scores(Tensor means) {
    Shapes.requireType("means", means, kernel.type());
    Shapes.requireRank("means", means, 2, "(B, C)");
    long padding = (kernel.size(2) - 1) / 2;
    return Convolution.conv1d(means.unsqueeze(1), kernel, null, 1, padding, 1, 1).squeeze(1);
  }
}
