package org.offprint.methods.loss;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Label-distributionally robust loss, LDR-KL: the worst case over weights of the classes, held near uniform by a KL divergence; a margin
/// loss with a temperature, between Crammer and Singer's and the mean margin.
///
///     δ_k  = f_k − f_y + c [k ≠ y]
///     loss = max_p Σ p_k δ_k − λ KL(p ‖ 1/K) = λ ln((1/K) Σ_k e^(δ_k / λ))
///     λ = 0: max_k δ_k;  λ = 1, c = 0: cross-entropy − ln K;  λ = ∞: the mean of δ
///
/// Shapes: logits (…, K) floating; labels (…) int64 in 0 … K − 1 or the ignore index; returns a scalar, or (…) unreduced.
/// Range: ≥ −λ ln K, negative where the model is right by a distance; lower is better. K = 1 gives 0. Finite at |logit| = 100 for every λ.
/// Source: Zhu, Ying and Yang, Label Distributionally Robust Losses for Multi-class Classification, ICML 2023, arXiv:2112.14869, equation 5.
/// Differs from the source: nothing by default. The authors' file divides softplus(f) by its mean over the classes first, which bounds what the
/// loss can ask for, so that learning rate and λ must be tuned anew: {@link Scale#SOFTPLUS_MEAN}; a mean below 1e-12 counts as 1e-12. No
/// entry left makes the mean NaN.
/// Throws: IllegalArgumentException if shapes or types do not fit, or a label is no class; from the constructor, if λ < 0, 0 < λ < 1e-30 or c < 0.
@Source(paper = "arXiv:2112.14869", equation = "5")
public record LdrLoss(
    double lambda, double margin, Scale scale, long ignoreIndex, Reduction reduction)
    implements Loss {
  private static final double LEAST = 1e-30; // below it float32 has no room for 1/λ

  /// What is done to the logits first.
  public enum Scale {
    NONE,
    /// softplus, then divided by the mean over the classes, as in the authors' file.
    SOFTPLUS_MEAN
  }

  public LdrLoss {
    Shapes.require(
        "lambda", lambda, lambda == 0 || lambda >= LEAST, "0, 1e-30 or more, or infinity");
    Shapes.require("margin", margin, margin >= 0 && Double.isFinite(margin), "a number ≥ 0");
  }

  /// The mean over all labels but −100.
  public LdrLoss(double lambda, double margin) {
    this(lambda, margin, Scale.NONE, -100, Reduction.MEAN);
  }

  /// λ = 1 with the authors' margin of 0.1. λ wants a search: 0.1, 1 and 10 are the authors' grid.
  public static LdrLoss standard() {
    return new LdrLoss(1, 0.1);
  }

  public LdrLoss withScale(Scale scale) {
    return new LdrLoss(lambda, margin, scale, ignoreIndex, reduction);
  }

  public LdrLoss withReduction(Reduction reduction) {
    return new LdrLoss(lambda, margin, scale, ignoreIndex, reduction);
  }

  @Override
  public Tensor apply(Tensor logits, Tensor labels) {
    Entries entries = Entries.of(logits, labels, ignoreIndex);
    Tensor scaled = scale == Scale.NONE ? entries.logits() : scaled(entries.logits().softplus());
    Tensor delta = delta(scaled, entries, margin);
    return entries.reduce(worstCase(delta), reduction);
  }

  private Tensor worstCase(Tensor delta) {
    if (lambda == 0) {
      return delta.max(-1, false);
    }
    if (Double.isInfinite(lambda)) {
      return delta.mean(-1, false);
    }
    // With the largest taken out before the division, a small λ cannot overflow
    Tensor largest = delta.detach().max(-1, true);
    return logMeanExp(delta.sub(largest).div(lambda)).mul(lambda).add(largest.squeeze(-1));
  }

  /// ln of the mean over the last axis of e^x.
  static Tensor logMeanExp(Tensor x) {
    return x.logSumExp(-1, false).sub(Math.log(x.size(-1)));
  }

  /// g over the mean of |g| over the classes.
  static Tensor scaled(Tensor g) {
    return g.div(g.abs().mean(-1, true).clampMin(1e-12));
  }

  /// δ: (N, K).
  static Tensor delta(Tensor f, Entries entries, double margin) {
    Tensor charge = entries.oneHot().neg().add(1).mul(margin);
    return f.sub(entries.ofLabel(f).unsqueeze(-1)).add(charge);
  }
}
