package org.offprint.lab.model;

import java.util.List;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Adam: steps of about the learning rate, along the mean gradient over its spread (Kingma and Ba,
/// arXiv:1412.6980, algorithm 1).
public final class Adam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final List<Tensor> parameters;
  private final List<Tensor> means;
  private final List<Tensor> squares;
  private final double rate;
  private int steps;

  public Adam(List<Tensor> parameters, double rate) {
    this.parameters = List.copyOf(parameters);
    this.means = parameters.stream().map(p -> Tensor.zeros(p.type(), p.shape())).toList();
    this.squares = parameters.stream().map(p -> Tensor.zeros(p.type(), p.shape())).toList();
    this.rate = rate;
  }

  /// Moves every parameter that has a gradient and clears it.
  public void step() {
    steps++;
    for (int i = 0; i < parameters.size(); i++) {
      try (Scope scope = Scope.withoutGradients()) {
        Tensor gradient = parameters.get(i).gradient();
        if (gradient == null) {
          continue;
        }
        Tensor mean = means.get(i).mulInPlace(BETA1).addInPlace(gradient, 1 - BETA1);
        Tensor square = squares.get(i).mulInPlace(BETA2).addInPlace(gradient.square(), 1 - BETA2);
        Tensor spread = square.div(1 - Math.pow(BETA2, steps)).sqrt().add(EPSILON);
        parameters.get(i).addInPlace(mean.div(spread), -rate / (1 - Math.pow(BETA1, steps)));
        parameters.get(i).clearGradient();
      }
    }
  }
}
