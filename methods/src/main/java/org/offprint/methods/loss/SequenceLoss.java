package org.offprint.methods.loss;

import org.offprint.methods.tensor.Tensor;

/// How wrong the distributions of a whole sequence are about a target sequence, which need not
/// stand place by place beside it; lower is better.
public interface SequenceLoss {
  /// @param logits (B, T, V)
  /// @param targets (B, S) int64
  Tensor apply(Tensor logits, Tensor targets);
}
