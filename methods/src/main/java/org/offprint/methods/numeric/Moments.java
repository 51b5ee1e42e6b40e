package org.offprint.methods.numeric;

import java.util.Arrays;

/// Means, spreads and correlations.
public final class Moments {
  private Moments() {}

  /// NaN of nothing.
  public static double mean(double... x) {
    return Arrays.stream(x).sum() / x.length;
  }

  /// Divided by the count less `freedom`: 0 for the population's variance, 1 for the sample's.
  public static double variance(int freedom, double... x) {
    double mean = mean(x);
    return Arrays.stream(x).map(value -> (value - mean) * (value - mean)).sum()
        / (x.length - freedom);
  }

  /// Pearson's correlation; NaN where one of the two never varies.
  public static double correlation(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "x has %d entries, y has %d; they must be as many.".formatted(x.length, y.length));
    }
    double meanX = mean(x);
    double meanY = mean(y);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - meanX) * (y[i] - meanY);
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    return xy / Math.sqrt(xx * yy);
  }

  /// Spearman's correlation: Pearson's of the ranks, equal entries sharing theirs; NaN where an
  /// entry is, since NaN has no rank.
  public static double rankCorrelation(double[] x, double[] y) {
    if (Arrays.stream(x).anyMatch(Double::isNaN) || Arrays.stream(y).anyMatch(Double::isNaN)) {
      return Double.NaN;
    }
    return correlation(Order.ranks(x), Order.ranks(y));
  }

  /// Kendall's correlation τ-b: pairs in the same order less pairs in opposite order, with ties
  /// taken out of each side; NaN where one of the two never varies.
  public static double concordance(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "x has %d entries, y has %d; they must be as many.".formatted(x.length, y.length));
    }
    double agreeing = 0;
    double apartX = 0;
    double apartY = 0;
    for (int i = 0; i < x.length; i++) {
      if (Double.isNaN(x[i] + y[i])) {
        return Double.NaN;
      }
      for (int j = 0; j < i; j++) {
        double signX = Math.signum(x[i] - x[j]);
        double signY = Math.signum(y[i] - y[j]);
        agreeing += signX * signY;
        apartX += Math.abs(signX);
        apartY += Math.abs(signY);
      }
    }
    return agreeing / Math.sqrt(apartX * apartY);
  }
}
