package org.offprint.methods.objective;

import java.util.Arrays;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;

/// The uncertainty of a policy about its next token, in nats.
public final class TokenEntropy {
  private TokenEntropy() {}

  /// −Σ_v p_v ln p_v over the last axis; a token of probability 0 adds 0.
  ///
  /// @param logits (…, V)
  /// @return (…)
  public static Tensor of(Tensor logits) {
    Shapes.requireRankOf("logits", logits, 1, "(…, V)");
    Shapes.requireFloating("logits", logits);
    Tensor logProbs = logits.logSoftmax(-1);
    return expectation(logProbs.exp(), logProbs).neg();
  }

  /// Σ_v w_v ln p_v over the last axis, where a token of probability 0 adds 0.
  static Tensor expectation(Tensor weights, Tensor logProbs) {
    Tensor impossible = logProbs.isEqual(Double.NEGATIVE_INFINITY);
    return weights.mul(logProbs.maskedFill(impossible, 0)).sum(-1, false);
  }

  /// What a server that returns only the likeliest tokens lets one know: their part of the entropy,
  /// and the rest of the probability taken as one more token.
  ///
  ///     −Σ p ln p − t ln max(t, 1e-12);  t = max(0, 1 − Σ p)
  ///
  /// @param topLogProbs of the likeliest tokens
  public static double withTail(double... topLogProbs) {
    double known = 0;
    double entropy = 0;
    for (double logProb : topLogProbs) {
      double p = Math.exp(logProb);
      known += p;
      entropy -= p == 0 ? 0 : p * logProb;
    }
    double tail = Math.max(0, 1 - known);
    return tail > 0 ? entropy - tail * Math.log(Math.max(tail, 1e-12)) : entropy;
  }

  /// 0 of nothing.
  static double mean(double... entropies) {
    return entropies.length == 0 ? 0 : Arrays.stream(entropies).sum() / entropies.length;
  }
}
