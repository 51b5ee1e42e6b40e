package org.offprint.methods.loss;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Cross-entropy of class labels, over all logits at once: the plain choice, and what every other loss here is measured against.
///
///     loss_i = ln Σ_v e^(a_iv) − a_(i, y_i);  a = z, or c tanh(z / c) with a soft cap;  z = e Cᵀ + b for a head
///
/// Shapes: logits (…, V) floating; labels (…) int64 in 0 … V − 1 or the ignore index; returns a scalar, or (…) unreduced.
/// Range: nats, ≥ 0, lower is better. Finite at |logit| = 100 and far beyond, since the largest logit is taken out first.
/// Source: Bishop, Pattern Recognition and Machine Learning, 2006, equation 4.108; computed by libtorch's cross_entropy_loss.
/// Differs from the source: entries with the ignore index count in neither sum nor divisor; no entry left makes the mean NaN.
/// Throws: IllegalArgumentException if shapes or types do not fit, or a label is no class; from the constructor, if the soft cap is not > 0.
@Source(paper = "Bishop, Pattern Recognition and Machine Learning, 2006", equation = "4.108")
public record CrossEntropy(long ignoreIndex, @Nullable Double softCap, Reduction reduction)
    implements HeadLoss {
  public CrossEntropy {
    Head.requireSoftCap(softCap);
  }

  /// The mean over all labels but −100.
  public static CrossEntropy standard() {
    return new CrossEntropy(-100, null, Reduction.MEAN);
  }

  @Override
  public Tensor apply(Tensor logits, Tensor labels) {
    Shapes.requireType("logits", logits, Type.FLOAT32, Type.FLOAT64, Type.BFLOAT16, Type.FLOAT16);
    Shapes.requireType("labels", labels, Type.INT64);
    Shapes.requireRank("labels", labels, logits.rank() - 1, "logits without its last dimension");
    for (int axis = 0; axis < labels.rank(); axis++) {
      Shapes.requireSize("labels", labels, axis, logits.size(axis), "in logits");
    }
    Shapes.requireLabels("labels", labels.toLongs(), logits.size(-1), ignoreIndex);

    Tensor capped = softCap == null ? logits : logits.div(softCap).tanh().mul(softCap);
    Tensor rows = capped.reshape(-1, capped.size(-1));
    Tensor loss = rows.crossEntropy(labels.reshape(-1), ignoreIndex, torchReduction());
    return reduction == Reduction.NONE ? loss.reshape(labels.shape()) : loss;
  }

  @Override
  public Tensor apply(Tensor embeddings, Tensor classifier, @Nullable Tensor bias, Tensor labels) {
    Head.requireShapes(embeddings, classifier, bias, labels);
    Tensor logits = embeddings.matmul(classifier.transpose(0, 1));
    Tensor shifted = bias == null ? logits : logits.add(bias);
    Tensor loss = apply(shifted, labels);
    logits.release(); // else the largest tensor would live, unused, until the caller's scope closes
    return loss;
  }

  private int torchReduction() {
    return switch (reduction) {
      case NONE -> 0;
      case MEAN -> 1;
      case SUM -> 2;
    };
  }
}
