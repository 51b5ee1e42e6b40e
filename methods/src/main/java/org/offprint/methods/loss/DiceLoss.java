package org.offprint.methods.loss;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Dice loss: one minus a soft Dice coefficient, so that training follows F1 and not accuracy, with a factor that mutes easy examples.
///
///     q      = (1 − p)^α p,  p = softmax(logits), y the label's one-hot row
///     DSC    = (2 q y + γ) / (q + y + γ);  with squares (2 q y + γ) / (q² + y² + γ);  loss = 1 − DSC
///     SET      each class: all products and sums taken over the batch first; mean over the classes
///     ELEMENT  each entry and class on its own; mean over entries, sum over classes
///     RELEASED as the authors' file computes it: products of each entry, the plain sum q + y over the batch; mean over entries, sum over classes
///
/// Shapes: logits (…, C) floating; labels (…) int64 in 0 … C − 1 or the ignore index; returns a scalar. Two classes: see {@link #binary}.
/// Range: 0 to 1 (SET), 0 to C (the others), lower is better. Finite at |logit| = 100, since (1 − p)^α is taken in log space.
/// A class without member in the batch has the SET loss Σq / (Σq + γ), which still pushes its p down; where γ = 0 as well, a coefficient of 0 / 0
/// is 1 and its loss 0. The gradient of SET depends on what else is in the batch: it is no mean of the examples' gradients.
/// Source: Li et al., Dice Loss for Data-imbalanced NLP Tasks, ACL 2020, arXiv:1911.02855, equations 6 to 12.
/// Differs from the source: the SET form is our default, as ELEMENT collapses where negatives dominate; γ = 1 in the paper is UNCERTAIN (the
/// released default is 1e-4). The authors' mining of hard examples has a slip in it and is left out. No entry left gives NaN.
/// Throws: IllegalArgumentException if shapes or types do not fit, or a label is no class; from the constructor, if γ < 0 or α < 0.
@Source(paper = "arXiv:1911.02855", equation = "6 to 12")
public record DiceLoss(double gamma, double alpha, boolean squared, Form form, long ignoreIndex)
    implements Loss {
  /// Over what a coefficient is taken.
  public enum Form {
    SET,
    ELEMENT,
    RELEASED
  }

  public DiceLoss {
    Shapes.require("gamma", gamma, gamma >= 0 && Double.isFinite(gamma), "a number ≥ 0");
    Shapes.require("alpha", alpha, alpha >= 0 && Double.isFinite(alpha), "a number ≥ 0");
  }

  public DiceLoss(double gamma, double alpha, boolean squared, Form form) {
    this(gamma, alpha, squared, form, -100);
  }

  /// Sets, γ = 1, α = 0, plain sums.
  public static DiceLoss standard() {
    return new DiceLoss(1, 0, false, Form.SET);
  }

  @Override
  public Tensor apply(Tensor logits, Tensor labels) {
    Entries entries = Entries.of(logits, labels, ignoreIndex);
    Tensor each = each(entries);
    Tensor loss = form == Form.SET ? each.mean() : each.sum(-1, false).mean();
    return entries.unlessEmpty(loss);
  }

  /// The losses before they are averaged: (C) of the classes for sets, else (N, C) of the entries
  /// that count.
  public Tensor each(Tensor logits, Tensor labels) {
    return each(Entries.of(logits, labels, ignoreIndex));
  }

  private Tensor each(Entries entries) {
    Tensor q = weighted(entries.logits());
    Tensor y = entries.oneHot();
    return switch (form) {
      case SET -> oneMinus(q.mul(y).sum(0, false), power(q).sum(0, false), y.sum(0, false));
      case ELEMENT -> oneMinus(q.mul(y), power(q), y);
      case RELEASED ->
          squared
              ? oneMinus(q.mul(y), power(q), y)
              : oneMinus(q.mul(y), q.sum(0, true), y.sum(0, true));
    };
  }

  /// (1 − p)^α p.
  private Tensor weighted(Tensor logits) {
    if (alpha == 0) {
      return logits.softmax(-1);
    }
    if (logits.size(-1) < 2) {
      throw new IllegalArgumentException(
          "logits has one class, whose 1 − p is 0; expected two or more, or alpha = 0.");
    }
    return LogProbs.logComplement(logits).mul(alpha).add(logits.logSoftmax(-1)).exp();
  }

  /// One coefficient over all entries of two classes, from one logit each.
  ///
  /// @param logits of any shape; p = σ(logit)
  /// @param labels of the same shape and type, 0 or 1
  /// @param mask of the same shape and type, 1 where an entry counts and 0 where not; null for all
  public Tensor binary(Tensor logits, Tensor labels, @Nullable Tensor mask) {
    Shapes.requireType("logits", logits, Type.FLOAT32, Type.FLOAT64);
    Tensor logQ = logits.neg().logSigmoid().mul(alpha).add(logits.logSigmoid());
    return set(logQ.exp(), labels, mask);
  }

  /// One coefficient over all entries from probabilities; of hard decisions with γ = 0 it is 1 −
  /// F1. At p = 1 the slope of (1 − p)^α is infinite for 0 < α < 1: train on logits.
  public Tensor ofProbs(Tensor probs, Tensor labels) {
    Shapes.requireType("probs", probs, Type.FLOAT32, Type.FLOAT64);
    return set(alpha == 0 ? probs : probs.neg().add(1).pow(alpha).mul(probs), labels, null);
  }

  private Tensor set(Tensor q, Tensor labels, @Nullable Tensor mask) {
    Shapes.requireType("labels", labels, q.type());
    Shapes.requireEqual("labels", labels, "the predictions", q);
    for (double label : labels.toDoubles()) {
      Shapes.require("a label", label, label == 0 || label == 1, "0 or 1");
    }
    Tensor y = labels;
    Tensor counted = q;
    if (mask != null) {
      Shapes.requireType("mask", mask, q.type());
      Shapes.requireEqual("mask", mask, "the predictions", q);
      Tensor out = mask.isEqual(0);
      counted = q.maskedFill(out, 0);
      y = labels.maskedFill(out, 0);
    }
    Tensor loss = oneMinus(counted.mul(y).sum(), power(counted).sum(), y.sum());
    boolean nothing = q.count() == 0 || (mask != null && mask.sum().value() == 0);
    return nothing ? loss.mul(Double.NaN) : loss;
  }

  private Tensor power(Tensor q) {
    return squared ? q.square() : q;
  }

  /// 1 − (2 both + γ) / (predicted + true + γ), and 0 where that is 0 / 0.
  private Tensor oneMinus(Tensor both, Tensor predicted, Tensor truth) {
    Tensor below = predicted.add(truth).add(gamma);
    Tensor none = below.isEqual(0);
    return both.mul(2)
        .add(gamma)
        .div(below.maskedFill(none, 1))
        .neg()
        .add(1)
        .maskedFill(none.expand(both.shape()), 0);
  }
}
