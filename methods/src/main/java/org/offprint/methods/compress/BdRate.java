package org.offprint.methods.compress;

import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// How much more a codec spends than another at the same quality, on average over the qualities that
/// both reach: negative percent is less.
///
///     ln R ≈ cubic in quality, by least squares, for each codec
///     BD-rate = 100 (exp((∫ second − ∫ first) / (high − low)) − 1) over the common range
///
/// Range: percent, above −100; 0 for a codec against itself.
/// Source: Bjøntegaard, VCEG-M33, 2001; the figure that MLICv2 (arXiv:2504.19119) and S2LIC report.
/// Throws: IllegalArgumentException with fewer than four points, rates that are not positive,
/// qualities that repeat, or ranges that do not overlap.
@Source(paper = "Bjøntegaard, VCEG-M33, 2001", equation = "average difference of rates")
public final class BdRate {
  private static final int DEGREE = 3;

  private BdRate() {}

  /// @param rates of the first codec, any unit
  /// @param qualities of the first codec in decibels
  public static double percent(
      double[] rates, double[] qualities, double[] otherRates, double[] otherQualities) {
    require("rates", rates, qualities);
    require("otherRates", otherRates, otherQualities);
    double low = Math.max(least(qualities), least(otherQualities));
    double high = Math.min(greatest(qualities), greatest(otherQualities));
    if (!(low < high)) {
      throw new IllegalArgumentException(
          "the qualities %s to %s and %s to %s do not overlap: code at rates that give similar qualities."
              .formatted(
                  least(qualities),
                  greatest(qualities),
                  least(otherQualities),
                  greatest(otherQualities)));
    }
    double first = integral(rates, qualities, low, high);
    double second = integral(otherRates, otherQualities, low, high);
    return 100 * Math.expm1((second - first) / (high - low));
  }

  private static void require(String name, double[] rates, double[] qualities) {
    if (rates.length != qualities.length || rates.length <= DEGREE) {
      throw new IllegalArgumentException(
          "%s has %d entries with %d qualities; expected four or more of each."
              .formatted(name, rates.length, qualities.length));
    }
    for (int i = 0; i < rates.length; i++) {
      Shapes.require(
          name + "[" + i + "]",
          rates[i],
          rates[i] > 0 && rates[i] < Double.POSITIVE_INFINITY,
          "a finite rate above 0");
      Shapes.require(
          "its quality", qualities[i], Double.isFinite(qualities[i]), "a finite quality");
    }
    long distinct = Arrays.stream(qualities).distinct().count();
    if (distinct <= DEGREE) {
      throw new IllegalArgumentException(
          "%s has %d different qualities; a cubic needs four.".formatted(name, distinct));
    }
  }

  private static double least(double[] x) {
    return Arrays.stream(x).min().orElseThrow();
  }

  private static double greatest(double[] x) {
    return Arrays.stream(x).max().orElseThrow();
  }

  /// Qualities are scaled to [−1, 1] first: cubes of decibels would cost digits.
  private static double integral(double[] rates, double[] qualities, double low, double high) {
    double middle = (least(qualities) + greatest(qualities)) / 2;
    double reach = (greatest(qualities) - least(qualities)) / 2;
    double[][] powers = new double[rates.length][DEGREE + 1];
    double[] logs = new double[rates.length];
    for (int i = 0; i < rates.length; i++) {
      for (int k = 0; k <= DEGREE; k++) {
        powers[i][k] = Math.pow((qualities[i] - middle) / reach, k);
      }
      logs[i] = Math.log(rates[i]);
    }
    double[] c =
        new QRDecomposition(new Array2DRowRealMatrix(powers))
            .getSolver()
            .solve(new ArrayRealVector(logs))
            .toArray();
    double integral = 0;
    for (int k = 0; k <= DEGREE; k++) {
      integral +=
          c[k]
              / (k + 1)
              * (Math.pow((high - middle) / reach, k + 1)
                  - Math.pow((low - middle) / reach, k + 1));
    }
    return integral * reach;
  }
}
