package org.offprint.methods.estimate;

import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Sums over the diagonal of a score matrix, and over all that is beside it.
final class Pairs {
  private Pairs() {}

  static void require(Tensor scores) {
    Shapes.requireRank("scores", scores, 2, "(n, n)");
    Shapes.requireSize("scores", scores, 1, scores.size(0), "the matrix must be square");
    if (!scores.type().isFloating()) {
      throw new IllegalArgumentException(
          "scores is %s; expected a floating type.".formatted(scores.type()));
    }
    if (scores.size(0) < 2) {
      throw new IllegalArgumentException(
          "scores has shape %s; expected at least 2 pairs, as strangers are needed too."
              .formatted(Shapes.text(scores.shape())));
    }
  }

  /// The mean of f_ii.
  static Tensor meanTogether(Tensor scores) {
    return scores.diagonal().mean();
  }

  /// The mean of f_ij over i ≠ j; an infinite f_ii does not reach it.
  static Tensor meanApart(Tensor scores) {
    double n = scores.size(0);
    return scores.maskedFill(diagonal(scores), 0).sum().div(n * (n - 1));
  }

  /// ln of the mean of e^(f_ij) over i ≠ j.
  static Tensor logMeanExpApart(Tensor scores) {
    double n = scores.size(0);
    return scores
        .maskedFill(diagonal(scores), Double.NEGATIVE_INFINITY)
        .reshape(1, -1)
        .logSumExp(1, false)
        .sum()
        .sub(Math.log(n * (n - 1)));
  }

  private static Tensor diagonal(Tensor scores) {
    return Tensor.eye(scores.size(0), Type.FLOAT32).isEqual(1);
  }
}
