package org.offprint.methods.distill;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// The student's scores are to equal the teacher's, each by itself; the plainest baseline of distillation.
///
///     loss = mean over candidates of (s_i − t_i)²
///
/// Shapes: student (B, K) float32 or float64; target: teacher's scores t (B, K); mask (B, K) or null; returns a scalar.
/// Range: ≥ 0, in squared units of the score, lower is better.
/// Source: Ba and Caruana, Do Deep Nets Really Need to be Deep?, arXiv:1312.6184, equation 1, over candidates.
/// Differs from the source: without its factor 1/2. Not one of the objectives that arXiv:2603.03010 compares. No candidate at all makes the mean NaN.
/// Throws: IllegalArgumentException if shapes or types do not fit, or the teacher has a NaN.
@Source(paper = "arXiv:1312.6184", equation = "1")
public record PointwiseMse() implements RankingLoss {
  public static PointwiseMse standard() {
    return new PointwiseMse();
  }

  @Override
  public Tensor apply(Tensor student, Tensor teacher, @Nullable Tensor mask) {
    Doors.requireScores(student, "teacher", teacher, mask);
    Doors.requireNoNan("teacher", teacher, mask);
    Candidates all = Candidates.of(student, teacher, mask);
    return Candidates.meanWhere(all.there(), all.scores().sub(all.target()).square());
  }
}
