package org.offprint.methods.estimate;

import org.offprint.methods.tensor.Tensor;

/// Estimates how much two variables tell about each other, from a sample of pairs.
public interface MutualInformationEstimator {
  /// @param x (M, D) floating and finite, one row a sample
  /// @param y (M, E) floating and finite; row i belongs to row i of x
  /// @throws IllegalArgumentException if a sample is of another shape or type, holds NaN or
  ///   infinity, has too few rows, or the two differ in rows
  MutualInformationEstimate of(Tensor x, Tensor y);
}
