package org.offprint.methods.compress;

import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Convolution;
import org.offprint.methods.tensor.Tensor;

/// A transposed convolution with bias that doubles height and width.
final class Doubling extends Block {
  private final Tensor weight;
  private final Tensor bias;

  Doubling(Initial initial, long in, long out, long size) {
    double bound = 1 / Math.sqrt(in * size * size / 4.0); // a place hears a quarter of the kernel
    weight = parameter("weight", initial.uniform(bound, in, out, size, size));
    bias = parameter("bias", initial.uniform(bound, out));
  }

  Tensor apply(Tensor x) {
    return Convolution.transposed2d(x, weight, bias, 2, weight.size(-1) / 2, 1);
  }
}
