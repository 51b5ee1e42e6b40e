package org.offprint.methods.objective;

import java.util.Arrays;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Moments;

/// The reward of ARES as its paper writes it: a wrong answer also pays for thinking too much on an easy question, or too little on a
/// hard one.
///
///     Δ = N_HE − target(d);  g = max(0, Δ) easy, |Δ| medium, max(0, −Δ) hard
///     λ_d = max(0, (mean N_HE − target(d)) / (var N_HE + ε));  R = R_acc − [wrong] λ_d g(Δ)
///     cold start, length that a question of pass rate p should take: (1 − p) L(0) + p L(1)
///
/// Shapes: counts of high-entropy tokens.
/// Range: R ≤ 1; 0 or 1 where λ = 0.
/// Source: ARES, arXiv:2510.08457, §3.2 and §3.4.
/// Differs from the source: with the mean of the same batch as the target, as the paper has it, λ_d is always 0. Our reading: the
///   target is that of the step before. The variance is the population's.
/// Throws: IllegalArgumentException if there are no counts.
@Source(paper = "arXiv:2510.08457", equation = "§3.4, the paper's reward")
public final class AresReward {
  private static final double EPSILON = 1e-6;

  private AresReward() {}

  /// g(Δ).
  public static double excess(Difficulty difficulty, double delta) {
    return switch (difficulty) {
      case EASY -> Math.max(0, delta);
      case MEDIUM -> Math.abs(delta);
      case HARD -> Math.max(0, -delta);
    };
  }

  /// @param counts N_HE of the answers of one difficulty
  public static double lambda(double target, double... counts) {
    Shapes.require("the number of counts", counts.length, counts.length > 0, "at least one");
    return Math.max(0, (Moments.mean(counts) - target) / (Moments.variance(0, counts) + EPSILON));
  }

  public static double of(
      boolean right, Difficulty difficulty, double count, double target, double lambda) {
    return right ? 1 : -lambda * excess(difficulty, count - target) + 0.0; // no −0
  }

  /// @param failed the median length at pass rate 0
  /// @param solved the median length at pass rate 1
  public static double targetLength(double passRate, double failed, double solved) {
    Shapes.require("passRate", passRate, passRate >= 0 && passRate <= 1, "a share in [0, 1]");
    return (1 - passRate) * failed + passRate * solved;
  }

  /// The mean count of a difficulty; where the batch has none of it, the target stays.
  public static double nextTarget(double target, double... counts) {
    return counts.length == 0 ? target : Arrays.stream(counts).sum() / counts.length;
  }
}
