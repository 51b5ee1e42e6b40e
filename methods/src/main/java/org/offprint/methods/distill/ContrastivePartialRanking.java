package org.offprint.methods.distill;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// What a dual encoder is trained by: its own contrastive loss in both directions, and the cross-encoder's partial ranking of its hard negatives.
///
///     loss = (InfoNCE_(i→t) + InfoNCE_(t→i)) / 2 + λ (L_(i→t) + L_(t→i)), L the partial ranking loss
///
/// Shapes: for each direction positives (N), negatives (N, K) and teacher's scores of them (N, K); returns a scalar.
/// Range: nats, ≥ 0, lower is better. Both parts at the ranking loss's temperature.
/// Source: Contrastive Partial Ranking Distillation, arXiv:2407.07479; read in a secondary source, no code by the authors was found.
/// Differs from the source: UNCERTAIN: λ, and that the two contrastive directions are averaged. The momentum encoder and its queue are the caller's:
/// give {@link #hardest} the similarities to whatever is searched.
/// Throws: IllegalArgumentException if shapes or types do not fit or the teacher has a NaN; from the constructor, if λ is negative or not finite.
@Source(paper = "arXiv:2407.07479", equation = "total loss")
public record ContrastivePartialRanking(PartialRanking ranking, double weight) {
  /// One direction: each query with its positive and its hard negatives.
  public record Direction(Tensor positive, Tensor negatives, Tensor teacher) {}

  public ContrastivePartialRanking {
    Shapes.require("weight", weight, weight >= 0 && Double.isFinite(weight), "a finite number ≥ 0");
  }

  public static ContrastivePartialRanking standard() {
    return new ContrastivePartialRanking(PartialRanking.standard(), 1);
  }

  public Tensor apply(Direction imageToText, Direction textToImage) {
    Tensor contrast = contrast(imageToText).add(contrast(textToImage)).div(2);
    Tensor order = partial(imageToText).add(partial(textToImage));
    return contrast.add(order.mul(weight));
  }

  /// InfoNCE of the positive among the negatives.
  public Tensor contrast(Direction to) {
    Shapes.requireRank("negatives", to.negatives(), 2, "(N, K)");
    Shapes.requireRank("positive", to.positive(), 1, "(N)");
    Shapes.requireSize(
        "positive", to.positive(), 0, to.negatives().size(0), "negatives has N rows");
    Tensor all = Tensor.concat(1, to.positive().unsqueeze(1), to.negatives());
    Tensor first = Tensor.range(all.size(1)).isEqual(0).to(all.type());
    return new InfoNce(ranking.temperature())
        .apply(all, first.unsqueeze(0).expand(all.shape()).contiguous(), null);
  }

  private Tensor partial(Direction to) {
    return ranking.apply(to.negatives(), to.teacher(), null);
  }

  /// The k most similar items of each query that may be its negatives, the most similar first.
  ///
  /// @param similarity (N, M), of the student
  /// @param allowed (N, M) bool: false for the positive and for other items of the same thing
  /// @return (N, k) int64
  public static Tensor hardest(Tensor similarity, Tensor allowed, int k) {
    Shapes.requireRank("similarity", similarity, 2, "(N, M)");
    Shapes.requireType("allowed", allowed, Type.BOOL);
    Shapes.requireEqual("allowed", allowed, "similarity", similarity);
    long[] counts = allowed.to(Type.FLOAT64).sum(1, false).toLongs();
    for (int i = 0; i < counts.length; i++) {
      Shapes.require(
          "allowed items of query " + i, counts[i], k >= 1 && counts[i] >= k, k + " or more");
    }
    Tensor open = similarity.detach().maskedFill(allowed.not(), Double.NEGATIVE_INFINITY);
    return open.argsortDescending(1).narrow(1, 0, k);
  }
}
