package org.offprint.catalog.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A mean over seeds and where it probably lies.
///
/// @param interval null for a single seed, which says nothing about chance
public record Estimate(double value, @Nullable Interval interval) {
  /// Student's t at 97.5 %, for 1 to 30 degrees of freedom: any table of the distribution.
  private static final double[] T975 = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042
  };

  public Estimate {
    Checks.finite("estimate.value", value);
    if (interval != null && (value < interval.low() || value > interval.high())) {
      throw new IllegalArgumentException(
          "the estimate %s lies outside its interval from %s to %s"
              .formatted(value, interval.low(), interval.high()));
    }
  }

  /// The mean of one value a seed, with a 95 % interval by Student's t.
  public static Estimate of(List<Double> values) {
    int n = values.size();
    if (n == 0) {
      throw new IllegalArgumentException("no values to estimate from: expected one a seed");
    }
    double mean = values.stream().mapToDouble(Double::doubleValue).sum() / n;
    if (n == 1) {
      return new Estimate(mean, null);
    }
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    double half = (n - 2 < T975.length ? T975[n - 2] : 1.96) * Math.sqrt(squares / (n - 1) / n);
    return new Estimate(
        mean,
        new Interval(mean - half, mean + half, 0.95, "Student's t over %d seeds".formatted(n)));
  }
}
