package org.offprint.methods.objective;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// The reward of ARES as its released code computes it, which differs from the paper's in form.
///
///     D = n − target;  m = max(1, f max(target, 1));  cap = α c;  f, κ, temperature and c by difficulty
///     right, easy:    −min(cap, huber(max(D − m, 0)) / (m + κ) cap);  medium: the same with |D|
///     right, hard:    σ((D + m) / t) cap where D ≥ −m, else −min(cap, ½ huber(−D − m) / (m + κ) cap)
///     wrong:          σ(max(D − m, 0) / t) cap (0.6 easy, 0.8 medium, 1 hard)
///     R = accuracy + entropy score;  huber(x) = x² / 2κ up to κ, then x − κ / 2
///
/// Shapes: one answer's count of high-entropy tokens.
/// Range: −cap to 1 + cap. A wrong answer always earns at least 0.3 cap.
/// Source: ARES, arXiv:2510.08457; code released with it, examples/reward_function/aepo.py.
/// Differs from the source: nothing from the code.
/// Throws: IllegalArgumentException if α is negative.
@Source(paper = "arXiv:2510.08457", equation = "the released reward")
public final class AepoReward {
  private AepoReward() {}

  private record Shape(double margin, double kappa, double temperature, double cap, double wrong) {}

  private static Shape shape(Difficulty difficulty) {
    return switch (difficulty) {
      case EASY -> new Shape(0.15, 2, 2, 1, 0.6);
      case MEDIUM -> new Shape(0.25, 3, 2.5, 1, 0.8);
      case HARD -> new Shape(0.35, 4, 3, 1.2, 1);
    };
  }

  /// @param alpha the bucket's weight, 0.5 at the start
  public static double of(
      boolean right, Difficulty difficulty, double count, double target, double alpha) {
    return (right ? 1 : 0) + entropyScore(right, difficulty, count, target, alpha);
  }

  public static double entropyScore(
      boolean right, Difficulty difficulty, double count, double target, double alpha) {
    Shapes.require("alpha", alpha, alpha >= 0, "a number ≥ 0");
    Shape shape = shape(difficulty);
    double d = count - target;
    double m = Math.max(1, shape.margin() * Math.max(target, 1));
    double cap = alpha * shape.cap();
    if (!right) {
      return sigmoid(Math.max(d - m, 0), shape.temperature()) * cap * shape.wrong();
    }
    return switch (difficulty) {
      case EASY -> -fine(Math.max(d - m, 0), 1, m, shape.kappa(), cap);
      case MEDIUM -> -fine(Math.max(Math.abs(d) - m, 0), 1, m, shape.kappa(), cap);
      case HARD ->
          d >= -m
              ? sigmoid(d + m, shape.temperature()) * cap
              : -fine(-d - m, 0.5, m, shape.kappa(), cap);
    };
  }

  private static double fine(double x, double weight, double m, double kappa, double cap) {
    double huber = x <= kappa ? x * x / (2 * kappa) : x - kappa / 2;
    return Math.min(cap, weight * huber / (m + kappa) * cap);
  }

  private static double sigmoid(double x, double temperature) {
    return 1 / (1 + Math.exp(-x / temperature));
  }

  /// The weight of a bucket after a step: it rises while the mean count is above the target, or
  /// below it on hard questions, and stays in [0, 2].
  public static double nextAlpha(
      double alpha, Difficulty difficulty, double meanCount, double target) {
    double step = 0.05 * (meanCount - target);
    return Math.clamp(difficulty == Difficulty.HARD ? alpha - step : alpha + step, 0, 2);
  }
}
