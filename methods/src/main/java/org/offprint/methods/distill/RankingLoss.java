package org.offprint.methods.distill;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.tensor.Tensor;

/// How far a student's scores of a query's candidates are from what it should learn; lower is
/// better. No gradient flows to the target.
public interface RankingLoss {
  /// @param student (B, K) float32 or float64: the scores of K candidates for each of B queries
  /// @param target student's shape and type: the teacher's scores, or relevance from 0 to 1 for a
  ///   loss that learns from labels; each class says which
  /// @param mask (B, K) bool, true where there is a candidate; null where all are there. What a
  ///   masked entry holds, NaN included, does not matter
  /// @return a single number
  Tensor apply(Tensor student, Tensor target, @Nullable Tensor mask);
}
