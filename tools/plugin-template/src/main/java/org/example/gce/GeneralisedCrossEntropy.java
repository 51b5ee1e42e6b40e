package org.example.gce;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Generalised cross-entropy: between cross-entropy (q → 0) and the absolute error (q = 1).
///
///     loss = (1 − p_y^q) / q,  p = softmax(logits);  the mean over the batch
///
/// Shapes: logits (N, C) floating; labels (N) int64 in 0 … C − 1; returns a scalar.
/// Range: 0 to 1 / q, lower is better. Finite at any logit, since p_y^q is taken in log space.
/// Source: Zhang and Sabuncu, NeurIPS 2018, arXiv:1805.07836, equation 6.
/// Differs from the source: without the truncated form of its section 3.3.
@Source(paper = "arXiv:1805.07836", equation = "6")
public record GeneralisedCrossEntropy(double q) {
  public GeneralisedCrossEntropy {
    Shapes.require("q", q, q > 0 && q <= 1, "a number above 0 and at most 1");
  }

  public Tensor apply(Tensor logits, Tensor labels) {
    Shapes.requireFloating("logits", logits);
    Shapes.requireRank("logits", logits, 2, "(N, C)");
    Shapes.requireType("labels", labels, Type.INT64);
    Tensor ofLabel = logits.logSoftmax(-1).gather(-1, labels.unsqueeze(-1));
    return ofLabel.mul(q).expm1().neg().div(q).mean(); // 1 − exp(q ln p), exact where p is near 1
  }
}
