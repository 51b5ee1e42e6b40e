package org.offprint.methods.loss;

import java.util.function.UnaryOperator;
import org.offprint.methods.tensor.Tensor;

/// A search for the inputs near given ones at which something is largest.
public interface Supremum {
  /// @param inputs (B, …)
  /// @param height (B, …) to one value an example (B), each a function of its own example only
  /// @return inputs in the ball, cut off from the graph
  Tensor worst(Tensor inputs, UnaryOperator<Tensor> height);
}
