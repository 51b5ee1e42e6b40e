package org.offprint.methods.loss;

import org.offprint.methods.tensor.Tensor;

/// How wrong logits are about labels; lower is better.
public interface Loss {
  Tensor apply(Tensor logits, Tensor labels);
}
