package org.offprint.methods.layer;

import org.offprint.methods.tensor.Tensor;

/// A trainable change of a frozen linear layer: {@link Linear#adapt} adds it to what the layer
/// computes.
public abstract class Adapter extends Block {
  /// @param x (B, …, in), what the linear layer is given
  /// @return (B, …, out), what is added to its output
  public abstract Tensor change(Tensor x);
}
