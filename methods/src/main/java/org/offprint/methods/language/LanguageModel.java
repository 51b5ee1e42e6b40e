package org.offprint.methods.language;

import org.offprint.methods.tensor.Tensor;

/// A model that foretells the next token of a text at each of its positions.
public interface LanguageModel {
  /// @param tokens (B, T) int64
  /// @return logits (B, T, vocabulary); those of position t depend on tokens 0 … t alone
  Tensor apply(Tensor tokens);

  /// The training loss, a single number in nats.
  ///
  /// @param tokens (B, T) int64, T ≥ 2
  Tensor loss(Tensor tokens);
}
