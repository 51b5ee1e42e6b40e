package org.offprint.methods.layer;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;

/// A transformer layer in which every position sees every other, with rotary positions.
///
///     x ← x + attention(norm(x));  x ← x + swiglu(norm(x))
public final class TransformerLayer extends Block {
  private final RmsNorm attentionNorm;
  private final SelfAttention attention;
  private final RmsNorm feedForwardNorm;
  private final SwiGlu feedForward;
  private final Dropout dropout;

  public TransformerLayer(
      Initial initial, int width, int heads, int feedForwardWidth, double dropout, Rotary rotary) {
    attentionNorm = block("attention_norm", new RmsNorm(initial, width, 1e-6));
    attention = block("attention", new SelfAttention(initial, width, heads, heads, false, rotary));
    feedForwardNorm = block("feed_forward_norm", new RmsNorm(initial, width, 1e-6));
    feedForward = block("feed_forward", new SwiGlu(initial, width, feedForwardWidth));
    this.dropout = block("dropout", new Dropout(initial, dropout));
  }

  /// @param x (B, T, width)
  /// @param present bool (B, T), false at padding, which no position sees; null for none
  public Tensor apply(Tensor x, @Nullable Tensor present) {
    Shapes.requireRank("x", x, 3, "(B, T, width)");
    if (present != null) {
      Shapes.requireRank("present", present, 2, "(B, T)");
      Shapes.requireSize("present", present, 0, x.size(0), "the batch of x");
      Shapes.requireSize("present", present, 1, x.size(1), "the places of x");
    }
    Tensor mask = present == null ? null : present.unsqueeze(1).unsqueeze(1);
    Tensor middle = x.add(dropout.apply(attention.masked(attentionNorm.apply(x), mask)));
    return middle.add(dropout.apply(feedForward.apply(feedForwardNorm.apply(middle))));
  }
}
