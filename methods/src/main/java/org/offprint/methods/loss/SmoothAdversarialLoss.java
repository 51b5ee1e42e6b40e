package org.offprint.methods.loss;

import java.util.function.UnaryOperator;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Smooth adversarial comp-sum loss: a comp-sum loss of the clean input, and a charge for how far the margins move within the ball.
///
///     D(x)  = (h_y(x) − h_y'(x)) over y' ≠ y
///     loss  = Φ_τ(Σ_(y' ≠ y) e^(−D_y'(x) / ρ)) + ν sup_(‖x' − x‖ ≤ γ) ‖D(x') − D(x)‖₂, mean over the batch
///
/// Shapes: inputs (B, …) floating; the scorer gives logits (B, C); labels (B) int64 in 0 … C − 1; returns scalars.
/// Range: ≥ 0, lower is better. The supremum is as good as the search: ProjectedAscent gives a lower bound of it, BallCorners the exact
/// value for a linear scorer.
/// Source: Mao, Mohri and Zhong, Cross-Entropy Loss Functions: Theoretical Analysis and Applications, ICML 2023, arXiv:2304.07288, section 5.
/// Differs from the source: the constants' names and their places (ρ inside the exponent, ν before the supremum) are UNCERTAIN, from a
/// specification that was written from memory; the paper uses τ = 1 in its experiments. The gradient flows through the margins at x and
/// at the x' found, not through the search.
/// Throws: IllegalArgumentException if shapes or types do not fit, or a label is no class; from the constructor, if ρ ≤ 0 or ν < 0.
@Source(paper = "arXiv:2304.07288", equation = "section 5")
public record SmoothAdversarialLoss(double tau, double rho, double nu, Supremum supremum) {
  public SmoothAdversarialLoss {
    Shapes.require("tau", tau, tau >= 0 && Double.isFinite(tau), "a finite number ≥ 0");
    Shapes.require("rho", rho, rho > 0 && Double.isFinite(rho), "a number > 0");
    Shapes.require("nu", nu, nu >= 0 && Double.isFinite(nu), "a number ≥ 0");
  }

  /// τ = ρ = ν = 1 within 8/255 of each entry, by ten steps of ascent. ρ and ν are our choice.
  public static SmoothAdversarialLoss standard() {
    return new SmoothAdversarialLoss(1, 1, 1, new ProjectedAscent(8.0 / 255));
  }

  /// The mean loss and what it is the sum of: total = clean + ν smooth.
  public record Parts(Tensor clean, Tensor smooth, Tensor total) {}

  public Tensor apply(UnaryOperator<Tensor> scorer, Tensor inputs, Tensor labels) {
    return parts(scorer, inputs, labels).total();
  }

  public Parts parts(UnaryOperator<Tensor> scorer, Tensor inputs, Tensor labels) {
    Tensor logits = scorer.apply(inputs);
    requireFit(logits, labels);
    Tensor clean = new CompSumLoss(tau).apply(logits.div(rho), labels);

    Tensor fixed = logits.detach();
    Tensor worst = supremum.worst(inputs, x -> distance(scorer.apply(x), fixed, labels));
    Tensor smooth = distance(scorer.apply(worst), logits, labels).mean();
    return new Parts(clean, smooth, clean.add(smooth.mul(nu)));
  }

  /// ‖D(x') − D(x)‖₂ of each example; the label's own entry of D is 0 and adds nothing.
  private static Tensor distance(Tensor logits, Tensor fixed, Tensor labels) {
    Tensor moved = logits.sub(fixed);
    return moved.gather(-1, labels.unsqueeze(-1)).sub(moved).norm(-1, false);
  }

  /// D(x) of each example, the other classes in their order: (B, C − 1).
  public static Tensor margins(Tensor logits, Tensor labels) {
    requireFit(logits, labels);
    Entries entries = Entries.of(logits, labels, -1);
    Tensor all = entries.ofLabel(logits).unsqueeze(-1).sub(logits);
    Tensor others = entries.oneHot().reshape(logits.count()).isEqual(0).positions();
    return all.reshape(logits.count())
        .indexSelect(0, others)
        .reshape(logits.size(0), logits.size(1) - 1);
  }

  private static void requireFit(Tensor logits, Tensor labels) {
    Shapes.requireRank("logits", logits, 2, "(B, C)");
    Shapes.requireType("labels", labels, Type.INT64);
    Shapes.requireRank("labels", labels, 1, "(B)");
    Shapes.requireSize("labels", labels, 0, logits.size(0), "in logits");
    Shapes.requireIndices("labels", labels.toLongs(), logits.size(1));
  }
}
