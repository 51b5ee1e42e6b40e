package org.offprint.methods.survival;

import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealVector;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Order;

/// Proportional hazards: the linear baseline that a survival model must beat.
///
///     hazard = h₀(t) e^(βᵀx);   ln L = Σ_events (βᵀx_i − ln Σ_(j at risk at t_i) e^(βᵀx_j)) − λ ‖β‖² / 2
///
/// maximised by Newton's steps, halved where they overshoot; events at one time by Breslow's rule.
///
/// Shapes: x N rows of D numbers.
/// Range: risk βᵀx, any number. A column that separates events perfectly sends β to infinity unless
/// λ > 0.
/// Source: Cox, JRSS B 1972; Breslow 1974.
/// Throws: IllegalArgumentException if sizes differ, a number is not finite, no case has an event,
/// or λ < 0; IllegalStateException if columns depend on each other or no maximum is found.
@Source(paper = "Cox, JRSS B 1972", equation = "partial likelihood")
public final class CoxRegression {
  private static final int STEPS = 100;

  private final double[] beta;
  private final double logLikelihood;

  private CoxRegression(double[] beta, double logLikelihood) {
    this.beta = beta;
    this.logLikelihood = logLikelihood;
  }

  /// @param ridge λ
  public static CoxRegression fit(double[][] x, double[] times, boolean[] events, double ridge) {
    Shapes.require("ridge", ridge, ridge >= 0 && Double.isFinite(ridge), "a number of 0 or more");
    TimeBins.requireTimes(times, events.length);
    int width = x.length == 0 ? 0 : x[0].length;
    requireRows(x, times.length, width);
    boolean any = false;
    for (boolean event : events) {
      any |= event;
    }
    if (!any || width == 0) {
      throw new IllegalArgumentException(
          "%d cases with %d columns and %s event: there is nothing to fit."
              .formatted(x.length, width, any ? "an" : "no"));
    }
    int[] order = Order.descending(times);
    double[] beta = new double[width];
    Slope here = slope(x, times, events, order, beta, ridge);
    for (int step = 0; step < STEPS; step++) {
      double[] move = solve(here);
      double length = 1;
      double[] next = moved(beta, move, length);
      Slope there = slope(x, times, events, order, next, ridge);
      while (!(there.value >= here.value - 1e-12 * Math.abs(here.value)) && length > 1e-10) {
        length /= 2;
        next = moved(beta, move, length);
        there = slope(x, times, events, order, next, ridge);
      }
      double gained = there.value - here.value;
      beta = next;
      here = there;
      if (Math.abs(gained) <= 1e-13 * (1 + Math.abs(here.value)) && length == 1) {
        return new CoxRegression(beta, here.value);
      }
    }
    throw new IllegalStateException(
        "no maximum within %d steps: a column may separate the events; fit with ridge > 0."
            .formatted(STEPS));
  }

  private static void requireRows(double[][] x, int count, int width) {
    if (x.length != count) {
      throw new IllegalArgumentException(
          "x has %d rows, there are %d times; they must be as many.".formatted(x.length, count));
    }
    for (int i = 0; i < x.length; i++) {
      if (x[i].length != width) {
        throw new IllegalArgumentException(
            "x[%d] has %d entries; expected %d as in the first row."
                .formatted(i, x[i].length, width));
      }
      for (double value : x[i]) {
        Shapes.require(
            "an entry of x[" + i + "]", value, Double.isFinite(value), "a finite number");
      }
    }
  }

  /// ln L with its gradient and its negative curvature.
  private record Slope(double value, double[] gradient, double[][] curvature) {}

  private static Slope slope(
      double[][] x,
      double[] times,
      boolean[] events,
      int[] latestFirst,
      double[] beta,
      double ridge) {
    int d = beta.length;
    double value = 0;
    double[] gradient = new double[d];
    double[][] curvature = new double[d][d];
    double greatest = Double.NEGATIVE_INFINITY;
    for (double[] row : x) {
      greatest = Math.max(greatest, dot(row, beta));
    }
    double s0 = 0;
    double[] s1 = new double[d];
    double[][] s2 = new double[d][d];
    for (int from = 0; from < latestFirst.length; ) {
      int to = from;
      double time = times[latestFirst[from]];
      for (; to < latestFirst.length && times[latestFirst[to]] == time; to++) {
        double[] row = x[latestFirst[to]];
        double w = Math.exp(dot(row, beta) - greatest);
        s0 += w;
        for (int a = 0; a < d; a++) {
          s1[a] += w * row[a];
          for (int b = 0; b < d; b++) {
            s2[a][b] += w * row[a] * row[b];
          }
        }
      }
      for (int i = from; i < to; i++) {
        if (events[latestFirst[i]]) {
          double[] row = x[latestFirst[i]];
          value += dot(row, beta) - greatest - Math.log(s0);
          for (int a = 0; a < d; a++) {
            gradient[a] += row[a] - s1[a] / s0;
            for (int b = 0; b < d; b++) {
              curvature[a][b] += s2[a][b] / s0 - s1[a] / s0 * s1[b] / s0;
            }
          }
        }
      }
      from = to;
    }
    for (int a = 0; a < d; a++) {
      value -= ridge * beta[a] * beta[a] / 2;
      gradient[a] -= ridge * beta[a];
      curvature[a][a] += ridge;
    }
    return new Slope(value, gradient, curvature);
  }

  private static double[] solve(Slope slope) {
    try {
      RealVector move =
          new CholeskyDecomposition(new Array2DRowRealMatrix(slope.curvature), 1e-8, 1e-12)
              .getSolver()
              .solve(new ArrayRealVector(slope.gradient));
      return move.toArray();
    } catch (MathRuntimeException e) {
      throw new IllegalStateException(
          "the columns of x depend on each other, or one never varies among those at risk: leave one out, or fit with ridge > 0.",
          e);
    }
  }

  private static double[] moved(double[] beta, double[] move, double length) {
    double[] moved = beta.clone();
    for (int a = 0; a < moved.length; a++) {
      moved[a] += length * move[a];
    }
    return moved;
  }

  private static double dot(double[] x, double[] beta) {
    double sum = 0;
    for (int a = 0; a < beta.length; a++) {
      sum += x[a] * beta[a];
    }
    return sum;
  }

  public double[] beta() {
    return beta.clone();
  }

  /// The penalised ln L at the maximum.
  public double logLikelihood() {
    return logLikelihood;
  }

  /// βᵀx of each row; larger where an event is expected earlier.
  public double[] risk(double[][] x) {
    requireRows(x, x.length, beta.length);
    double[] risk = new double[x.length];
    for (int i = 0; i < risk.length; i++) {
      risk[i] = dot(x[i], beta);
    }
    return risk;
  }
}
