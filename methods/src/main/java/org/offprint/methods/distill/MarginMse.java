package org.offprint.methods.distill;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// MarginMSE: the student's margins between the positive and each other candidate are to equal the teacher's.
///
///     loss = mean over candidates i ≠ + of ((s₊ − s_i) − (t₊ − t_i))²
///
/// Shapes: student (B, K) float32 or float64; target: teacher's scores t (B, K); mask (B, K) or null; returns a scalar.
/// Range: ≥ 0, in squared units of the score, lower is better. Depends on the teacher's scale: raw scores on both sides, no temperature.
/// Source: Reproducing and Comparing Distillation Techniques for Cross-Encoders, arXiv:2603.03010; first in Hofstätter et al., arXiv:2010.02666, equation 5.
/// Differs from the source: any column may be the positive's. A query whose positive is masked counts nowhere; no pair left makes the mean NaN.
/// Throws: IllegalArgumentException if shapes or types do not fit, the teacher has a NaN, or there is no such column.
@Source(paper = "arXiv:2603.03010", equation = "MarginMSE")
public record MarginMse(int positive) implements RankingLoss {
  public MarginMse {
    Shapes.require("positive", positive, positive >= 0, "a column from 0 on");
  }

  /// The positive is the first column.
  public static MarginMse standard() {
    return new MarginMse(0);
  }

  @Override
  public Tensor apply(Tensor student, Tensor teacher, @Nullable Tensor mask) {
    Doors.requireScores(student, "teacher", teacher, mask);
    Doors.requireNoNan("teacher", teacher, mask);
    Shapes.requireIndices("positive", new long[] {positive}, student.size(1));
    Candidates all = Candidates.of(student, teacher, mask);
    Tensor ofStudent = margins(all.scores());
    Tensor ofTeacher = margins(all.target());
    Tensor others = Tensor.range(student.size(1)).isNotEqual(positive);
    Tensor pairs = all.there().and(others.unsqueeze(0)).and(all.there().narrow(1, positive, 1));
    return Candidates.meanWhere(pairs, ofStudent.sub(ofTeacher).square());
  }

  private Tensor margins(Tensor scores) {
    return scores.narrow(1, positive, 1).sub(scores);
  }
}
