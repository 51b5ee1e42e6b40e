package org.offprint.methods.objective;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// PEAR: a right answer earns less, the less certain its thinking was beside its answer; so thinking becomes shorter
/// without a length being asked for.
///
///     H_think = mean of H_t before the closing tag;  H_answer = mean of H_t after it;  the tag itself is in neither
///     P = max(0, H_think − α H_answer);  R = min(1, s − P) if the answer is right, else r_fmt
///
/// Shapes: entropies (T) of the tokens of one answer, in nats, under the policy that sampled it.
/// Range: up to 1. Not bounded by 0: a right answer with P > s earns less than a wrong one, although the paper speaks of [0, 1]; `floor`
///   bounds it, the paper has none.
/// Source: PEAR: Phase Entropy Aware Reward, arXiv:2510.08026, §3.
/// Differs from the source: UNCERTAIN: an answer without a closing tag counts as all thinking, over all its tokens. A phase without
///   tokens has mean 0.
/// Throws: IllegalArgumentException if the tag's place is outside the answer; from the constructor, if a number is NaN.
///
/// @param formatReward what a wrong answer earns
/// @param floor the least that a right answer earns; null for none
@Source(paper = "arXiv:2510.08026", equation = "§3")
public record PhaseEntropyReward(
    double alpha, double scale, double formatReward, @Nullable Double floor) {
  /// Where an answer has no closing tag.
  public static final int NO_TAG = -1;

  public PhaseEntropyReward {
    Shapes.require("alpha", alpha, Double.isFinite(alpha), "a number");
    Shapes.require("scale", scale, Double.isFinite(scale), "a number");
    Shapes.require("formatReward", formatReward, Double.isFinite(formatReward), "a number");
  }

  public static PhaseEntropyReward standard() {
    return new PhaseEntropyReward(1, 1, 0, null);
  }

  public PhaseEntropyReward withAlpha(double alpha) {
    return new PhaseEntropyReward(alpha, scale, formatReward, floor);
  }

  public PhaseEntropyReward withFormatReward(double reward) {
    return new PhaseEntropyReward(alpha, scale, reward, floor);
  }

  /// @param think the mean entropy before the tag
  /// @param answer the mean entropy after it
  public record Phases(double think, double answer) {}

  /// @param tag the place of the closing tag, counted from 0, or {@link #NO_TAG}
  public static Phases phases(double[] entropies, int tag) {
    Shapes.require(
        "tag",
        tag,
        tag >= NO_TAG && tag < entropies.length,
        "a place among the %d tokens, or -1 for none".formatted(entropies.length));
    if (tag == NO_TAG) {
      return new Phases(TokenEntropy.mean(entropies), 0);
    }
    return new Phases(
        TokenEntropy.mean(Arrays.copyOf(entropies, tag)),
        TokenEntropy.mean(Arrays.copyOfRange(entropies, tag + 1, entropies.length)));
  }

  public double penalty(double[] entropies, int tag) {
    Phases phases = phases(entropies, tag);
    return Math.max(0, phases.think() - alpha * phases.answer());
  }

  public double of(double[] entropies, int tag, boolean right) {
    if (!right) {
      return formatReward;
    }
    double reward = Math.min(1, scale - penalty(entropies, tag));
    return floor == null ? reward : Math.max(floor, reward);
  }
}
