package org.offprint.methods.ctr;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// A loss for two branches that are averaged: each is also taught on its own, as far as it lags behind the two together.
///
///     z = (z_E + z_L) / 2;  ℓ, ℓ_E, ℓ_L = the mean binary cross-entropies of σ(z), σ(z_E), σ(z_L)
///     loss = ℓ + w_E ℓ_E + w_L ℓ_L  with w_E = max(0, ℓ_E − ℓ), w_L = max(0, ℓ_L − ℓ)
///
/// Shapes: z_E, z_L and labels (B) floating, labels 0 or 1, B ≥ 1; returns a scalar.
/// Range: nats, ≥ 0, lower is better. Finite at |z| = 100 and far beyond.
/// Source: FCN (formerly DCNv3), arXiv:2407.13349, §3.4 (Tri-BCE); the authors' DCNv3.py.
/// Differs from the source: nothing by default. The authors do not detach the weights, so that a gradient flows through them:
/// where both are positive it is (1 − ℓ_E − ℓ_L) dℓ + (2 ℓ_E − ℓ) dℓ_E + (2 ℓ_L − ℓ) dℓ_L; `detachWeights` stops it. The code averages
/// logits; whether some version of the text averages probabilities is UNCERTAIN.
/// Throws: IllegalArgumentException if shapes differ, a label is neither 0 nor 1, or the batch is empty.
@Source(paper = "arXiv:2407.13349", equation = "Tri-BCE")
public record TriBce(boolean detachWeights) {
  public static TriBce standard() {
    return new TriBce(false);
  }

  /// The loss with what it is made of.
  public record Parts(
      Tensor fused,
      Tensor exponential,
      Tensor linear,
      Tensor exponentialWeight,
      Tensor linearWeight,
      Tensor total) {}

  public Tensor apply(Tensor exponential, Tensor linear, Tensor labels) {
    return parts(exponential, linear, labels).total();
  }

  public Parts parts(Tensor exponential, Tensor linear, Tensor labels) {
    Shapes.requireRank("z_E", exponential, 1, "(B)");
    Shapes.requireEqual("z_L", linear, "z_E", exponential);
    Tensor fused = Clicks.crossEntropy(exponential.add(linear).div(2), labels);
    Tensor lossE = Clicks.crossEntropy(exponential, labels);
    Tensor lossL = Clicks.crossEntropy(linear, labels);
    Tensor weightE = weight(lossE, fused);
    Tensor weightL = weight(lossL, fused);
    Tensor total = fused.add(weightE.mul(lossE)).add(weightL.mul(lossL));
    return new Parts(fused, lossE, lossL, weightE, weightL, total);
  }

  private Tensor weight(Tensor branch, Tensor fused) {
    Tensor lag = branch.sub(fused).relu();
    return detachWeights ? lag.detach() : lag;
  }
}
