package org.offprint.methods.distill;

import org.offprint.methods.tensor.Tensor;

/// How far a student's class logits are from a teacher's and from the labels; lower is better. No
/// gradient flows to the teacher.
public interface ClassDistillation {
  /// @param student (…, C) floating
  /// @param teacher student's shape and type
  /// @param labels (…) int64, each 0 … C − 1, or −100 to ignore the entry
  /// @return the mean over the entries that count; NaN where none does
  Tensor apply(Tensor student, Tensor teacher, Tensor labels);
}
