package org.offprint.methods.golden.distill;

import java.util.function.UnaryOperator;
import org.offprint.methods.tensor.Tensor;

/// Gradients for the checkers.
final class Slopes {
  private Slopes() {}

  /// d function / d x by the backward pass; zeros where none arrives.
  static double[] of(UnaryOperator<Tensor> function, Tensor x) {
    Tensor leaf = x.copy().requireGradient();
    function.apply(leaf).backward();
    Tensor gradient = leaf.gradient();
    return gradient == null ? new double[Math.toIntExact(x.count())] : gradient.toDoubles();
  }
}
