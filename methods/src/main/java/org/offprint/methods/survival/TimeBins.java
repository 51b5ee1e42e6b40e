package org.offprint.methods.survival;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Order;

/// Time cut into bins that hold about as many events each.
///
///     edges = quantiles 0, 1/K, …, 1 of the times with an event, the outer ones moved to the least and
///     greatest of all times ∓ 10⁻⁶;   bin k = [edge_k, edge_(k+1))
///
/// Range: a time before the first edge is in the first bin, one after the last in the last.
/// Source: CMTA, arXiv:2309.12855, with K = 4.
/// Differs from the source: edges that are equal, as happens with few events, become one, so that
/// there can be fewer bins than asked for; the authors' code fails there.
/// Throws: IllegalArgumentException if times and censored differ in length, a time is not finite,
/// no time has an event, or K < 1.
///
/// @param edges rising
@Source(paper = "arXiv:2309.12855", equation = "time bins")
public record TimeBins(double[] edges) {
  private static final double BEYOND = 1e-6;

  public TimeBins {
    edges = edges.clone();
    for (int i = 0; i < edges.length; i++) {
      boolean rising = i == 0 || edges[i] > edges[i - 1];
      Shapes.require(
          "edges[" + i + "]", edges[i], rising && Double.isFinite(edges[i]), "rising finite times");
    }
    Shapes.require("edges.length", edges.length, edges.length >= 2, "two or more");
  }

  @Override
  public double[] edges() {
    return edges.clone();
  }

  public static TimeBins of(double[] times, boolean[] censored, int bins) {
    Shapes.require("bins", bins, bins >= 1, "1 or more");
    requireTimes(times, censored.length);
    double[] events =
        IntStream.range(0, times.length)
            .filter(i -> !censored[i])
            .mapToDouble(i -> times[i])
            .toArray();
    if (events.length == 0) {
      throw new IllegalArgumentException(
          "none of %d times has an event: there is nothing to cut time by."
              .formatted(times.length));
    }
    double[] edges = new double[bins + 1];
    for (int k = 0; k <= bins; k++) {
      edges[k] = Order.quantile((double) k / bins, events);
    }
    edges[0] = Arrays.stream(times).min().orElseThrow() - BEYOND;
    edges[bins] = Arrays.stream(times).max().orElseThrow() + BEYOND;
    return new TimeBins(Arrays.stream(edges).distinct().toArray());
  }

  static void requireTimes(double[] times, int others) {
    if (times.length != others) {
      throw new IllegalArgumentException(
          "there are %d times and %d marks of censoring or events; they must be as many."
              .formatted(times.length, others));
    }
    for (int i = 0; i < times.length; i++) {
      Shapes.require("times[" + i + "]", times[i], Double.isFinite(times[i]), "a finite time");
    }
  }

  public int count() {
    return edges.length - 1;
  }

  public int bin(double time) {
    Shapes.require("time", time, !Double.isNaN(time), "a number");
    int bin = 0;
    while (bin < count() - 1 && time >= edges[bin + 1]) {
      bin++;
    }
    return bin;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TimeBins bins && Arrays.equals(edges, bins.edges);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(edges);
  }

  @Override
  public String toString() {
    return "TimeBins" + Arrays.toString(edges);
  }
}
