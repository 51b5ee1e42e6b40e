package org.offprint.methods.estimate;

import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// InfoNCE: finding the partner among n, a bound of low variance that cannot exceed ln n.
///
///     I = ln n + mean_i [f_ii − ln Σ_j e^(f_ij)]
///
/// Shapes: scores (n, n) floating, n ≥ 2; returns a scalar.
/// Range: nats, at most ln n: above 85 % of it the estimate says little. Finite at |score| = 100 and beyond.
/// Source: van den Oord et al., arXiv:1807.03748, as used by arXiv:2506.00330.
/// Differs from the source: nothing.
/// Throws: IllegalArgumentException as {@link MutualInformationBound#apply} says.
@Source(paper = "arXiv:2506.00330", equation = "InfoNCE")
public record InfoNce() implements MutualInformationBound {
  public static InfoNce standard() {
    return new InfoNce();
  }

  @Override
  public Tensor apply(Tensor scores) {
    Pairs.require(scores);
    return scores.logSoftmax(1).diagonal().mean().add(Math.log(scores.size(0)));
  }

  @Override
  public double ceiling(long n) {
    return Math.log(n);
  }
}
