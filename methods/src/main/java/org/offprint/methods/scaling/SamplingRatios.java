package org.offprint.methods.scaling;

import java.util.Arrays;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// The shares of language families in the training data that make a weighted sum of their losses least.
///
///     min Σ w_i L_i p_i^(−g_i) with Σ p = 1:  p_i = (w_i g_i L_i / μ)^(1 / (1 + g_i)), μ from the sum
///
/// Shapes: one weight, one loss at share 1 and one exponent a family.
/// Range: shares in (0, 1), sum 1. With weights 1 / L_i they depend on the exponents alone.
/// Source: He et al., arXiv:2410.12883, §5 (optimal sampling ratios).
/// Differs from the source: the closed form is derived here from the law; the paper reports ratios only. μ is bisected in log space.
/// Throws: IllegalArgumentException if the lengths differ, there is no family, or a weight, loss or exponent is not finite and > 0: with
///   g ≤ 0 no minimum lies inside.
@Source(paper = "arXiv:2410.12883", equation = "§5")
public final class SamplingRatios {
  private SamplingRatios() {}

  public static double[] optimal(double[] weights, double[] losses, double[] exponents) {
    requireFamilies(weights, losses, exponents);
    double[] logs = new double[weights.length];
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log(weights[i]) + Math.log(exponents[i]) + Math.log(losses[i]);
      low = Math.max(low, logs[i]); // one share alone would be 1
      high = Math.max(high, logs[i] + (1 + exponents[i]) * Math.log(logs.length)); // each ≤ 1 / n
    }
    for (int step = 0; step < 200; step++) {
      double middle = low + (high - low) / 2;
      if (Arrays.stream(shares(logs, exponents, middle)).sum() > 1) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return shares(logs, exponents, low + (high - low) / 2);
  }

  private static double[] shares(double[] logs, double[] exponents, double logMu) {
    double[] shares = new double[logs.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = Math.exp((logs[i] - logMu) / (1 + exponents[i]));
    }
    return shares;
  }

  /// Σ w_i L_i p_i^(−g_i).
  public static double objective(
      double[] shares, double[] weights, double[] losses, double[] exponents) {
    requireFamilies(weights, losses, exponents);
    Fit.requireAsMany("shares", shares, "weights", weights);
    requireShares("shares", shares);
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      sum += weights[i] * losses[i] * Math.pow(shares[i], -exponents[i]);
    }
    return sum;
  }

  /// How fast each family's weighted loss would fall with its share: all equal at the optimum.
  public static double[] slopes(
      double[] shares, double[] weights, double[] losses, double[] exponents) {
    requireFamilies(weights, losses, exponents);
    Fit.requireAsMany("shares", shares, "weights", weights);
    requireShares("shares", shares);
    double[] slopes = new double[shares.length];
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] = weights[i] * losses[i] * exponents[i] * Math.pow(shares[i], -exponents[i] - 1);
    }
    return slopes;
  }

  private static void requireFamilies(double[] weights, double[] losses, double[] exponents) {
    Fit.requireAsMany("losses", losses, "weights", weights);
    Fit.requireAsMany("exponents", exponents, "weights", weights);
    Shapes.require("the number of families", weights.length, weights.length > 0, "at least one");
    Fit.requirePositive("weights", weights);
    Fit.requirePositive("losses", losses);
    Fit.requirePositive("exponents", exponents);
  }

  static void requireShares(String name, double... shares) {
    for (int i = 0; i < shares.length; i++) {
      Shapes.require(
          "%s[%d]".formatted(name, i),
          shares[i],
          shares[i] > 0 && shares[i] <= 1,
          "a share in (0, 1]; the law is infinite at 0");
    }
  }
}
