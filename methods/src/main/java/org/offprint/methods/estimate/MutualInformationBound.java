package org.offprint.methods.estimate;

import org.offprint.methods.tensor.Tensor;

/// What a matrix of scores f(x_i, y_j) says of the mutual information of x and y: pairs on the
/// diagonal belong together, all others do not. The better the critic f, the higher the number.
public interface MutualInformationBound {
  /// The estimate.
  ///
  /// @param scores (n, n) floating, n ≥ 2; the order of the pairs does not matter
  /// @return nats, a single number; NaN where a score is NaN
  /// @throws IllegalArgumentException if scores are not square, of fewer than two pairs, or not
  ///   floating
  Tensor apply(Tensor scores);

  /// What training raises: the estimate itself, unless its gradient is known to be poor.
  default Tensor objective(Tensor scores) {
    return apply(scores);
  }

  /// The most that the estimate can be from n pairs, in nats; infinite where nothing limits it.
  default double ceiling(long n) {
    return Double.POSITIVE_INFINITY;
  }
}
