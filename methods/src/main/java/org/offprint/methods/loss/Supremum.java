package org.offprint.methods.loss;

import java.util.function.UnaryOperator;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;

/// A search for the inputs near given ones at which something is largest.
public interface Supremum {
  /// @param inputs (B, …)
  /// @param height (B, …) to one value an example (B), each a function of its own example only
  /// @return inputs in the ball, cut off from the graph
  Tensor worst(Tensor inputs, UnaryOperator<Tensor> height);

  /// What a caller's function answered, refused where it is not one value an example.
  static Tensor heights(Tensor values, long examples) {
    Shapes.requireRank("what height answered", values, 1, "(B)");
    Shapes.requireSize("what height answered", values, 0, examples, "the examples");
    return values;
  }
}
