package org.offprint.methods.objective;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Clip-Cov: the clipped surrogate without the gradient of a few random tokens whose log-probability and advantage vary together
/// most, since those are the ones that take the policy's entropy away.
///
///     cov_t = (A_t − mean A)(ln π_t − mean ln π)
///     candidates: tokens that the surrogate does not clip, lower < cov_t < upper;  k = max(1, ⌊share · tokens⌋) of them are dropped
///     loss = Σ over the others of −min(r_t A_t, clip(r_t, 1 − ε_low, 1 + ε_high) A_t) / (number of all tokens + 1e-8)
///
/// Shapes: a {@link PolicyBatch}; returns a scalar.
/// Range: any number; lower is better. Finite in float32 while |ln r| < 88.
/// Source: Cui et al., The Entropy Mechanism of Reinforcement Learning for Reasoning Language Models, arXiv:2505.22617, §4.2.
/// Differs from the source: nothing from its code, where dropped tokens stay in the divisor. Bounds depend on the scale of the
///   rewards: take quantiles of {@link #covariances} for rewards that are not 0 and 1 in groups of eight.
/// Throws: from the constructor, IllegalArgumentException if an ε is negative, ε_low > 1, lower > upper or the share is not in [0, 1].
///
/// @param choice which candidates are dropped; with a random one, two calls drop different tokens
@Source(paper = "arXiv:2505.22617", equation = "§4.2, Clip-Cov")
public record ClipCov(
    double clipLow, double clipHigh, double share, double lower, double upper, TokenChoice choice)
    implements PolicyObjective {
  public ClipCov {
    GroupRelative.requireClips(clipLow, clipHigh);
    Shapes.require("share", share, share >= 0 && share <= 1, "a share in [0, 1]");
    Shapes.require("lower", lower, lower <= upper, "at most upper");
  }

  /// ε = 1, a share of 2e-4, covariances from 1 to 5.
  public static ClipCov standard() {
    return standard(1);
  }

  public static ClipCov standard(long seed) {
    return new ClipCov(1, 1, 2e-4, 1, 5, TokenChoice.random(new SplittableRandom(seed)));
  }

  /// Places of tokens, counted in row order through the (B, T) of the batch.
  ///
  /// @param candidates in row order
  public record Selection(int[] candidates, int[] dropped) {}

  @Override
  public Tensor loss(PolicyBatch batch) {
    return loss(batch, select(batch));
  }

  public Tensor loss(PolicyBatch batch, Selection selection) {
    Tensor gain = GroupRelative.gain(batch, clipLow, clipHigh);
    return batch.tokenMean(gain.mul(batch.allBut(selection.dropped()).to(gain.type()))).neg();
  }

  public Selection select(PolicyBatch batch) {
    double[] covariances = covariances(batch).toDoubles();
    double[] ratios = batch.logRatio().detach().exp().toDoubles();
    double[] advantages = batch.advantages().detach().toDoubles();
    int[] candidates =
        Arrays.stream(batch.places())
            .filter(t -> covariances[t] > lower && covariances[t] < upper)
            .filter(t -> !clipped(ratios[t], advantages[t]))
            .toArray();
    int k = Math.min(Math.max((int) (share * batch.tokens()), 1), candidates.length);
    int[] dropped =
        Arrays.stream(choice.choose(candidates.length, k)).map(i -> candidates[i]).toArray();
    return new Selection(candidates, dropped);
  }

  private boolean clipped(double ratio, double advantage) {
    double bounded = Math.clamp(ratio, 1 - clipLow, 1 + clipHigh);
    return -advantage * bounded > -advantage * ratio;
  }

  /// cov_t of every token, (B, T) without gradient.
  public static Tensor covariances(PolicyBatch batch) {
    Tensor advantages = batch.advantages().detach();
    Tensor logProbs = batch.logProbs().detach();
    return advantages.sub(batch.tokenMean(advantages)).mul(logProbs.sub(batch.tokenMean(logProbs)));
  }
}
