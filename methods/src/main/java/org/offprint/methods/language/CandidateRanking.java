package org.offprint.methods.language;

import org.offprint.methods.Shapes;

/// Where the one right candidate stands among scored ones, by which X-Cross is measured. Of equal
/// scores the others come first, so a model that scores all alike gains nothing.
///
/// @param rank from 1
public record CandidateRanking(int rank) {
  public CandidateRanking {
    Shapes.require("rank", rank, rank >= 1, "1 or more");
  }

  public static CandidateRanking of(double[] scores, int positive) {
    Shapes.requireIndices("positive", new long[] {positive}, scores.length);
    int rank = 1;
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("scores[%d] is NaN: nothing can be ranked".formatted(i));
      }
      rank += i != positive && scores[i] >= scores[positive] ? 1 : 0;
    }
    return new CandidateRanking(rank);
  }

  /// Hit@k: whether it stands among the first k.
  public boolean hit(int k) {
    return rank <= k;
  }

  /// 1 / rank among the first k, else 0; its mean over users is MRR@k.
  public double reciprocal(int k) {
    return hit(k) ? 1.0 / rank : 0;
  }
}
