package org.offprint.methods.loss;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Rank-regularised re-ranking loss: a softmax over the candidates of a mention, and a term that keeps the scores near those of the generator.
///
///     y'   = (1 − ε) y + ε / K
///     loss = −Σ_k y'_k ln softmax(l)_k + λ ‖l − p + 1e-6‖₂, mean over the mentions
///
/// Shapes: logits l, prior p and target y (N, K) floating, equal: N mentions with K candidates each, y one-hot; returns a scalar.
/// Range: ≥ 0, lower is better. Finite at |logit| = 100. K = 1 leaves the regulariser alone.
/// A mention whose target is all zeros, as comes when no candidate is right and nothing says so, is skipped: it counts in neither sum nor
/// divisor. No mention left gives NaN.
/// Source: Borchert et al., xMEN: a modular toolkit for cross-lingual medical entity normalization, 2023, arXiv:2310.11275, section on re-ranking;
/// the form is that of the authors' code.
/// Differs from the source: theirs trains the regulariser alone on a mention whose target is all zeros.
/// Throws: IllegalArgumentException if shapes or types differ, or a target is not one-hot or zero; from the constructor, if λ < 0 or ε is outside [0, 1).
@Source(paper = "arXiv:2310.11275", equation = "re-ranking loss")
public record RankRegularisedLoss(double lambda, double smoothing, double epsilon) {
  public RankRegularisedLoss {
    Shapes.require("lambda", lambda, lambda >= 0 && Double.isFinite(lambda), "a number ≥ 0");
    Shapes.require("smoothing", smoothing, smoothing >= 0 && smoothing < 1, "a share in [0, 1)");
    Shapes.require("epsilon", epsilon, epsilon >= 0 && Double.isFinite(epsilon), "a number ≥ 0");
  }

  /// λ = 1 without smoothing.
  public static RankRegularisedLoss standard() {
    return new RankRegularisedLoss(1, 0, 1e-6);
  }

  public Tensor apply(Tensor logits, Tensor prior, Tensor target) {
    Shapes.requireType("logits", logits, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireRank("logits", logits, 2, "(N, K)");
    Shapes.requireType("prior", prior, logits.type());
    Shapes.requireEqual("prior", prior, "logits", logits);
    Shapes.requireType("target", target, logits.type());
    Shapes.requireEqual("target", target, "logits", logits);
    Tensor known = target.sum(-1, false);
    requireOneHot(target, known);

    Tensor counted = known.isGreater(0).positions();
    Tensor l = logits.indexSelect(0, counted);
    Tensor y = target.indexSelect(0, counted).mul(1 - smoothing);
    Tensor smoothed = y.add(smoothing / Math.max(1, logits.size(1)));
    Tensor crossEntropy = smoothed.mul(l.logSoftmax(-1)).sum(-1, false).neg();
    if (lambda == 0) {
      return crossEntropy.mean();
    }
    Tensor away = l.sub(prior.indexSelect(0, counted)).add(epsilon);
    return crossEntropy.add(away.norm(-1, false).mul(lambda)).mean();
  }

  private static void requireOneHot(Tensor target, Tensor sums) {
    Tensor neither = target.isEqual(0).or(target.isEqual(1)).not();
    Tensor several = sums.isGreater(1);
    if (neither.any().value() != 0 || several.any().value() != 0) {
      throw new IllegalArgumentException(
          "target has a row that is neither one-hot nor zero; expected 1 for the right candidate and 0 elsewhere.");
    }
  }
}
