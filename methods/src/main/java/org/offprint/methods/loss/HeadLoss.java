package org.offprint.methods.loss;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;

/// A loss that takes the linear head along with it, so that it need not hold all logits at once.
/// Seen from outside it is the loss of the logits `embeddings classifierᵀ + bias`.
///
/// Shapes: embeddings (…, D), classifier (V, D), bias (V) or null, labels (…).
public interface HeadLoss extends Loss {
  Tensor apply(Tensor embeddings, Tensor classifier, @Nullable Tensor bias, Tensor labels);

  /// Logits are the embeddings of an identity head. For tests and small cases: the identity has V²
  /// entries.
  @Override
  default Tensor apply(Tensor logits, Tensor labels) {
    if (logits.rank() < 1) {
      throw new IllegalArgumentException(
          "logits has shape %s; expected (…, V).".formatted(Shapes.text(logits.shape())));
    }
    return apply(logits, Tensor.eye(logits.size(-1), logits.type()), null, labels);
  }
}
