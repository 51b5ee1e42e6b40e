package org.offprint.methods.language;

import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;

/// The end of {@link XCross}: one score from the states of all models.
///
///     h_final = Σ_m w_m h~_m;  pooled = tanh(W_p h_final[first position] + b_p);  score = v · pooled + b
///
/// Shapes: each h~_m (B, T, d); returns (B). w starts at 1/n. The tanh is our reading.
public final class CrossHead extends Block {
  private final Tensor weights;
  private final Linear pool;
  private final Linear score;

  public CrossHead(Initial initial, int sources, long width) {
    Shapes.require("sources", sources, sources >= 1, "1 or more");
    weights = parameter("weights", initial.full(1.0 / sources, sources));
    pool = block("pool", new Linear(initial, width, width));
    score = block("score", new Linear(initial, width, 1));
  }

  /// h_final (B, T, d).
  public Tensor combine(List<Tensor> h) {
    Shapes.require("models", h.size(), h.size() == weights.size(0), weights.size(0) + " of them");
    for (int m = 0; m < h.size(); m++) {
      Shapes.requireFloating("h[%d]".formatted(m), h.get(m));
      Shapes.requireEqual("h[%d]".formatted(m), h.get(m), "h[0]", h.getFirst());
    }
    Tensor sum = h.getFirst().mul(weights.select(0, 0));
    for (int m = 1; m < h.size(); m++) {
      sum = sum.add(h.get(m).mul(weights.select(0, m)));
    }
    return sum;
  }

  /// pooled (B, d).
  public Tensor pool(Tensor combined) {
    Shapes.requireRank("h_final", combined, 3, "(B, T, d)");
    Shapes.require("T", combined.size(1), combined.size(1) >= 1, "1 or more");
    return pool.apply(combined.select(1, 0)).tanh();
  }

  public Tensor apply(List<Tensor> h) {
    return score.apply(pool(combine(h))).squeeze(-1);
  }
}
