package org.offprint.methods.layer;

import org.offprint.methods.tensor.Tensor;

/// What one attention layer remembers of the positions so far, while a text grows.
public interface KeyValues {
  /// How many positions are held.
  int length();

  /// Takes in new positions and gives what the layer attends to now.
  ///
  /// @param keys (B, heads, T, D)
  /// @param values (B, heads, T, D)
  Seen append(Tensor keys, Tensor values);

  /// Everything held, old positions first: (B, heads, length, D) each.
  record Seen(Tensor keys, Tensor values) {}
}
