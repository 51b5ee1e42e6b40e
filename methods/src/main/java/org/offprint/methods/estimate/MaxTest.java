package org.offprint.methods.estimate;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// The max-test rule: stop where the smoothed curve of held-out estimates peaks, and report the training-side value of that epoch.
///
///     smoothed = Gaussian(σ, cut at 4 σ) of median(width) of the held-out curve, both with mirrored ends (the last sample repeated)
///     epoch = first argmax of smoothed;  estimate = training curve there, or 0 where the peak is ≤ 0
///
/// Shapes: two curves of as many epochs; returns the choice.
/// Range: nats as given.
/// Source: Abdelaleem et al., arXiv:2506.00330, protocol; median of 5 and σ = 1 as in the first author's code.
/// Differs from the source: an epoch without a number takes the last one that had (the first that has, at the start).
/// Throws: IllegalArgumentException if the curves are empty, differ in length or hold no number; from the constructor, if the width is not odd or
/// σ is negative.
@Source(paper = "arXiv:2506.00330", equation = "max-test")
public record MaxTest(int medianWidth, double sigma) {
  public MaxTest {
    Shapes.require(
        "medianWidth", medianWidth, medianWidth >= 1 && medianWidth % 2 == 1, "an odd width");
    Shapes.require("sigma", sigma, sigma >= 0 && Double.isFinite(sigma), "a finite σ ≥ 0");
  }

  /// Median of 5, σ = 1.
  public static MaxTest standard() {
    return new MaxTest(5, 1);
  }

  /// @param epoch counted from 0
  public record Choice(int epoch, double estimate, double[] smoothed) {}

  public Choice choose(double[] heldOut, double[] training) {
    if (heldOut.length == 0 || heldOut.length != training.length) {
      throw new IllegalArgumentException(
          "the held-out curve has %d epochs, the training curve %d; expected as many, at least 1."
              .formatted(heldOut.length, training.length));
    }
    double[] smoothed = smooth(heldOut);
    int epoch = 0;
    for (int i = 1; i < smoothed.length; i++) {
      epoch = smoothed[i] > smoothed[epoch] ? i : epoch;
    }
    double estimate = smoothed[epoch] <= 0 ? 0 : training[epoch];
    return new Choice(epoch, estimate, smoothed);
  }

  /// The curve after both filters.
  public double[] smooth(double[] curve) {
    double[] carried = carried(curve);
    int half = medianWidth / 2;
    double[] median = new double[curve.length];
    for (int i = 0; i < median.length; i++) {
      int at = i;
      median[i] =
          IntStream.rangeClosed(-half, half)
              .mapToDouble(k -> carried[mirrored(at + k, curve.length)])
              .sorted()
              .toArray()[half];
    }
    return sigma == 0 ? median : gaussian(median);
  }

  private double[] gaussian(double[] curve) {
    int radius = (int) (4 * sigma + 0.5);
    double[] weights =
        IntStream.rangeClosed(-radius, radius)
            .mapToDouble(k -> Math.exp(-0.5 * k * k / (sigma * sigma)))
            .toArray();
    double all = Arrays.stream(weights).sum();
    double[] smoothed = new double[curve.length];
    for (int i = 0; i < curve.length; i++) {
      for (int k = -radius; k <= radius; k++) {
        smoothed[i] += weights[k + radius] / all * curve[mirrored(i + k, curve.length)];
      }
    }
    return smoothed;
  }

  private static int mirrored(int i, int length) {
    int inTwo = Math.floorMod(i, 2 * length);
    return inTwo < length ? inTwo : 2 * length - 1 - inTwo;
  }

  private static double[] carried(double[] curve) {
    double last =
        Arrays.stream(curve)
            .filter(Double::isFinite)
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "no epoch of the curve has a finite value; lower the learning rate."));
    double[] carried = new double[curve.length];
    for (int i = 0; i < curve.length; i++) {
      last = Double.isFinite(curve[i]) ? curve[i] : last;
      carried[i] = last;
    }
    return carried;
  }
}
