package org.offprint.methods.language;

import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Checks and the loss that the language models of this package share.
final class Texts {
  private Texts() {}

  static void require(Tensor tokens, long least, long context) {
    Shapes.requireRank("tokens", tokens, 2, "(B, T)");
    Shapes.requireType("tokens", tokens, Type.INT64);
    long length = tokens.size(1);
    Shapes.require(
        "text length",
        length,
        length >= least && length <= context,
        "%d to %d tokens".formatted(least, context));
  }

  /// Mean cross-entropy of each token from the logits of the position before it.
  ///
  /// @param logits (B, T, V) of all positions
  static Tensor nextTokenLoss(Tensor logits, Tensor tokens) {
    long length = tokens.size(1) - 1;
    return logits
        .narrow(1, 0, length)
        .reshape(-1, logits.size(-1))
        .crossEntropy(tokens.narrow(1, 1, length).reshape(-1), -100, 1);
  }
}
