package org.offprint.methods.estimate;

import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// The bound of Nguyen, Wainwright and Jordan: without a ceiling, and of a variance that grows with the information.
///
///     I = 1 + mean_i (f_ii − 1) − mean_(i ≠ j) e^(f_ij − 1)
///
/// Shapes: scores (n, n) floating, n ≥ 2; returns a scalar.
/// Range: nats, any real; the exponent is held at 50, where the bound is useless anyway but finite.
/// Source: Nguyen et al., IEEE Transactions on Information Theory 56, 2010, as used by arXiv:2506.00330.
/// Differs from the source: the exponent is clamped at 50, our choice, so that a score above 700 does not overflow.
/// Throws: IllegalArgumentException as {@link MutualInformationBound#apply} says.
@Source(paper = "arXiv:2506.00330", equation = "NWJ")
public record Nwj() implements MutualInformationBound {
  private static final double LARGEST_EXPONENT = 50;

  public static Nwj standard() {
    return new Nwj();
  }

  @Override
  public Tensor apply(Tensor scores) {
    Pairs.require(scores);
    Tensor apart = Pairs.meanApart(scores.sub(1).clampMax(LARGEST_EXPONENT).exp());
    return Pairs.meanTogether(scores).sub(apart);
  }
}
