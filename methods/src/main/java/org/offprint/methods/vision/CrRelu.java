package org.offprint.methods.vision;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

/// Correction-regularised ReLU: ReLU plus a small bump whose height and sign are learned.
///
///     f(x) = max(0, x) + ε x e^(−x²/2);  f′(x) = [x > 0] + ε (1 − x²) e^(−x²/2);  ∂f/∂ε = x e^(−x²/2)
///
/// Shapes: x floating of any shape; returns the same shape. The only parameter is ε, one number a layer, at first 0.01.
/// Range: |f(x) − max(0, x)| ≤ |ε| e^(−1/2), reached at x = ±1; f increases on x > 0 exactly where −1 ≤ ε ≤ e^(3/2)/2.
/// Source: Sun et al., Improved activation functions by entropy, ICLR 2025, arXiv:2405.12954; formula and first ε as restated by
/// third-party code, since the authors published none. The reason behind the bump is in {@link ActivationEntropy}.
/// Differs from the source: |x| counts as 60 inside the bump, which is 0 there anyway, so that neither x² overflows float16
/// nor ∞ · 0 makes a NaN. How the authors' optimiser treated ε is UNCERTAIN; here it is a parameter like any other: leave it
/// out of weight decay. The derivative of ReLU at 0 is taken as 0.
/// Throws: nothing; NaN in gives NaN out.
@Source(paper = "arXiv:2405.12954", equation = "CRReLU")
public final class CrRelu extends Block {
  /// The least and the greatest ε for which f increases on x > 0.
  public static final double LEAST_INCREASING = -1;

  public static final double GREATEST_INCREASING = Math.exp(1.5) / 2;

  private static final double BEYOND = 60; // e^(−60²/2) is 0 in every type

  private final Tensor epsilon;

  public CrRelu(Initial initial, double epsilon) {
    this.epsilon = parameter("epsilon", initial.full(epsilon));
  }

  /// With ε = 0.01.
  public CrRelu(Initial initial) {
    this(initial, 0.01);
  }

  public Tensor apply(Tensor x) {
    Shapes.requireFloating("x", x);
    return x.relu().add(bump(x).mul(epsilon));
  }

  /// x e^(−x²/2), what ε multiplies.
  public static Tensor bump(Tensor x) {
    Tensor near = x.clamp(-BEYOND, BEYOND);
    return near.mul(near.square().div(-2).exp());
  }
}
