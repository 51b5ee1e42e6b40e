package org.offprint.methods.layer;

import org.offprint.methods.tensor.Tensor;

/// Mean 0 and variance 1 over the last axis, then a learned gain and bias; ε = 1e-5.
public final class LayerNorm extends Block {
  private final Tensor weight;
  private final Tensor bias;

  public LayerNorm(Initial initial, long width) {
    weight = parameter("weight", initial.ones(width));
    bias = parameter("bias", initial.zeros(width));
  }

  public Tensor apply(Tensor x) {
    return x.layerNorm(weight, bias);
  }
}
