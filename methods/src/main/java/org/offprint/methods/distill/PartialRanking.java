package org.offprint.methods.distill;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Partial ranking distillation: a dual encoder learns the order of those hard negatives that a cross-encoder finds plausible, by a contrastive loss.
///
///     c = candidates by falling teacher score; m_i = how many of query i's are valid; z = s / τ
///     loss = mean over queries of Σ_(j ≤ m_i) (ln Σ_(k ≥ j) e^(z_(c_k)) − z_(c_j))
///
/// Shapes: student (N, K) float32 or float64: similarities; target: teacher's scores (N, K); mask (N, K) or null; returns a scalar.
/// Range: nats, ≥ 0, lower is better; 0 without valid candidates. Only the teacher's order counts. Finite at any finite score.
/// Source: Contrastive Partial Ranking Distillation, arXiv:2407.07479; read in a secondary source, no code by the authors was found.
/// Differs from the source: UNCERTAIN, so settings: what is valid (here a teacher score above `threshold`), τ, whether a query's sum is divided by the rank of
/// its first invalid candidate, and whether the positive heads the list ({@link #headed}). Equal scores rank by column. No query at all makes the mean NaN.
/// Throws: IllegalArgumentException if shapes or types do not fit, the teacher has a NaN, or a count is outside 0 … K; from the constructor, if τ is not a
/// finite number > 0 or the threshold is NaN.
@Source(paper = "arXiv:2407.07479", equation = "contrastive partial ranking loss")
public record PartialRanking(double temperature, double threshold, boolean perRank)
    implements RankingLoss {
  private static final double FAR_BELOW = -1e30; // its exponential is 0 beside any finite score

  public PartialRanking {
    Doors.requireTemperature(temperature);
    Shapes.require("threshold", threshold, !Double.isNaN(threshold), "a teacher score");
  }

  /// τ = 0.07, as is usual, and valid above a teacher logit of 0.
  public static PartialRanking standard() {
    return new PartialRanking(0.07, 0, false);
  }

  @Override
  public Tensor apply(Tensor student, Tensor teacher, @Nullable Tensor mask) {
    Doors.requireScores(student, "teacher", teacher, mask);
    Doors.requireNoNan("teacher", teacher, mask);
    return loss(Candidates.of(student, teacher, mask), valid(teacher, mask));
  }

  /// As {@link #apply}, where the caller says how many of each query's best candidates are valid.
  ///
  /// @param valid (N), each 0 … K
  public Tensor withValid(Tensor student, Tensor teacher, long[] valid) {
    Doors.requireScores(student, "teacher", teacher, null);
    Doors.requireNoNan("teacher", teacher, null);
    Shapes.require("valid.length", valid.length, valid.length == student.size(0), "one a query");
    Shapes.requireIndices("valid", valid, student.size(1) + 1);
    return loss(Candidates.of(student, teacher, null), valid);
  }

  /// As {@link #apply}, with the positive before all candidates.
  ///
  /// @param positive (N) its similarity
  public Tensor headed(Tensor positive, Tensor student, Tensor teacher, @Nullable Tensor mask) {
    Doors.requireScores(student, "teacher", teacher, mask);
    Shapes.requireRank("positive", positive, 1, "(N)");
    Shapes.requireSize("positive", positive, 0, student.size(0), "student has N rows");
    Tensor first = positive.unsqueeze(1);
    Tensor best = Tensor.full(Double.POSITIVE_INFINITY, teacher.type(), student.size(0), 1);
    Tensor there = Tensor.ones(Type.FLOAT32, student.size(0), 1).isGreater(0);
    return apply(
        Tensor.concat(1, first, student),
        Tensor.concat(1, best, teacher),
        mask == null ? null : Tensor.concat(1, there, mask));
  }

  /// How many candidates of each query are valid.
  public long[] valid(Tensor teacher, @Nullable Tensor mask) {
    Shapes.requireRank("teacher", teacher, 2, "(B, K)");
    if (mask != null) {
      Shapes.requireType("mask", mask, Type.BOOL);
      Shapes.requireEqual("mask", mask, "teacher", teacher);
    }
    Tensor above = teacher.isGreater(threshold);
    return (mask == null ? above : above.and(mask)).to(Type.FLOAT64).sum(1, false).toLongs();
  }

  /// The candidates by falling teacher score, the lower column first among equals.
  public Tensor order(Tensor teacher) {
    Shapes.requireRank("teacher", teacher, 2, "(B, K)");
    return teacher.argsortDescending(1);
  }

  private Tensor loss(Candidates all, long[] valid) {
    Tensor gap = all.there().not();
    Tensor order = order(all.target().maskedFill(gap, Double.NEGATIVE_INFINITY));
    Tensor z = all.scores().div(temperature).maskedFill(gap, FAR_BELOW);
    Tensor ranked = shifted(z).gather(1, order);
    Tensor left = ranked.flip(1).logCumulativeSumExp(1).flip(1);

    Tensor m = Tensor.of(valid, valid.length, 1);
    Tensor counts = Tensor.range(z.size(1)).unsqueeze(0).isLess(m);
    Tensor each = counts.where(left.sub(ranked), Tensor.zeros(z.type())).sum(1, false);
    Tensor weighted = perRank ? each.div(m.squeeze(1).add(1).to(z.type())) : each;
    return weighted.mean();
  }

  /// The loss does not see a constant in a row.
  private static Tensor shifted(Tensor z) {
    return z.size(1) == 0 ? z : z.sub(z.detach().max(1, true));
  }
}
