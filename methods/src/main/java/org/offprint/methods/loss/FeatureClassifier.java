package org.offprint.methods.loss;

import org.offprint.methods.tensor.Tensor;

/// A classifier that shows the features its last layer decides by.
public interface FeatureClassifier {
  /// (B, …) to (B, D).
  Tensor features(Tensor x);

  /// (B, D) to logits (B, C).
  Tensor logits(Tensor features);
}
