package org.offprint.methods.distill;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// DistillRankNET: every pair that the teacher orders is to be ordered the same by the student, whatever the teacher's scale.
///
///     loss = mean over all pairs of the batch with t_i > t_j in one query of ln(1 + e^(s_j − s_i))
///
/// Shapes: student (B, K) float32 or float64; target: teacher's scores t (B, K); mask (B, K) or null; returns a scalar. Memory O(B K²).
/// Range: nats, ≥ 0, lower is better. Finite at any finite score.
/// Source: Reproducing and Comparing Distillation Techniques for Cross-Encoders, arXiv:2603.03010; the loss is Burges et al., ICML 2005.
/// Differs from the source: the mean is over pairs and not over queries, as in the code the study was made with; pairs that the teacher ties are left out.
/// Without any pair the loss is 0 with gradient 0, and {@link #pairs} says so.
/// Throws: IllegalArgumentException if shapes or types do not fit, or the teacher has a NaN.
@Source(paper = "arXiv:2603.03010", equation = "DistillRankNET")
public record RankNet() implements RankingLoss {
  public static RankNet standard() {
    return new RankNet();
  }

  @Override
  public Tensor apply(Tensor student, Tensor teacher, @Nullable Tensor mask) {
    Doors.requireScores(student, "teacher", teacher, mask);
    Doors.requireNoNan("teacher", teacher, mask);
    Candidates all = Candidates.of(student, teacher, mask);
    return meanOfPairs(all, Candidates.differences(all.scores()).logSigmoid().neg());
  }

  /// How many pairs of a batch the teacher orders.
  public long pairs(Tensor teacher, @Nullable Tensor mask) {
    Doors.requireScores(teacher, "teacher", teacher, mask);
    Doors.requireNoNan("teacher", teacher, mask);
    return Math.round(Candidates.count(Candidates.of(teacher, teacher, mask).above()));
  }

  /// @param each (B, K, K): what the pair of i above j costs
  static Tensor meanOfPairs(Candidates all, Tensor each) {
    Tensor above = all.above();
    return Candidates.count(above) == 0
        ? all.scores().sum().mul(0)
        : Candidates.meanWhere(above, each);
  }
}
