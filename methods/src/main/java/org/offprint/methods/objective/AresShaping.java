package org.offprint.methods.objective;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// ARES as a reward for the group-relative loop: judges the difficulty of a question by its group, counts windows of high entropy, and
/// keeps the targets, weights and thresholds from step to step.
///
///     threshold, targets and weights are those of the step before; the first step rewards accuracy alone, as there are none
///
/// Shapes: a group of answers; one reward each.
/// Range: that of {@link AresReward} or {@link AepoReward}.
/// Source: ARES, arXiv:2510.08457, §3 and its released code.
/// Differs from the source: our reading joins its parts: the threshold is τ_high of the step before, every window above it counts (the
///   code counts words of a list only), and a bucket without answers keeps its target.
/// Throws: IllegalArgumentException from the constructor if the quantile is not in [0, 1].
@Source(paper = "arXiv:2510.08457", equation = "§3, the whole of it")
public final class AresShaping implements GroupReward {
  /// Which of the two rewards is used.
  public enum Form {
    PAPER,
    RELEASED
  }

  private static final class Bucket {
    double target = Double.NaN;
    double lambda;
    double alpha = 0.5;
    final List<Double> counts = new ArrayList<>();

    double[] counted() {
      return counts.stream().mapToDouble(count -> count).toArray();
    }
  }

  private final BiPredicate<long[], Answer> right;
  private final WindowEntropy windows;
  private final double quantile;
  private final Form form;
  private final Map<Difficulty, Bucket> buckets = new EnumMap<>(Difficulty.class);
  private final List<double[]> seen = new ArrayList<>();
  private double threshold = Double.NaN;

  /// @param right the rule that verifies an answer
  /// @param quantile 0.95
  public AresShaping(
      BiPredicate<long[], Answer> right, WindowEntropy windows, double quantile, Form form) {
    this.right = right;
    this.windows = windows;
    this.quantile =
        Shapes.require("quantile", quantile, quantile >= 0 && quantile <= 1, "a share in [0, 1]");
    this.form = form;
    for (Difficulty difficulty : Difficulty.values()) {
      buckets.put(difficulty, new Bucket());
    }
  }

  @Override
  public double[] of(long[] prompt, List<Answer> group) {
    boolean[] solved = new boolean[group.size()];
    int passed = 0;
    for (int i = 0; i < solved.length; i++) {
      solved[i] = right.test(prompt, group.get(i));
      passed += solved[i] ? 1 : 0;
    }
    Difficulty difficulty = Difficulty.of((double) passed / group.size());
    Bucket bucket = buckets.computeIfAbsent(difficulty, d -> new Bucket());
    double[] rewards = new double[solved.length];
    for (int i = 0; i < solved.length; i++) {
      double[] entropies = group.get(i).entropies();
      seen.add(entropies);
      rewards[i] = solved[i] ? 1 : 0;
      if (!Double.isNaN(threshold)) {
        int count = windows.count(threshold, entropies);
        bucket.counts.add((double) count);
        rewards[i] = reward(solved[i], difficulty, count, bucket);
      }
    }
    return rewards;
  }

  private double reward(boolean solved, Difficulty difficulty, int count, Bucket bucket) {
    if (Double.isNaN(bucket.target)) {
      return solved ? 1 : 0;
    }
    return switch (form) {
      case PAPER -> AresReward.of(solved, difficulty, count, bucket.target, bucket.lambda);
      case RELEASED -> AepoReward.of(solved, difficulty, count, bucket.target, bucket.alpha);
    };
  }

  @Override
  public void endOfStep() {
    buckets.forEach((difficulty, bucket) -> {
      double[] counts = bucket.counted();
      if (counts.length > 0) {
        double mean = AresReward.nextTarget(bucket.target, counts);
        if (!Double.isNaN(bucket.target)) {
          bucket.lambda = AresReward.lambda(bucket.target, counts);
          bucket.alpha = AepoReward.nextAlpha(bucket.alpha, difficulty, mean, bucket.target);
        }
        bucket.target = mean;
      }
      bucket.counts.clear();
    });
    if (!seen.isEmpty()) {
      threshold = WindowEntropy.threshold(quantile, seen.toArray(double[][]::new));
    }
    seen.clear();
  }

  /// τ_high of the last step; NaN before the first has ended.
  public double threshold() {
    return threshold;
  }

  /// The count of high-entropy windows that questions of a difficulty should have; NaN before there
  /// was one.
  public double target(Difficulty difficulty) {
    return buckets.computeIfAbsent(difficulty, d -> new Bucket()).target;
  }
}
