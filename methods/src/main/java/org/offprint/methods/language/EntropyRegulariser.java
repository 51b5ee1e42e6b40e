package org.offprint.methods.language;

import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.loss.Reduction;
import org.offprint.methods.tensor.Tensor;

/// A penalty on attention heads whose entropy is far from what each head has learned to want.
///
///     H(head, query) = −Σ_k a_k ln(a_k + 1e-9);  H_max = ln(context)
///     deviation = H − θ_head H_max;  penalty = deviation² where |deviation| > γ H_max, else 0
///     loss = λ · mean over layers of mean over heads of Σ over texts and queries of penalty
///
/// Shapes: attention of each layer (B, H, T, T), rows summing to 1; θ (H); returns a scalar.
/// Range: nats², ≥ 0. A row that sees one key has H = −1e-9, since the small number is inside the
/// logarithm; masked keys count nothing. The penalty jumps by γ² H_max² at the margin.
/// Source: Jha and Reagen, Entropy-Guided Attention for Private LLMs, arXiv:2501.03489, section 4, with
/// the authors' regulariser.
/// Differs from the source: NaN surfaces, where the reference skips it. {@link Reduction#MEAN} takes
/// the mean over texts and queries too, so that λ need not follow the batch; the default is their sum.
/// Throws: IllegalArgumentException if there is no layer, shapes differ, γ or λ is negative, or the
/// reduction is NONE.
@Source(paper = "arXiv:2501.03489", equation = "section 4, entropy regularisation")
public record EntropyRegulariser(double gamma, double coefficient, Reduction reduction) {
  private static final double INSIDE = 1e-9;

  public EntropyRegulariser {
    Shapes.require("gamma", gamma, gamma >= 0, "0 or more");
    Shapes.require("coefficient", coefficient, coefficient >= 0, "0 or more");
    if (reduction == Reduction.NONE) {
      throw new IllegalArgumentException(
          "reduction is NONE: expected SUM as in the paper, or MEAN");
    }
  }

  /// The paper's: γ = 0.2, λ = 1e-5, the sum.
  public static EntropyRegulariser standard() {
    return new EntropyRegulariser(0.2, 1e-5, Reduction.SUM);
  }

  /// The entropy of each row in nats, over the last axis.
  public static Tensor entropy(Tensor attention) {
    return attention.mul(attention.add(INSIDE).log()).sum(-1, false).neg();
  }

  /// Attention of each head at its own temperature.
  ///
  /// @param scores (B, H, T, T) before the softmax; later keys are masked here
  /// @param temperatures (H)
  public static Tensor attention(Tensor scores, Tensor temperatures) {
    Shapes.requireRank("scores", scores, 4, "(B, H, T, T)");
    Shapes.requireSize("scores", scores, 2, scores.size(3), "its last dimension");
    Shapes.requireRank("temperatures", temperatures, 1, "(H)");
    Shapes.requireSize("temperatures", temperatures, 0, scores.size(1), "the heads");
    Tensor later =
        Tensor.range(scores.size(3)).isGreater(Tensor.range(scores.size(2)).unsqueeze(1));
    return scores
        .div(temperatures.reshape(1, -1, 1, 1))
        .maskedFill(later, Double.NEGATIVE_INFINITY)
        .softmax(-1);
  }

  /// The share of rows whose entropy is above a share of the largest, ln(context): near 1 for heads
  /// that attend to everything alike.
  public static double shareAbove(Tensor attention, double share, long context) {
    Shapes.requireFloating("attention", attention);
    double limit = share * Math.log(context);
    return entropy(attention).isGreater(limit).to(attention.type()).mean().value();
  }

  /// @param layers attention of each layer
  /// @param thresholds θ
  public Tensor apply(List<Tensor> layers, Tensor thresholds) {
    Shapes.require("layers", layers.size(), !layers.isEmpty(), "1 or more");
    Shapes.requireRank("attention", layers.getFirst(), 4, "(B, H, T, T)");
    return apply(layers, thresholds, layers.getFirst().size(-1));
  }

  /// @param context whose logarithm is H_max
  public Tensor apply(List<Tensor> layers, Tensor thresholds, long context) {
    Shapes.require("layers", layers.size(), !layers.isEmpty(), "1 or more");
    Shapes.requireRank("thresholds", thresholds, 1, "(H)");
    double most = Math.log(context);
    Tensor wanted = thresholds.mul(most).reshape(1, -1, 1);
    Tensor sum = Tensor.scalar(0, thresholds.type());
    for (Tensor attention : layers) {
      Shapes.requireRank("attention", attention, 4, "(B, H, T, T)");
      Shapes.requireSize("attention", attention, 1, thresholds.size(0), "the heads of thresholds");
      Tensor deviation = entropy(attention).sub(wanted);
      // where |deviation| is NaN the first branch is taken, so that NaN surfaces
      Tensor inside = deviation.abs().isAtMost(gamma * most);
      Tensor penalty = deviation.square().maskedFill(inside, 0);
      long each = reduction == Reduction.SUM ? 1 : attention.size(0) * attention.size(2);
      sum = sum.add(penalty.sum().div((double) attention.size(1) * each));
    }
    return sum.mul(coefficient / layers.size());
  }
}
