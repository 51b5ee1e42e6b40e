package org.offprint.methods.distill;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Pairwise hinge: a relevant candidate is to score higher than each other one by a margin.
///
///     loss = mean over pairs with y_i > y_j in one query of max(0, m − (s_i − s_j))
///
/// Shapes: student (B, K) float32 or float64; target: relevance y (B, K) in [0, 1]; mask (B, K) or null; returns a scalar. Memory O(B K²).
/// Range: ≥ 0, in units of the score, lower is better; 0 once every pair keeps the margin.
/// Source: Reproducing and Comparing Distillation Techniques for Cross-Encoders, arXiv:2603.03010, the pairwise objective; margin 1.
/// Differs from the source: graded relevance gives further pairs, and with a single positive the pairs are the source's. Without any pair it is 0.
/// Throws: IllegalArgumentException if shapes or types do not fit or a label is outside [0, 1]; from the constructor, if the margin is negative or not finite.
@Source(paper = "arXiv:2603.03010", equation = "pairwise objective (hinge)")
public record PairwiseHinge(double margin) implements RankingLoss {
  public PairwiseHinge {
    Shapes.require("margin", margin, margin >= 0 && Double.isFinite(margin), "a finite number ≥ 0");
  }

  public static PairwiseHinge standard() {
    return new PairwiseHinge(1);
  }

  @Override
  public Tensor apply(Tensor student, Tensor relevance, @Nullable Tensor mask) {
    Doors.requireScores(student, "relevance", relevance, mask);
    Doors.requireShares("relevance", relevance, mask);
    Candidates all = Candidates.of(student, relevance, mask);
    Tensor gap = Candidates.differences(all.scores()).neg().add(margin).relu();
    return RankNet.meanOfPairs(all, gap);
  }
}
