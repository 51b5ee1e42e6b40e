package org.offprint.methods.layer;

import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;

/// x / √(mean x² + ε) over the last axis, times a learned gain (Zhang and Sennrich,
/// arXiv:1910.07467).
public final class RmsNorm extends Block {
  private final Tensor weight;
  private final double epsilon;

  public RmsNorm(Initial initial, long width, double epsilon) {
    this.epsilon = epsilon;
    weight = parameter("weight", initial.ones(width));
  }

  public Tensor apply(Tensor x) {
    Shapes.requireSize("the input", x, -1, weight.size(0), "the width of the norm");
    Shapes.requireFloating("the input", x);
    return x.mul(x.square().mean(-1, true).add(epsilon).rsqrt()).mul(weight);
  }
}
