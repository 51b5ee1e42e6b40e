package org.offprint.methods.loss;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Adaptive label-distributionally robust loss, ALDR-KL: LDR-KL whose temperature is part of the worst case, so that each example has its own
/// and one with a doubtful label a softer loss.
///
///     loss = max over p and λ of Σ p_k δ_k − λ KL(p ‖ 1/K) − (a₀/2) (λ − λ₀)²,  a₀ = α ln K / λ₀
///     at the maximum p = softmax(δ / λ), λ = λ₀ − KL(p ‖ 1/K) / a₀, which lies in [λ₀ (1 − 1/α), λ₀]
///
/// Shapes: logits (…, K) floating; labels (…) int64 in 0 … K − 1 or the ignore index; returns a scalar, or (…) unreduced.
/// Range: lower is better; negative where the model is right by a distance. K = 1 gives 0. Finite at |logit| = 100.
/// Source: Zhu, Ying and Yang, Label Distributionally Robust Losses for Multi-class Classification, ICML 2023, arXiv:2112.14869, equation 9.
/// Differs from the source: λ is solved for in every call; the authors' file keeps one for each training example and moves it once a call, see
/// {@link ReleasedAldrLoss}. The largest λ ≤ λ₀ at which the derivative is 0 is taken, found by going down from λ₀. No entry left makes the mean NaN.
/// Throws: IllegalArgumentException if shapes or types do not fit, or a label is no class; from the constructor, if λ₀ ≤ 0, α ≤ 1 or c < 0.
@Source(paper = "arXiv:2112.14869", equation = "9")
public record AldrLoss(
    double lambda0, double alpha, double margin, long ignoreIndex, Reduction reduction)
    implements Loss {
  private static final double LEAST_LAMBDA = 1e-6;
  private static final int MOST_STEPS = 10_000;

  public AldrLoss {
    Shapes.require("lambda0", lambda0, lambda0 > 0 && Double.isFinite(lambda0), "a number > 0");
    Shapes.require("alpha", alpha, alpha > 1 && Double.isFinite(alpha), "a number > 1");
    Shapes.require("margin", margin, margin >= 0 && Double.isFinite(margin), "a number ≥ 0");
  }

  /// λ₀ = 1, α = 2 and the margin of 0.1 that the authors' script has.
  public static AldrLoss standard() {
    return new AldrLoss(1, 2, 0.1, -100, Reduction.MEAN);
  }

  @Override
  public Tensor apply(Tensor logits, Tensor labels) {
    Entries entries = Entries.of(logits, labels, ignoreIndex);
    Tensor delta = LdrLoss.delta(entries.logits(), entries, margin);
    if (entries.classes() == 1) {
      return entries.reduce(delta.sum(-1, false), reduction);
    }
    double a0 = alpha * Math.log(entries.classes()) / lambda0;
    // The derivative with respect to λ is 0 at the maximum, so λ may be held in the gradient
    Tensor lambda = solve(delta, lambda0, a0).lambda().to(delta.type());
    return entries.reduce(value(delta, lambda, lambda0, a0), reduction);
  }

  /// The worst case of each row.
  ///
  /// @param value (N)
  /// @param lambda (N)
  /// @param kl (N), of p from uniform
  public record Optimum(Tensor value, Tensor lambda, Tensor kl) {}

  /// Solves for λ, without a gradient and in float64.
  ///
  /// @param delta (N, K)
  /// @param a0 above ln K / λ₀, else the maximum may be at λ = 0 and λ stops at 1e-6
  public static Optimum solve(Tensor delta, double lambda0, double a0) {
    Shapes.requireRank("delta", delta, 2, "(N, K)");
    Shapes.require("lambda0", lambda0, lambda0 > 0, "a number > 0");
    Shapes.require("a0", a0, a0 > 0, "a number > 0");
    try (var scope = Scope.withoutGradients()) {
      Tensor exact = delta.detach().to(Type.FLOAT64);
      Tensor lambda = Tensor.full(lambda0, Type.FLOAT64, delta.size(0));
      // λ falls from λ₀ towards the largest fixed point, as KL only grows while λ falls
      boolean moves = lambda.count() > 0;
      for (int step = 0; moves && step < MOST_STEPS; step++) {
        try (var inner = new Scope()) {
          Tensor next = kl(exact, lambda).div(-a0).add(lambda0).clampMin(LEAST_LAMBDA);
          moves = next.sub(lambda).abs().max().value() > 1e-15 * lambda0;
          lambda.copyFrom(next);
        }
      }
      return new Optimum(
          scope.keep(value(exact, lambda, lambda0, a0)),
          scope.keep(lambda),
          scope.keep(kl(exact, lambda)));
    }
  }

  /// λ ln((1/K) Σ e^(δ/λ)) − (a₀/2) (λ − λ₀)².
  static Tensor value(Tensor delta, Tensor lambda, double lambda0, double a0) {
    Tensor worst = LdrLoss.logMeanExp(delta.div(lambda.unsqueeze(-1))).mul(lambda);
    return worst.sub(lambda.sub(lambda0).square().mul(a0 / 2));
  }

  /// KL(softmax(δ/λ) ‖ 1/K).
  private static Tensor kl(Tensor delta, Tensor lambda) {
    Tensor logP = delta.div(lambda.unsqueeze(-1)).logSoftmax(-1);
    return logP.exp().mul(logP.add(Math.log(delta.size(-1)))).sum(-1, false);
  }
}
