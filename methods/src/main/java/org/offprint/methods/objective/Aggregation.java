package org.offprint.methods.objective;

import org.offprint.methods.tensor.Tensor;

/// How the losses of tokens become one number.
public enum Aggregation {
  /// Every token of the batch counts the same, so long answers weigh more.
  TOKEN_MEAN,
  /// Every answer counts the same, whatever its length.
  ANSWER_MEAN;

  Tensor of(PolicyBatch batch, Tensor values) {
    return switch (this) {
      case TOKEN_MEAN -> batch.tokenMean(values);
      case ANSWER_MEAN -> batch.answerMean(values);
    };
  }
}
