package org.offprint.methods.layer;

import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;

/// Mean 0 and variance 1 over the last axis, then a learned gain and, as a rule, bias.
public final class LayerNorm extends Block {
  private final Tensor weight;
  private final Tensor bias;
  private final double epsilon;

  /// With bias, ε = 1e-5.
  public LayerNorm(Initial initial, long width) {
    this(initial, width, 1e-5, true);
  }

  public LayerNorm(Initial initial, long width, double epsilon, boolean withBias) {
    this.epsilon = epsilon;
    weight = parameter("weight", initial.ones(width));
    bias = withBias ? parameter("bias", initial.zeros(width)) : initial.zeros(width);
  }

  public Tensor apply(Tensor x) {
    Shapes.requireSize("the input", x, -1, weight.size(0), "the width of the norm");
    Shapes.requireType("the input", x, weight.type());
    return x.layerNorm(weight, bias, epsilon);
  }
}
