package org.offprint.methods.loss;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Tversky loss: the Dice loss with separate prices for false alarms and misses.
///
///     TI_c = (Σ p y + γ) / (Σ p y + a Σ p (1 − y) + b Σ (1 − p) y + γ), sums over the batch;  loss = mean over classes of 1 − TI_c
///
/// Shapes: logits (…, C) floating; labels (…) int64 in 0 … C − 1 or the ignore index; returns a scalar.
/// Range: 0 to 1, lower is better. a = b = 1/2 with γ is the Dice loss of sets with 2γ.
/// Source: Li et al., Dice Loss for Data-imbalanced NLP Tasks, ACL 2020, arXiv:1911.02855, equation 9; after Tversky, 1977.
/// Differs from the source: taken over the batch, as the recommended Dice loss is. Where γ = 0, a coefficient of 0 / 0 has loss 0. No entry
/// left gives NaN.
/// Throws: IllegalArgumentException if shapes or types do not fit, or a label is no class; from the constructor, if a, b or γ is negative.
@Source(paper = "arXiv:1911.02855", equation = "9")
public record TverskyLoss(double a, double b, double gamma, long ignoreIndex) implements Loss {
  public TverskyLoss {
    Shapes.require("a", a, a >= 0 && Double.isFinite(a), "a number ≥ 0");
    Shapes.require("b", b, b >= 0 && Double.isFinite(b), "a number ≥ 0");
    Shapes.require("gamma", gamma, gamma >= 0 && Double.isFinite(gamma), "a number ≥ 0");
  }

  /// Misses cost more than false alarms: a = 0.3, b = 0.7, γ = 1.
  public static TverskyLoss standard() {
    return new TverskyLoss(0.3, 0.7, 1, -100);
  }

  @Override
  public Tensor apply(Tensor logits, Tensor labels) {
    Entries entries = Entries.of(logits, labels, ignoreIndex);
    return entries.unlessEmpty(each(entries).mean());
  }

  /// The loss of each class: (C).
  public Tensor each(Tensor logits, Tensor labels) {
    return each(Entries.of(logits, labels, ignoreIndex));
  }

  private Tensor each(Entries entries) {
    Tensor p = entries.logits().softmax(-1);
    Tensor y = entries.oneHot();
    Tensor hits = p.mul(y).sum(0, false);
    Tensor falseAlarms = p.sum(0, false).sub(hits);
    Tensor misses = y.sum(0, false).sub(hits);
    Tensor below = hits.add(falseAlarms.mul(a)).add(misses.mul(b)).add(gamma);
    Tensor none = below.isEqual(0);
    return hits.add(gamma).div(below.maskedFill(none, 1)).neg().add(1).maskedFill(none, 0);
  }
}
