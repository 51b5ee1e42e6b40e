package org.offprint.methods.compress;

import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Convolution;
import org.offprint.methods.tensor.Tensor;

/// A convolution with bias that keeps height and width, or divides them by its stride.
final class Conv extends Block {
  private final Tensor weight;
  private final Tensor bias;
  private final long stride;
  private final long groups;

  Conv(Initial initial, long in, long out, long size, long stride, long groups) {
    double bound = 1 / Math.sqrt(in / groups * size * size);
    weight = parameter("weight", initial.uniform(bound, out, in / groups, size, size));
    bias = parameter("bias", initial.uniform(bound, out));
    this.stride = stride;
    this.groups = groups;
  }

  static Conv of(Initial initial, long in, long out, long size) {
    return new Conv(initial, in, out, size, 1, 1);
  }

  static Conv halving(Initial initial, long in, long out, long size) {
    return new Conv(initial, in, out, size, 2, 1);
  }

  static Conv depthwise(Initial initial, long channels, long size) {
    return new Conv(initial, channels, channels, size, 1, channels);
  }

  Tensor apply(Tensor x) {
    return Convolution.conv2d(x, weight, bias, stride, weight.size(-1) / 2, groups);
  }
}
