package org.offprint.methods.survival;

import org.offprint.methods.Source;

/// How often of two cases the one with the higher risk had its event earlier.
///
///     pairs (i, j): i had an event, and j outlived it, or was censored at the same time
///     index = (concordant + tied / 2) / pairs,   tied if |risk_i − risk_j| ≤ 10⁻⁸
///
/// Range: 0 to 1; 1/2 without knowledge; NaN without a pair. NaN risks are refused.
/// Source: Harrell et al., JAMA 1982, as CMTA (arXiv:2309.12855) reports it.
/// Throws: IllegalArgumentException if the lengths differ, a time is not finite or a risk is NaN.
@Source(paper = "arXiv:2309.12855", equation = "concordance index")
public record Concordance(long concordant, long discordant, long tied) {
  private static final double TIE = 1e-8;

  public static Concordance of(double[] times, boolean[] events, double[] risks) {
    TimeBins.requireTimes(times, events.length);
    if (risks.length != times.length) {
      throw new IllegalArgumentException(
          "there are %d risks and %d times; they must be as many."
              .formatted(risks.length, times.length));
    }
    for (int i = 0; i < risks.length; i++) {
      if (Double.isNaN(risks[i])) {
        throw new IllegalArgumentException("risks[%d] is NaN: no order to compare.".formatted(i));
      }
    }
    long concordant = 0;
    long discordant = 0;
    long tied = 0;
    for (int i = 0; i < times.length; i++) {
      for (int j = 0; events[i] && j < times.length; j++) {
        if (times[j] > times[i] || (times[j] == times[i] && !events[j])) {
          if (risks[i] == risks[j] || Math.abs(risks[i] - risks[j]) <= TIE) {
            tied++;
          } else if (risks[i] > risks[j]) {
            concordant++;
          } else {
            discordant++;
          }
        }
      }
    }
    return new Concordance(concordant, discordant, tied);
  }

  public double index() {
    return (concordant + 0.5 * tied) / (concordant + discordant + tied);
  }
}
