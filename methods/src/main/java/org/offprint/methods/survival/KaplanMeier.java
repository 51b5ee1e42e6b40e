package org.offprint.methods.survival;

import java.util.Arrays;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Order;

/// The share that survives, without a model: the baseline of every survival curve.
///
///     S(t) = Π over times t_i ≤ t with events (1 − events_i / at risk_i)
///
/// Range: 1 before the first event, never rising; those censored at a time still count as at risk
/// then. Greenwood's variance of S comes along.
/// Source: Kaplan and Meier, JASA 1958.
/// Throws: IllegalArgumentException if the lengths differ, a time is not finite or there is none.
@Source(paper = "Kaplan and Meier, JASA 1958", equation = "product limit")
public final class KaplanMeier {
  private final double[] times;
  private final double[] survival;
  private final double[] variance;

  private KaplanMeier(double[] times, double[] survival, double[] variance) {
    this.times = times;
    this.survival = survival;
    this.variance = variance;
  }

  public static KaplanMeier fit(double[] times, boolean[] events) {
    TimeBins.requireTimes(times, events.length);
    if (times.length == 0) {
      throw new IllegalArgumentException("there is no case: expected one or more.");
    }
    int[] order = Order.ascending(times);
    double[] steps = new double[times.length];
    double[] survival = new double[times.length];
    double[] variance = new double[times.length];
    int count = 0;
    double s = 1;
    double greenwood = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      int died = 0;
      double atRisk = order.length - from;
      while (to < order.length && times[order[to]] == times[order[from]]) {
        died += events[order[to++]] ? 1 : 0;
      }
      if (died > 0) {
        s *= 1 - died / atRisk;
        greenwood += died == atRisk ? 0 : died / (atRisk * (atRisk - died));
        steps[count] = times[order[from]];
        survival[count] = s;
        variance[count++] = s * s * greenwood;
      }
      from = to;
    }
    return new KaplanMeier(
        Arrays.copyOf(steps, count),
        Arrays.copyOf(survival, count),
        Arrays.copyOf(variance, count));
  }

  public double survival(double time) {
    int step = step(time);
    return step < 0 ? 1 : survival[step];
  }

  /// Greenwood's, of {@link #survival(double)}.
  public double variance(double time) {
    int step = step(time);
    return step < 0 ? 0 : variance[step];
  }

  /// The last step at or before a time; −1 before the first.
  private int step(double time) {
    Shapes.require("time", time, !Double.isNaN(time), "a number");
    int found = Arrays.binarySearch(times, time);
    return found >= 0 ? found : -found - 2;
  }
}
