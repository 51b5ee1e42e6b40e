package org.offprint.methods.estimate;

import org.offprint.methods.tensor.Tensor;

/// One number that describes a cloud of feature vectors. The order of the rows does not matter.
public interface FeatureMeasure {
  /// @param features (M, D) floating and finite, one row a sample
  /// @throws IllegalArgumentException if features are of another shape or type, hold NaN or
  ///   infinity, or have too few rows
  double of(Tensor features);
}
