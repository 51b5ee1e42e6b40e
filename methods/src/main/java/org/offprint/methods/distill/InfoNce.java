package org.offprint.methods.distill;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// InfoNCE: the positive is to stand out among the candidates, hard negatives and, if the caller adds their columns, those of other queries.
///
///     loss = mean over queries of ln Σ_i e^(s_i / τ) − ln Σ_(i positive) e^(s_i / τ)
///
/// Shapes: student (B, K) float32 or float64; target: relevance (B, K), 1 for a positive and 0 else; mask (B, K) or null; returns a scalar.
/// Range: nats, ≥ 0, lower is better. Finite at any finite score.
/// Source: Reproducing and Comparing Distillation Techniques for Cross-Encoders, arXiv:2603.03010, the listwise objective; van den Oord et al., arXiv:1807.03748.
/// Differs from the source: several positives share one probability, as in the code the study was made with. A query without a positive counts nowhere
/// ({@link #withoutPositive} counts them); none left makes the mean NaN. τ is 1 unless set.
/// Throws: IllegalArgumentException if shapes or types do not fit, or relevance is neither 0 nor 1; from the constructor, if τ is not a finite number > 0.
@Source(paper = "arXiv:2603.03010", equation = "listwise objective (InfoNCE)")
public record InfoNce(double temperature) implements RankingLoss {
  public InfoNce {
    Doors.requireTemperature(temperature);
  }

  public static InfoNce standard() {
    return new InfoNce(1);
  }

  @Override
  public Tensor apply(Tensor student, Tensor relevance, @Nullable Tensor mask) {
    requireRelevance(student, relevance, mask);
    Candidates all = Candidates.of(student, relevance, mask);
    Candidates rows = all.rows(Candidates.any(positives(all)));
    Tensor scaled = rows.scores().div(temperature);
    Tensor everyone = Candidates.only(rows.there(), scaled).logSumExp(1, false);
    Tensor positives = Candidates.only(positives(rows), scaled).logSumExp(1, false);
    return everyone.sub(positives).mean();
  }

  /// How many queries have no positive, and so teach nothing.
  public long withoutPositive(Tensor relevance, @Nullable Tensor mask) {
    requireRelevance(relevance, relevance, mask);
    Candidates all = Candidates.of(relevance, relevance, mask);
    return relevance.size(0) - Math.round(Candidates.count(Candidates.any(positives(all))));
  }

  private static Tensor positives(Candidates of) {
    return of.target().isGreater(0).and(of.there());
  }

  private static void requireRelevance(Tensor student, Tensor relevance, @Nullable Tensor mask) {
    Doors.requireScores(student, "relevance", relevance, mask);
    Doors.requireShares("relevance", relevance, mask);
    Tensor graded = relevance.isGreater(0).and(relevance.isLess(1));
    if ((mask == null ? graded : graded.and(mask)).any().toLongs()[0] != 0) {
      throw new IllegalArgumentException(
          "relevance has entries between 0 and 1; InfoNCE takes 1 for a positive and 0 else.");
    }
  }
}
