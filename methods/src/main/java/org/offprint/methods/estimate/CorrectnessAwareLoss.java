package org.offprint.methods.estimate;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Correctness-aware loss: confidence should be 1 where the model is right and 0 where it is wrong, whatever the true class got.
///
///     c = max softmax(z / T);  r = 1 where argmax z = y, else 0;  loss = Σ w (c − r)² / Σ w
///     w = 1 − accuracy where right, accuracy where wrong (of the batch), or 1 when not weighted
///
/// Shapes: logits z (N, K) floating, temperature T (N) > 0, labels y (N) int64 in 0 … K − 1; returns a scalar.
/// Range: 0 to 1, lower is better; NaN for an empty batch. Finite at |logit| = 100 and beyond.
/// Source: arXiv:2404.13016; squared and weighted as in the authors' released code.
/// Differs from the source: the paper's formula is the plain distance |c − r|, averaged (power and weights UNCERTAIN); a batch all right or all
/// wrong, whose weights sum to 0, is not weighted, where the code gives NaN.
/// Throws: IllegalArgumentException if shapes or types do not fit, or a label is no class.
@Source(paper = "arXiv:2404.13016", equation = "correctness-aware loss")
public record CorrectnessAwareLoss(boolean weighted) {
  /// Weighted, as in the released code.
  public static CorrectnessAwareLoss standard() {
    return new CorrectnessAwareLoss(true);
  }

  public Tensor apply(Tensor logits, Tensor temperature, Tensor labels) {
    requireLogits(logits, labels);
    Shapes.requireRank("temperature", temperature, 1, "(N)");
    Shapes.requireType("temperature", temperature, logits.type());
    Shapes.requireSize("temperature", temperature, 0, logits.size(0), "the rows of logits");
    Tensor r = right(logits, labels).to(logits.type());
    Tensor off = confidence(logits.div(temperature.unsqueeze(1))).sub(r).square();
    Tensor w = weights(r);
    boolean balanced = weighted && w.sum().value() != 0;
    return balanced ? off.mul(w).sum().div(w.sum()) : off.mean();
  }

  /// w of each sample from its r: the rarer outcome counts more.
  public static Tensor weights(Tensor right) {
    Shapes.requireFloating("right", right);
    Tensor accuracy = right.mean();
    return right.mul(accuracy.mul(-2).add(1)).add(accuracy); // r = 1: 1 − acc, r = 0: acc
  }

  /// The largest probability of each row.
  public static Tensor confidence(Tensor logits) {
    Shapes.requireFloating("logits", logits);
    Shapes.requireRank("logits", logits, 2, "(N, K)");
    Shapes.require("K", logits.size(1), logits.size(1) >= 1, "1 or more classes");
    return logits.softmax(1).max(1, false);
  }

  /// Whether the top class of each row is the label, as bool.
  public static Tensor right(Tensor logits, Tensor labels) {
    requireLogits(logits, labels);
    try (var scope = Scope.withoutGradients()) {
      return scope.keep(logits.argmax(1).isEqual(labels));
    }
  }

  static void requireLogits(Tensor logits, Tensor labels) {
    Shapes.requireRank("logits", logits, 2, "(N, K)");
    Shapes.requireType("logits", logits, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireType("labels", labels, Type.INT64);
    Shapes.requireRank("labels", labels, 1, "(N)");
    Shapes.requireSize("labels", labels, 0, logits.size(0), "the rows of logits");
    Shapes.requireIndices("labels", labels.toLongs(), logits.size(1));
  }
}
