package org.offprint.methods.objective;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Moments;
import org.offprint.methods.numeric.Order;

/// Where a model reasons hard: entropy that stays high over a window of tokens, and not for one token only.
///
///     H̄_t = (1 / w) Σ_(τ = t … t + w − 1) H_τ            the paper's window, FROM_HERE
///     H̄_t = (1 / w) Σ_(τ = t + 1 … t + w) H_τ            the released code's, AFTER_HERE
///     τ_high = mean over answers of the 0.95-quantile of their token entropies;  branch where H̄_t > τ_high
///
/// Shapes: entropies (T) of one answer, in nats.
/// Range: nats.
/// Source: ARES, arXiv:2510.08457, §3.3.
/// Differs from the source: UNCERTAIN which windows count as "validated": ours are those above the threshold. An answer shorter than
///   its window has none; {@link #thresholdOf} has the fallback of the released code. That code counts only words of a list; leave the
///   others out before counting.
/// Throws: IllegalArgumentException if there is no answer, or an answer without tokens; from the constructor, if the width is not
///   positive.
///
/// @param width w, 4 to 8 recommended
@Source(paper = "arXiv:2510.08457", equation = "§3.3, window entropy")
public record WindowEntropy(int width, Window window) {
  /// Which tokens the window at t holds.
  public enum Window {
    FROM_HERE,
    AFTER_HERE
  }

  public WindowEntropy {
    Shapes.require("width", width, width >= 1, "1 or more");
  }

  public static WindowEntropy standard() {
    return new WindowEntropy(4, Window.FROM_HERE);
  }

  /// H̄_t of every t that has a whole window.
  public double[] means(double... entropies) {
    int first = window == Window.FROM_HERE ? 0 : 1;
    int count = Math.max(0, entropies.length - width + 1 - first);
    return IntStream.range(0, count)
        .mapToDouble(t -> Moments.mean(Arrays.copyOfRange(entropies, t + first, t + first + width)))
        .toArray();
  }

  /// How many windows lie above a threshold.
  public int count(double threshold, double... entropies) {
    return (int) Arrays.stream(means(entropies)).filter(mean -> mean > threshold).count();
  }

  /// What the penalty for leaving the reference is multiplied by at each token: ρ in the windows
  /// above the threshold, so that the policy may explore there, else 1.
  public double[] klWeights(double threshold, double rho, double... entropies) {
    Shapes.require("threshold", threshold, !Double.isNaN(threshold), "a number");
    for (int t = 0; t < entropies.length; t++) {
      Shapes.require("entropies[" + t + "]", entropies[t], entropies[t] >= 0, "0 or more");
    }
    double[] weights = new double[entropies.length];
    Arrays.fill(weights, 1);
    double[] means = means(entropies);
    int first = window == Window.FROM_HERE ? 0 : 1;
    for (int t = 0; t < means.length; t++) {
      if (means[t] > threshold) {
        Arrays.fill(weights, t + first, t + first + width, rho);
      }
    }
    return weights;
  }

  /// τ_high of a batch: the mean over answers of a quantile of their token entropies.
  ///
  /// @param share 0.95
  public static double threshold(double share, double[]... answers) {
    Shapes.require("the number of answers", answers.length, answers.length > 0, "at least one");
    return Moments.mean(
        Arrays.stream(answers).mapToDouble(one -> Order.quantile(share, one)).toArray());
  }

  /// The released code's threshold of one answer: a quantile of the window means, where a token
  /// without a whole window has the mean of those before it, or its own entropy if there is none.
  public double thresholdOf(double share, double... entropies) {
    double[] means = means(entropies);
    double[] values = Arrays.copyOf(means, entropies.length);
    double sum = Arrays.stream(means).sum();
    for (int t = means.length; t < values.length; t++) {
      values[t] = t == 0 ? entropies[t] : sum / t;
      sum += values[t];
    }
    return Order.quantile(share, values);
  }
}
