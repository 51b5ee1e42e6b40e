package org.offprint.methods.estimate;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// SMILE: Donsker and Varadhan's bound with the scores of strangers clipped, which trades variance for bias; trained by Jensen–Shannon.
///
///     I = mean_i f_ii − ln mean_(i ≠ j) e^(clip(f_ij, −τ, τ));  objective: Jensen–Shannon of f
///
/// Shapes: scores (n, n) floating, n ≥ 2; returns a scalar.
/// Range: nats, any real; a small τ overestimates. τ = ∞ is Donsker and Varadhan's bound.
/// Source: Song and Ermon, ICLR 2020, arXiv:1910.06222, as used by arXiv:2506.00330.
/// Differs from the source: `clipJoint` clips f_ii too and takes the objective of clipped scores, as the code of the first author of
/// arXiv:2506.00330 does; the two differ much (1.78 and 0.67 on one matrix). Off by default, as in Song and Ermon's code.
/// Throws: IllegalArgumentException as {@link MutualInformationBound#apply} says; from the constructor, if not τ > 0.
@Source(paper = "arXiv:2506.00330", equation = "SMILE")
public record Smile(double tau, boolean clipJoint) implements MutualInformationBound {
  public Smile {
    Shapes.require("tau", tau, tau > 0, "τ > 0, or infinity for no clipping");
  }

  /// τ = 5, pairs not clipped.
  public static Smile standard() {
    return new Smile(5, false);
  }

  @Override
  public Tensor apply(Tensor scores) {
    Pairs.require(scores);
    Tensor clipped = clip(scores);
    return Pairs.meanTogether(clipJoint ? clipped : scores).sub(Pairs.logMeanExpApart(clipped));
  }

  @Override
  public Tensor objective(Tensor scores) {
    return JensenShannon.standard().apply(clipJoint ? clip(scores) : scores);
  }

  private Tensor clip(Tensor scores) {
    return tau == Double.POSITIVE_INFINITY ? scores : scores.clamp(-tau, tau);
  }
}
