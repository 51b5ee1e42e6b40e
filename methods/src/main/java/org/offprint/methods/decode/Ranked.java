package org.offprint.methods.decode;

import java.util.Arrays;
import org.offprint.methods.numeric.LogSpace;
import org.offprint.methods.numeric.Order;

/// Tokens by falling probability, the lower index first among equals; excluded ones are left out.
///
/// @param tokens their indices
/// @param logProbs natural logarithms of the probabilities of all tokens, by index
record Ranked(int[] tokens, double[] logProbs) {
  static Ranked of(double[] logits) {
    requireLogits(logits);
    double[] logProbs = LogSpace.logSoftmax(logits);
    int[] order = Order.descending(logProbs);
    int positive = order.length;
    while (positive > 1 && !(Math.exp(logProbs[order[positive - 1]]) > 0)) {
      positive--;
    }
    return new Ranked(Arrays.copyOf(order, positive), logProbs);
  }

  static void requireLogits(double[] logits) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logits.length; i++) {
      if (Double.isNaN(logits[i]) || logits[i] == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "logits[%d] is %s; expected a finite number, or −∞ to exclude the token."
                .formatted(i, logits[i]));
      }
      greatest = Math.max(greatest, logits[i]);
    }
    if (greatest == Double.NEGATIVE_INFINITY) {
      throw new IllegalArgumentException(
          "%d logits leave no token to choose: expected at least one that is finite."
              .formatted(logits.length));
    }
  }

  int size() {
    return tokens.length;
  }

  /// The probability of the token at a rank from 0.
  double prob(int rank) {
    return Math.exp(logProbs[tokens[rank]]);
  }

  /// The rank, from 0, that a uniform number falls on among the first `kept`, renormalised: the
  /// first whose cumulative share is above it.
  int draw(int kept, double uniform) {
    double all = 0;
    for (int rank = 0; rank < kept; rank++) {
      all += prob(rank);
    }
    double sum = 0;
    for (int rank = 0; rank < kept; rank++) {
      sum += prob(rank) / all;
      if (sum > uniform) {
        return rank;
      }
    }
    return kept - 1;
  }

  /// −log₂ of a token's probability.
  double bits(int token) {
    return -logProbs[token] / Math.log(2);
  }

  /// The most probable tokens alone, renormalised.
  Ranked head(int count) {
    if (count >= size()) {
      return this;
    }
    int[] first = Arrays.copyOf(tokens, count);
    double[] logs = new double[logProbs.length];
    Arrays.fill(logs, Double.NEGATIVE_INFINITY);
    double all = LogSpace.sumExp(Arrays.stream(first).mapToDouble(t -> logProbs[t]).toArray());
    for (int token : first) {
      logs[token] = logProbs[token] - all;
    }
    return new Ranked(first, logs);
  }
}
