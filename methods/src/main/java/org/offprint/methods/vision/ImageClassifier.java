package org.offprint.methods.vision;

import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.tensor.Tensor;

/// A model that gives each image one logit a class.
public interface ImageClassifier {
  /// @param images (B, channels, H, W)
  /// @return (B, classes)
  Tensor logits(Tensor images);

  /// The training loss: the mean cross-entropy in nats; NaN of an empty batch.
  ///
  /// @param labels (B) int64, each 0 … classes − 1
  default Tensor loss(Tensor images, Tensor labels) {
    return CrossEntropy.standard().apply(logits(images), labels);
  }
}
