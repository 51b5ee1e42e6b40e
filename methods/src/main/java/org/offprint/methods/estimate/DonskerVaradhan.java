package org.offprint.methods.estimate;

import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// The bound of Donsker and Varadhan, with which MINE is trained.
///
///     I = mean_i f_ii − ln mean_(i ≠ j) e^(f_ij)
///
/// Shapes: scores (n, n) floating, n ≥ 2; returns a scalar.
/// Range: nats, any real; biased upwards on small batches. Unchanged when a constant is added to all scores.
/// Source: Belghazi et al., ICML 2018, arXiv:1801.04062, as used by arXiv:2506.00330.
/// Differs from the source: no moving average in the gradient.
/// Throws: IllegalArgumentException as {@link MutualInformationBound#apply} says.
@Source(paper = "arXiv:2506.00330", equation = "DV")
public record DonskerVaradhan() implements MutualInformationBound {
  public static DonskerVaradhan standard() {
    return new DonskerVaradhan();
  }

  @Override
  public Tensor apply(Tensor scores) {
    Pairs.require(scores);
    return Pairs.meanTogether(scores).sub(Pairs.logMeanExpApart(scores));
  }
}
