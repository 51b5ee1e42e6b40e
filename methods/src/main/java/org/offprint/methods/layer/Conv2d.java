package org.offprint.methods.layer;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Convolution;
import org.offprint.methods.tensor.Tensor;

/// A convolution with a square kernel; weight (out, in, size, size), uniform on ±1/√(in size²) at
/// the start, as in PyTorch.
public final class Conv2d extends Block {
  private final Tensor weight;
  private final @Nullable Tensor bias;
  private final long stride;
  private final long padding;

  public Conv2d(
      Initial initial, long in, long out, long size, long stride, long padding, boolean withBias) {
    double bound = 1 / Math.sqrt(in * size * size);
    weight = parameter("weight", initial.uniform(bound, out, in, size, size));
    bias = withBias ? parameter("bias", initial.uniform(bound, out)) : null;
    this.stride = stride;
    this.padding = padding;
  }

  /// @param x (N, in, H, W)
  /// @return (N, out, (H + 2 padding − size) / stride + 1, …)
  public Tensor apply(Tensor x) {
    Shapes.requireType("the input", x, weight.type());
    Shapes.requireRank("the input", x, 4, "(N, channels, H, W)");
    Shapes.requireSize("the input", x, 1, weight.size(1), "the convolution takes");
    return Convolution.conv2d(x, weight, bias, stride, padding, 1);
  }
}
