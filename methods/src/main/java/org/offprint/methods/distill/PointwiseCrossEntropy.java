package org.offprint.methods.distill;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Binary cross-entropy of each candidate by itself: is it relevant or not?
///
///     loss = mean over candidates of −y ln σ(s) − (1 − y) ln σ(−s)
///
/// Shapes: student (B, K) float32 or float64; target: relevance y (B, K) in [0, 1], soft labels allowed; mask (B, K) or null; returns a scalar.
/// Range: nats, ≥ 0, lower is better; its floor is the entropy of soft labels. Finite at any finite score.
/// Source: Reproducing and Comparing Distillation Techniques for Cross-Encoders, arXiv:2603.03010, the pointwise objective.
/// Differs from the source: candidates may be masked. No candidate at all makes the mean NaN.
/// Throws: IllegalArgumentException if shapes or types do not fit, or a label is outside [0, 1].
@Source(paper = "arXiv:2603.03010", equation = "pointwise objective (BCE)")
public record PointwiseCrossEntropy() implements RankingLoss {
  public static PointwiseCrossEntropy standard() {
    return new PointwiseCrossEntropy();
  }

  @Override
  public Tensor apply(Tensor student, Tensor relevance, @Nullable Tensor mask) {
    Doors.requireScores(student, "relevance", relevance, mask);
    Doors.requireShares("relevance", relevance, mask);
    Candidates all = Candidates.of(student, relevance, mask);
    return Candidates.meanWhere(all.there(), all.scores().binaryCrossEntropy(all.target()));
  }
}
