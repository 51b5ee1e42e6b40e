package org.offprint.methods.objective;

import org.hipparchus.stat.regression.SimpleRegression;
import org.offprint.methods.Source;

/// What reward training buys with entropy, and so the reward at which it will stand when none is left.
///
///     R = −a e^H + b;  the ceiling, at H = 0, is b − a
///
/// Shapes: one reward and one entropy a measurement.
/// Range: R in the unit of the rewards, H in nats.
/// Source: Cui et al., arXiv:2505.22617, §2, equation 2.
/// Differs from the source: least squares in e^H; the paper does not say how it fits.
/// Throws: IllegalArgumentException if the lengths differ, there are fewer than two measurements, a number is not finite, or the
///   entropy never varies.
@Source(paper = "arXiv:2505.22617", equation = "2")
public record RewardEntropyLaw(double a, double b) {
  public static RewardEntropyLaw fit(double[] entropies, double[] rewards) {
    if (entropies.length != rewards.length || entropies.length < 2) {
      throw new IllegalArgumentException(
          "%d entropies and %d rewards: expected as many, at least two of each."
              .formatted(entropies.length, rewards.length));
    }
    var line = new SimpleRegression();
    for (int i = 0; i < entropies.length; i++) {
      if (!Double.isFinite(Math.exp(entropies[i])) || !Double.isFinite(rewards[i])) {
        throw new IllegalArgumentException(
            "measurement %d is entropy %s, reward %s; expected finite numbers."
                .formatted(i, entropies[i], rewards[i]));
      }
      line.addData(Math.exp(entropies[i]), rewards[i]);
    }
    if (Double.isNaN(line.getSlope())) {
      throw new IllegalArgumentException("the entropy never varies: there is no line to fit.");
    }
    return new RewardEntropyLaw(-line.getSlope(), line.getIntercept());
  }

  public double reward(double entropy) {
    return b - a * Math.exp(entropy);
  }

  public double ceiling() {
    return b - a;
  }
}
