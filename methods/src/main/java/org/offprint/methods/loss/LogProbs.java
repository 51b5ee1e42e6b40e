package org.offprint.methods.loss;

import org.offprint.methods.tensor.Tensor;

/// Logarithms of probabilities near 0 and 1.
final class LogProbs {
  private LogProbs() {}

  /// ln(1 − p) for every entry of softmax over the last axis, of two classes or more. Of the
  /// largest one, which alone can round to 1, it is the log-sum-exp of the others; of the rest 1 −
  /// p ≥ 1/2.
  static Tensor logComplement(Tensor logits) {
    Tensor logProbs = logits.logSoftmax(-1);
    Tensor largest = Tensor.range(logits.size(-1)).isEqual(logits.argmax(-1).unsqueeze(-1));
    Tensor ofLargest =
        logits
            .maskedFill(largest, Double.NEGATIVE_INFINITY)
            .logSumExp(-1, true)
            .sub(logits.logSumExp(-1, true));
    Tensor ofRest = logProbs.maskedFill(largest, -1).exp().neg().log1p();
    return largest.where(ofLargest.expand(logits.shape()), ofRest);
  }
}
