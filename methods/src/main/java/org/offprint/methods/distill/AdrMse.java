package org.offprint.methods.distill;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// ADR-MSE: the student's ranks, made soft, are to equal the teacher's, and the upper ones matter more.
///
///     r̂_i = 1 + Σ_(j ≠ i) σ((s_j − s_i) / T);  r_i = rank of t_i, 1 for the best
///     loss = mean over candidates of (r̂_i − r_i)² / log₂(r_i + 1)
///
/// Shapes: student (B, K) float32 or float64; target: teacher's scores t (B, K); mask (B, K) or null; returns a scalar. Memory O(B K²).
/// Range: ≥ 0, in squared ranks, lower is better; above 0 even in the right order, since soft ranks are not whole numbers. Finite at any finite score.
/// Source: Reproducing and Comparing Distillation Techniques for Cross-Encoders, arXiv:2603.03010; Schlatt et al., arXiv:2405.07920.
/// Differs from the source: equal teacher scores rank by column, where the public codes leave it to an unstable sort; the discounts 1/r and none are theirs
/// as well. No candidate at all makes the mean NaN.
/// Throws: IllegalArgumentException if shapes or types do not fit, or the teacher has a NaN; from the constructor, if T is not a finite number > 0.
@Source(paper = "arXiv:2603.03010", equation = "ADR-MSE")
public record AdrMse(double temperature, Discount discount) implements RankingLoss {
  /// How much a rank counts.
  public enum Discount {
    /// 1 / log₂(r + 1).
    LOG2,
    /// 1 / r.
    RECIPROCAL,
    NONE
  }

  public AdrMse {
    Doors.requireTemperature(temperature);
  }

  public static AdrMse standard() {
    return new AdrMse(1, Discount.LOG2);
  }

  @Override
  public Tensor apply(Tensor student, Tensor teacher, @Nullable Tensor mask) {
    Tensor r = ranks(teacher, mask);
    Tensor soft = softRanks(student, teacher, mask);
    Tensor each = soft.sub(r).square();
    Tensor weighted =
        switch (discount) {
          case LOG2 -> each.mul(Math.log(2)).div(r.log1p());
          case RECIPROCAL -> each.div(r);
          case NONE -> each;
        };
    return Candidates.meanWhere(Candidates.of(student, teacher, mask).there(), weighted);
  }

  /// r: each candidate's rank, 1 for the highest score and the lower column first among equals.
  ///
  /// @return (B, K); the rank of a masked candidate means nothing
  public Tensor ranks(Tensor teacher, @Nullable Tensor mask) {
    Doors.requireScores(teacher, "teacher", teacher, mask);
    Doors.requireNoNan("teacher", teacher, mask);
    Candidates all = Candidates.of(teacher, teacher, mask);
    Tensor t = all.target();
    long k = t.size(1);
    Tensor before = Tensor.ones(t.type(), k, k).lowerTriangle(-1).isGreater(0); // [i, j]: j < i
    Tensor tied = t.unsqueeze(2).isEqual(t.unsqueeze(1)).and(before.unsqueeze(0));
    Tensor higher = t.unsqueeze(2).isLess(t.unsqueeze(1));
    return higher.or(tied).and(all.there().unsqueeze(1)).to(t.type()).sum(2, false).add(1);
  }

  /// r̂: each candidate's soft rank among those that are there.
  public Tensor softRanks(Tensor student, @Nullable Tensor mask) {
    return softRanks(student, student, mask);
  }

  private Tensor softRanks(Tensor student, Tensor teacher, @Nullable Tensor mask) {
    Doors.requireScores(student, "teacher", teacher, mask);
    Candidates all = Candidates.of(student, teacher, mask);
    long k = student.size(1);
    Tensor other = Tensor.eye(k, student.type()).isEqual(0).unsqueeze(0);
    Tensor above = Candidates.differences(all.scores()).neg().div(temperature).sigmoid();
    Tensor counted = other.and(all.there().unsqueeze(1));
    return counted.where(above, Tensor.zeros(student.type())).sum(2, false).add(1);
  }
}
