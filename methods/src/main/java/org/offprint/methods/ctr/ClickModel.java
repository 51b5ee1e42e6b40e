package org.offprint.methods.ctr;

import org.offprint.methods.tensor.Tensor;

/// A model that gives each row of a table the logit of its label being 1.
public interface ClickModel {
  /// @param ids (B, F) int64, one id a field, all fields in one numbering from 0 on; B ≥ 1
  /// @return (B)
  Tensor logits(Tensor ids);

  /// The training loss, a single number in nats.
  ///
  /// @param labels (B) floating, each 0 or 1
  default Tensor loss(Tensor ids, Tensor labels) {
    return Clicks.crossEntropy(logits(ids), labels);
  }
}
