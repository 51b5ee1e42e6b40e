package org.offprint.methods.distill;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// The divergence of the student's distribution over a query's candidates from the teacher's, both softened; the plain baseline of listwise distillation.
///
///     loss = T² mean over queries of KL(softmax(t / T) ‖ softmax(s / T))
///
/// Shapes: student (B, K) float32 or float64; target: teacher's scores t (B, K); mask (B, K) or null; returns a scalar.
/// Range: nats (times T²), ≥ 0, lower is better. Finite at any finite score.
/// Source: Hinton, Vinyals, Dean, Distilling the Knowledge in a Neural Network, arXiv:1503.02531, section 2, over candidates instead of classes.
/// Differs from the source: not one of the objectives that arXiv:2603.03010 compares; kept here to compare with. A query without candidates counts nowhere.
/// Throws: IllegalArgumentException if shapes or types do not fit, or the teacher has a NaN; from the constructor, if T is not a finite number > 0.
@Source(paper = "arXiv:1503.02531", equation = "section 2")
public record ListwiseKl(double temperature) implements RankingLoss {
  public ListwiseKl {
    Doors.requireTemperature(temperature);
  }

  public static ListwiseKl standard() {
    return new ListwiseKl(1);
  }

  @Override
  public Tensor apply(Tensor student, Tensor teacher, @Nullable Tensor mask) {
    Doors.requireScores(student, "teacher", teacher, mask);
    Doors.requireNoNan("teacher", teacher, mask);
    Candidates all = Candidates.of(student, teacher, mask).inhabited();
    Tensor logP = logProbs(all.there(), all.target());
    Tensor logQ = logProbs(all.there(), all.scores());
    Tensor p = logP.exp();
    Tensor each = p.isEqual(0).where(Tensor.zeros(p.type()), p.mul(logP.sub(logQ)));
    return each.sum(1, false).mean().mul(temperature * temperature);
  }

  private Tensor logProbs(Tensor there, Tensor scores) {
    return Candidates.only(there, scores.div(temperature)).logSoftmax(1);
  }
}
