package org.offprint.methods.ctr;

import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The checks at the door of every click model, and the loss that they share.
final class Clicks {
  private Clicks() {}

  static void requireIds(Tensor ids, int fields) {
    Shapes.requireType("ids", ids, Type.INT64);
    Shapes.requireRank("ids", ids, 2, "(B, F)");
    Shapes.requireSize("ids", ids, 1, fields, "the fields of the model");
    Shapes.require("the batch", ids.size(0), ids.size(0) >= 1, "1 row or more");
  }

  static void requireLabels(Tensor labels, Tensor logits) {
    Shapes.requireType("labels", labels, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireEqual("labels", labels, "the logits", logits);
    Shapes.require("the batch", labels.count(), labels.count() >= 1, "1 row or more");
    double[] values = labels.toDoubles();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0 && values[i] != 1) {
        throw new IllegalArgumentException(
            "labels[%d] = %s: expected 0 or 1.".formatted(i, values[i]));
      }
    }
  }

  /// The mean of −y ln σ(z) − (1 − y) ln(1 − σ(z)), finite for every finite logit.
  static Tensor crossEntropy(Tensor logits, Tensor labels) {
    requireLabels(labels, logits);
    return logits.softplus().sub(labels.mul(logits)).mean();
  }
}
