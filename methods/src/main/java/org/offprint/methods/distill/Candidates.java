package org.offprint.methods.distill;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Scores of candidates with what is masked made harmless: it counts in no sum, and whatever it
/// holds reaches no gradient.
///
/// @param scores (B, K), 0 where there is no candidate
/// @param target (B, K), 0 where there is no candidate
/// @param there (B, K) bool
record Candidates(Tensor scores, Tensor target, Tensor there) {
  static Candidates of(Tensor student, Tensor target, @Nullable Tensor mask) {
    if (mask == null) {
      Tensor all = Tensor.ones(Type.FLOAT32, student.shape()).isGreater(0);
      return new Candidates(student, target.detach(), all);
    }
    Tensor gap = mask.not();
    return new Candidates(student.maskedFill(gap, 0), target.detach().maskedFill(gap, 0), mask);
  }

  /// The queries that a bool vector names.
  Candidates rows(Tensor wanted) {
    Tensor rows = wanted.positions();
    return new Candidates(
        scores.indexSelect(0, rows), target.indexSelect(0, rows), there.indexSelect(0, rows));
  }

  /// Those with at least one candidate.
  Candidates inhabited() {
    return rows(any(there));
  }

  /// (B, K, K): a_i − a_j.
  static Tensor differences(Tensor a) {
    return a.unsqueeze(2).sub(a.unsqueeze(1));
  }

  /// (B, K, K) bool: the target puts i above j, and both are there.
  Tensor above() {
    Tensor both = there.unsqueeze(2).and(there.unsqueeze(1));
    return target.unsqueeze(2).isGreater(target.unsqueeze(1)).and(both);
  }

  /// The mean of values over the entries of a bool tensor of the same shape; NaN over none.
  static Tensor meanWhere(Tensor mask, Tensor values) {
    return mask.where(values, Tensor.zeros(values.type())).sum().div(count(mask));
  }

  static double count(Tensor mask) {
    return mask.to(Type.FLOAT64).sum().value();
  }

  /// Whether some entry of each row is true.
  static Tensor any(Tensor mask) {
    return mask.to(Type.FLOAT64).sum(1, false).isGreater(0);
  }

  /// Scores with −∞ where a bool tensor is false, for sums of exponentials.
  static Tensor only(Tensor mask, Tensor scores) {
    return scores.maskedFill(mask.not(), Double.NEGATIVE_INFINITY);
  }
}
