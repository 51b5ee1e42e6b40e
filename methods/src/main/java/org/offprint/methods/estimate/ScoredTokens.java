package org.offprint.methods.estimate;

import java.util.Arrays;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// What a language model thought of the tokens of one text: of each token but the first, which has
/// no probability.
///
/// @param ids the tokens
/// @param logProbs ln p(x_i | x_<i)
/// @param means Σ_v p_v ln p_v at each position
/// @param variances Σ_v p_v (ln p_v − mean)² at each position
public record ScoredTokens(long[] ids, double[] logProbs, double[] means, double[] variances) {
  public ScoredTokens {
    for (int length : new int[] {logProbs.length, means.length, variances.length}) {
      if (length != ids.length) {
        throw new IllegalArgumentException(
            "there are %d tokens, %d log-probabilities, %d means and %d variances; expected as many of each."
                .formatted(ids.length, logProbs.length, means.length, variances.length));
      }
    }
    for (int i = 0; i < logProbs.length; i++) {
      if (logProbs[i] > 0) {
        throw new IllegalArgumentException(
            "logProbs[%d] is %s; expected at most 0.".formatted(i, logProbs[i]));
      }
    }
  }

  /// Where only the token's own log-probability is known; Min-K%++ then gives NaN.
  public static ScoredTokens of(long[] ids, double[] logProbs) {
    double[] unknown = new double[ids.length];
    Arrays.fill(unknown, Double.NaN);
    return new ScoredTokens(ids, logProbs, unknown, unknown);
  }

  /// @param logits (n, V) floating; row i predicts token i
  /// @param ids n tokens, each 0 … V − 1
  public static ScoredTokens of(Tensor logits, long... ids) {
    Shapes.requireRank("logits", logits, 2, "(n, V)");
    Shapes.requireSize("logits", logits, 0, ids.length, "the number of ids");
    Shapes.requireIndices("ids", ids, logits.size(1));
    try (var scope = Scope.withoutGradients()) {
      Tensor all = logits.to(Type.FLOAT64).logSoftmax(-1);
      Tensor p = all.exp();
      Tensor finite = all.maskedFill(p.isEqual(0), 0); // 0 ln 0 = 0
      Tensor mean = p.mul(finite).sum(-1, true);
      Tensor variance = p.mul(finite.sub(mean).square()).sum(-1, true); // p = 0 adds nothing
      Tensor own = all.gather(1, Tensor.of(ids, ids.length, 1));
      return new ScoredTokens(ids.clone(), own.toDoubles(), mean.toDoubles(), variance.toDoubles());
    }
  }

  public int length() {
    return ids.length;
  }
}
