package org.offprint.methods.survival;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The likelihood of survival in discrete time: a hazard for each bin, given survival until it.
///
///     h_k = σ(logit_k);   S_k = Π_(j ≤ k) (1 − h_j),   S before the first bin = 1
///     event in bin y:    −ln S_(y−1) − ln h_y
///     censored in bin y: −ln S_y
///     loss = (1 − α) (censored + event terms) + α event terms;   risk = −Σ_k S_k
///
/// with every ln at ln ε or above.
///
/// Shapes: logits (N, K) floating; labels (N) int64 in 0 … K − 1; censored (N) bool; the loss is
/// (N), {@link #mean} a scalar.
/// Range: nats, ≥ 0, at most −2 ln ε; risk in [−K, 0]. The mean of nothing is NaN.
/// Source: Zadeh and Schmid, TPAMI 2021, as CMTA (arXiv:2309.12855) uses it with α = 0 and ε = 10⁻⁷.
/// Differs from the source: ln S is a sum of ln σ(−logit), not the logarithm of a product, so that
/// large logits keep their gradient until ln ε is reached.
/// Throws: IllegalArgumentException if shapes or types do not fit, a label is no bin, α ∉ [0, 1] or
/// ε ∉ (0, 1).
///
/// @param alpha weight that moves from all cases to those with an event
/// @param epsilon the least probability
@Source(paper = "arXiv:2309.12855", equation = "discrete-time survival likelihood")
public record DiscreteSurvival(double alpha, double epsilon) {
  public DiscreteSurvival {
    Shapes.require("alpha", alpha, alpha >= 0 && alpha <= 1, "a share in [0, 1]");
    Shapes.require("epsilon", epsilon, epsilon > 0 && epsilon < 1, "a probability in (0, 1)");
  }

  public static DiscreteSurvival standard() {
    return new DiscreteSurvival(0, 1e-7);
  }

  public static Tensor hazards(Tensor logits) {
    return logits.sigmoid();
  }

  /// S_0, …, S_(K − 1).
  public static Tensor survival(Tensor logits) {
    return logSurvival(logits).exp();
  }

  private static Tensor logSurvival(Tensor logits) {
    Shapes.requireRankOf("logits", logits, 1, "(…, K)");
    Shapes.requireFloating("logits", logits);
    return logits.neg().logSigmoid().cumulativeSum(-1);
  }

  /// (N), larger where an event is expected earlier.
  public static Tensor risk(Tensor logits) {
    Shapes.requireRank("logits", logits, 2, "(N, K)");
    return survival(logits).sum(-1, false).neg();
  }

  /// The loss of each case.
  public Tensor each(Tensor logits, Tensor labels, Tensor censored) {
    Shapes.requireRank("logits", logits, 2, "(N, K)");
    Shapes.requireRank("labels", labels, 1, "(N)");
    Shapes.requireType("labels", labels, Type.INT64);
    Shapes.requireType("censored", censored, Type.BOOL);
    Shapes.requireSize("labels", labels, 0, logits.size(0), "the rows of logits");
    Shapes.requireEqual("censored", censored, "labels", labels);
    Shapes.requireIndices("labels", labels.toLongs(), logits.size(1));

    double least = Math.log(epsilon);
    Tensor y = labels.unsqueeze(1);
    Tensor logS = logSurvival(logits);
    Tensor logH = logits.logSigmoid();
    Tensor until = logS.gather(1, y).squeeze(1); // ln S_y
    Tensor before = until.sub(logits.neg().logSigmoid().gather(1, y).squeeze(1)); // ln S_(y − 1)
    Tensor died = logH.gather(1, y).squeeze(1).clampMin(least).add(before.clampMin(least)).neg();
    Tensor lived = until.clampMin(least).neg().mul(1 - alpha);
    return censored.where(lived, died);
  }

  public Tensor mean(Tensor logits, Tensor labels, Tensor censored) {
    return each(logits, labels, censored).mean();
  }
}
