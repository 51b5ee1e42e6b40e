package org.offprint.methods.estimate;

import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// The Jensen–Shannon objective: telling pairs from strangers by a logistic loss. It trains a critic well and is no estimate of information.
///
///     J = −mean_i softplus(−f_ii) − mean_(i ≠ j) softplus(f_ij)
///
/// Shapes: scores (n, n) floating, n ≥ 2; returns a scalar.
/// Range: at most 0; −2 ln 2 for a critic that knows nothing. Finite at |score| = 100 and beyond.
/// Source: Nowozin et al., arXiv:1606.00709, as used by Song and Ermon, arXiv:1910.06222, and arXiv:2506.00330.
/// Differs from the source: nothing.
/// Throws: IllegalArgumentException as {@link MutualInformationBound#apply} says.
@Source(paper = "arXiv:2506.00330", equation = "JS")
public record JensenShannon() implements MutualInformationBound {
  public static JensenShannon standard() {
    return new JensenShannon();
  }

  @Override
  public Tensor apply(Tensor scores) {
    Pairs.require(scores);
    Tensor together = Pairs.meanTogether(scores.logSigmoid()); // −softplus(−f)
    Tensor apart = Pairs.meanApart(scores.neg().logSigmoid()); // −softplus(f)
    return together.add(apart);
  }

  /// 0 is what a perfect critic reaches.
  @Override
  public double ceiling(long n) {
    return 0;
  }
}
