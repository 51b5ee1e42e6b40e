package org.offprint.methods.loss;

import org.offprint.methods.tensor.Tensor;

/// How badly the features of a batch are arranged by class; an addition to a {@link Loss} of the
/// logits, lower is better.
public interface FeatureLoss {
  /// @param features (B, D), as they come out of the last hidden layer
  /// @param labels (B) int64, any numbers: equal ones are one class
  Tensor apply(Tensor features, Tensor labels);
}
