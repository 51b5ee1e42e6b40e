package org.offprint.methods.estimate;

import java.util.Arrays;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Moments;

/// Min-K%: the mean of the smallest log-probabilities, since a text never seen has some surprising tokens; Min-K%++ standardises them first.
///
///     Min-K%   = mean of the ⌊k n⌋ smallest ln p_i
///     Min-K%++ = the same of z_i = (ln p_i − μ_i) / σ_i, with mean and deviation of ln p under the model's own distribution at i
///
/// Shapes: one text; returns a number.
/// Range: any real, larger speaks for a member; NaN where ⌊k n⌋ = 0.
/// Source: Shi et al., arXiv:2310.16789 (Min-K%) and Zhang et al., arXiv:2404.02936 (++): baselines of arXiv:2409.14781; k = 0.2.
/// Differs from the source: in ++ a position without variance, where the model is certain, is left out.
/// Throws: IllegalArgumentException from the constructor, if not 0 < k ≤ 1.
@Source(paper = "arXiv:2409.14781", equation = "baselines: Min-K%, Min-K%++")
public record MinK(double share, boolean standardised) implements MembershipScore {
  private static final double ROUNDING = 1e-24; // of a variance that should be 0

  public MinK {
    Shapes.require("share", share, share > 0 && share <= 1, "0 < k ≤ 1");
  }

  /// k = 0.2, not standardised.
  public static MinK standard() {
    return new MinK(0.2, false);
  }

  @Override
  public double of(ScoredTokens text) {
    double[] values = standardised ? standardised(text) : text.logProbs();
    int least = (int) (values.length * share);
    double[] sorted = values.clone();
    Arrays.sort(sorted); // NaN last
    return least == 0 || Double.isNaN(sorted[sorted.length - 1])
        ? Double.NaN
        : Moments.mean(Arrays.copyOf(sorted, least));
  }

  /// z_i of the positions that have a variance; NaN where mean and variance are unknown.
  public static double[] standardised(ScoredTokens text) {
    double[] z = new double[text.length()];
    int count = 0;
    for (int i = 0; i < z.length; i++) {
      double mean = text.means()[i];
      double variance = text.variances()[i];
      if (!(variance <= ROUNDING * (1 + mean * mean))) {
        z[count++] = (text.logProbs()[i] - mean) / Math.sqrt(variance);
      }
    }
    return Arrays.copyOf(z, count);
  }
}
