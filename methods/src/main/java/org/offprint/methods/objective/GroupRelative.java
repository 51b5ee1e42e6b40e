package org.offprint.methods.objective;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Group-relative policy optimisation: the clipped surrogate of PPO with advantages from a group of answers, and a penalty for
/// leaving a reference policy.
///
///     r_t  = π(token_t) / π_old(token_t);  k_t = e^d − d − 1, d = ln π_ref − ln π
///     loss = −mean of min(r_t A_t, clip(r_t, 1 − ε_low, 1 + ε_high) A_t) − β k_t
///
/// Shapes: a {@link PolicyBatch}; returns a scalar.
/// Range: any number; lower is better. Finite in float32 while |ln r| < 88.
/// Source: Shao et al., DeepSeekMath, arXiv:2402.03300, equation 3; as Nemotron-CrossThink uses it, arXiv:2504.13941, §2.
/// Differs from the source: without a counted token the loss is 0. TOKEN_MEAN (not the paper's) divides by the number of
///   tokens + 1e-8, as current trainers do.
/// Throws: IllegalArgumentException if β > 0 and the batch has no reference; from the constructor, if an ε or β is negative or
///   ε_low > 1.
@Source(paper = "arXiv:2402.03300", equation = "3")
public record GroupRelative(double clipLow, double clipHigh, double beta, Aggregation aggregation)
    implements PolicyObjective {
  public GroupRelative {
    requireClips(clipLow, clipHigh);
    Shapes.require("beta", beta, beta >= 0, "a number ≥ 0");
  }

  static void requireClips(double clipLow, double clipHigh) {
    Shapes.require("clipLow", clipLow, clipLow >= 0 && clipLow <= 1, "a number in [0, 1]");
    Shapes.require("clipHigh", clipHigh, clipHigh >= 0, "a number ≥ 0");
  }

  /// ε = 0.2 on both sides, no penalty, each answer counting the same.
  public static GroupRelative standard() {
    return new GroupRelative(0.2, 0.2, 0, Aggregation.ANSWER_MEAN);
  }

  /// The clipped surrogate of PPO (arXiv:1707.06347, equation 7) over tokens.
  public static GroupRelative tokenMean(double clipLow, double clipHigh) {
    return new GroupRelative(clipLow, clipHigh, 0, Aggregation.TOKEN_MEAN);
  }

  @Override
  public Tensor loss(PolicyBatch batch) {
    Tensor gain = gain(batch, clipLow, clipHigh);
    Tensor objective = beta == 0 ? gain : gain.sub(batch.klToReference().mul(beta));
    return aggregation.of(batch, objective).neg();
  }

  /// min(r A, clip(r) A) of each token.
  static Tensor gain(PolicyBatch batch, double clipLow, double clipHigh) {
    Tensor advantages = batch.padded(batch.advantages().detach());
    Tensor ratio = batch.logRatio().exp();
    return ratio.mul(advantages).minimum(ratio.clamp(1 - clipLow, 1 + clipHigh).mul(advantages));
  }
}
