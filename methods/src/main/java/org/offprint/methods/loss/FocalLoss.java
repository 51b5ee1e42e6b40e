package org.offprint.methods.loss;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Focal loss of class labels: cross-entropy that fades on the examples the model already gets right.
///
///     loss = −(1 − p_y)^γ ln p_y
///
/// Shapes: logits (…, C) floating with C ≥ 2; labels (…) int64 in 0 … C − 1 or the ignore index; returns a scalar, or (…) unreduced.
/// Range: nats, ≥ 0, lower is better. Finite at |logit| = 100, since both factors are taken in log space.
/// Source: Lin et al., Focal Loss for Dense Object Detection, ICCV 2017, arXiv:1708.02002, equation 4; the baseline of arXiv:1911.02855.
/// Differs from the source: of several classes by softmax where the source has two by a sigmoid; without the weight α of a class. No entry
/// left makes the mean NaN.
/// Throws: IllegalArgumentException if shapes or types do not fit, or a label is no class; from the constructor, if γ < 0.
@Source(paper = "arXiv:1708.02002", equation = "4")
public record FocalLoss(double gamma, long ignoreIndex, Reduction reduction) implements Loss {
  public FocalLoss {
    Shapes.require("gamma", gamma, gamma >= 0 && Double.isFinite(gamma), "a number ≥ 0");
  }

  /// γ = 2, the mean over all labels but −100.
  public static FocalLoss standard() {
    return new FocalLoss(2, -100, Reduction.MEAN);
  }

  @Override
  public Tensor apply(Tensor logits, Tensor labels) {
    Entries entries = Entries.of(logits, labels, ignoreIndex);
    Tensor crossEntropy = entries.ofLabel(entries.logits().logSoftmax(-1)).neg();
    if (gamma == 0) {
      return entries.reduce(crossEntropy, reduction);
    }
    Shapes.require("the number of classes", entries.classes(), entries.classes() >= 2, "2 or more");
    Tensor focus = entries.ofLabel(LogProbs.logComplement(entries.logits())).mul(gamma).exp();
    return entries.reduce(focus.mul(crossEntropy), reduction);
  }
}
