package org.offprint.methods.layer;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;

/// Attention with several heads of one sequence to another or to itself, in a width that the heads
/// need not divide: each has ⌊width / heads⌋ numbers.
///
///     A_h = softmax(q_h k_hᵀ / √D) over the keys;  out = W_o [A_1 v_1 ; …] + b_o
public final class MultiHeadAttention extends Block {
  private final int heads;
  private final long headWidth;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear out;

  public MultiHeadAttention(Initial initial, int width, int heads, boolean withBias) {
    Shapes.require("heads", heads, heads > 0 && heads <= width, "1 to the width " + width);
    this.heads = heads;
    headWidth = width / heads;
    long inner = headWidth * heads;
    query = block("query", new Linear(initial, width, inner, withBias));
    key = block("key", new Linear(initial, width, inner, withBias));
    value = block("value", new Linear(initial, width, inner, withBias));
    out = block("out", new Linear(initial, inner, width, withBias));
  }

  /// @param x (B, N, width), what asks
  /// @param y (B, M, width), what is asked
  /// @param mask bool, broadcast to (B, heads, N, M), true where y is seen; null for none
  /// @return (B, N, width)
  public Tensor apply(Tensor x, Tensor y, @Nullable Tensor mask) {
    requireInputs(x, y);
    Tensor q = split(query.apply(x));
    Tensor k = split(key.apply(y));
    Tensor v = split(value.apply(y));
    Tensor attended = mask == null ? q.attend(k, v, false) : q.attend(k, v, mask);
    return out.apply(attended.transpose(1, 2).reshape(x.size(0), x.size(1), heads * headWidth));
  }

  /// The attention maps A (B, heads, N, M), for looking at.
  public Tensor maps(Tensor x, Tensor y) {
    requireInputs(x, y);
    Tensor q = split(query.apply(x));
    Tensor k = split(key.apply(y));
    return q.matmul(k.transpose(-1, -2)).div(Math.sqrt(headWidth)).softmax(-1);
  }

  private static void requireInputs(Tensor x, Tensor y) {
    Shapes.requireRank("x", x, 3, "(B, N, width)");
    Shapes.requireRank("y", y, 3, "(B, M, width)");
    Shapes.requireSize("y", y, 0, x.size(0), "the batch of x");
  }

  private Tensor split(Tensor x) {
    return x.reshape(x.size(0), x.size(1), heads, headWidth).transpose(1, 2);
  }
}
