package org.offprint.methods.loss;

import java.util.Arrays;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Order;

/// What N tries are worth: the estimate of pass@k from samples, the coverage of a policy, and the policy with the largest one.
///
///     pass@k   = 1 − Π_(j = n−c+1 … n) (1 − k / j) from n samples of which c are right; 1 where n − c < k
///     coverage = Σ_i π_i (1 − (1 − q_i)^N), π the chance that answer i is the right one, q the policy
///     best     : q_i = 1 − (μ / (N π_i))^(1/(N−1)), at least 0, μ such that they sum to 1
///
/// Source: Chen et al., 2025, arXiv:2502.07154, section 3; the estimator is that of Chen et al., arXiv:2107.03374.
/// Differs from the source: the multiplier is found in closed form for each number of answers that are tried at all.
/// Throws: IllegalArgumentException if counts or probabilities cannot be.
@Source(paper = "arXiv:2502.07154", equation = "section 3")
public final class PassAtN {
  private PassAtN() {}

  /// Without bias.
  ///
  /// @param n samples drawn
  /// @param c of them right
  /// @param k tries
  public static double estimate(long n, long c, long k) {
    Shapes.require("n", n, n >= 1, "1 or more");
    Shapes.require("c", c, c >= 0 && c <= n, "0 to n = " + n);
    Shapes.require("k", k, k >= 1 && k <= n, "1 to n = " + n);
    if (n - c < k) {
      return 1;
    }
    double allMiss = 1;
    for (long j = n - c + 1; j <= n; j++) {
      allMiss *= 1 - (double) k / j;
    }
    return 1 - allMiss;
  }

  /// @param answers π, the chance that each answer is the right one
  /// @param policy q, how probable the model makes each
  public static double coverage(double[] answers, double[] policy, long samples) {
    Shapes.require("samples", samples, samples >= 1, "1 or more");
    requireProbs("answers", answers);
    requireProbs("policy", policy);
    if (answers.length != policy.length) {
      throw new IllegalArgumentException(
          "answers has %d entries, policy has %d; they must be as many."
              .formatted(answers.length, policy.length));
    }
    double sum = 0;
    for (int i = 0; i < answers.length; i++) {
      sum += answers[i] * -Math.expm1(samples * Math.log1p(-policy[i]));
    }
    return sum;
  }

  /// The policy of largest coverage: all on the likeliest answer for one try, flatter with each
  /// more.
  public static double[] bestPolicy(double[] answers, long samples) {
    Shapes.require("samples", samples, samples >= 1, "1 or more");
    requireProbs("answers", answers);
    int[] order = Order.descending(answers);
    double[] policy = new double[answers.length];
    if (samples == 1) {
      policy[order[0]] = 1;
      return policy;
    }
    // With m answers tried, Σ (1 − x r_i) = 1 over them, where r_i = (π_1 / π_i)^(1/(N−1)) and x =
    // 1 − q_1
    double[] r =
        Arrays.stream(order)
            .mapToDouble(i -> Math.pow(answers[order[0]] / answers[i], 1.0 / (samples - 1)))
            .toArray();
    double sum = 0;
    double x = 0;
    for (int m = 1; m <= r.length && x * r[m - 1] < 1; m++) {
      sum += r[m - 1];
      x = (m - 1) / sum;
    }
    for (int i = 0; i < r.length; i++) {
      policy[order[i]] = Double.isInfinite(r[i]) ? 0 : Math.max(0, 1 - x * r[i]);
    }
    return policy;
  }

  private static void requireProbs(String name, double... probs) {
    double sum = Arrays.stream(probs).sum();
    if (Arrays.stream(probs).anyMatch(p -> !(p >= 0 && p <= 1)) || !(Math.abs(sum - 1) < 1e-6)) {
      throw new IllegalArgumentException(
          "%s %s sum to %s; expected numbers from 0 to 1 that sum to 1."
              .formatted(name, Arrays.toString(probs), sum));
    }
  }
}
