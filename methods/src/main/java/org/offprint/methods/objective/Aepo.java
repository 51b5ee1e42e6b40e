package org.offprint.methods.objective;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// The objective of ARES: the clipped surrogate with a second limit for bad answers, and a KL penalty that each token weighs for
/// itself, so that it can be relaxed where the model reasons hard.
///
///     gain_t = min(r A, clip(r, 1 − ε_low, 1 + ε_high) A);  where A < 0 at least c A
///     loss = −mean over tokens of gain_t − β ρ_t k_t,  k_t as in {@link GroupRelative}
///
/// Shapes: a {@link PolicyBatch}, with ρ as its klWeights where there are any; returns a scalar.
/// Range: any number; lower is better. Finite in float32 while |ln r| < 88.
/// Source: ARES, arXiv:2510.08457, §3.5; dual clip and the limits on k from its released code.
/// Differs from the source: k is limited as in the code: ln π_ref − ln π to ±20, then k to ±10. Windows come from {@link WindowEntropy},
///   β from {@link AdaptiveKl}.
/// Throws: IllegalArgumentException if β > 0 and the batch has no reference; from the constructor, if an ε or β is negative,
///   ε_low > 1 or c ≤ 1.
///
/// @param dualClip c
@Source(paper = "arXiv:2510.08457", equation = "§3.5")
public record Aepo(double clipLow, double clipHigh, double dualClip, double beta)
    implements PolicyObjective {
  public Aepo {
    GroupRelative.requireClips(clipLow, clipHigh);
    Shapes.require("dualClip", dualClip, dualClip > 1, "a number > 1");
    Shapes.require("beta", beta, beta >= 0, "a number ≥ 0");
  }

  /// ε = 0.2 and 0.3, c = 3, β = 0.01.
  public static Aepo standard() {
    return new Aepo(0.2, 0.3, 3, 0.01);
  }

  public Aepo withBeta(double beta) {
    return new Aepo(clipLow, clipHigh, dualClip, beta);
  }

  @Override
  public Tensor loss(PolicyBatch batch) {
    Tensor gain = GroupRelative.gain(batch, clipLow, clipHigh);
    Tensor advantages = batch.padded(batch.advantages().detach());
    Tensor limited = advantages.isLess(0).where(gain.maximum(advantages.mul(dualClip)), gain);
    if (beta == 0) {
      return batch.tokenMean(limited).neg();
    }
    return batch.tokenMean(limited.sub(batch.klToReference(20, 10).mul(beta))).neg();
  }
}
