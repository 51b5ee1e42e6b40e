package org.offprint.methods.model;

import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.MultiHeadAttention;
import org.offprint.methods.tensor.Tensor;

/// One layer of an {@link Encoder}.
///
///     x ← x + attention(norm(x));  x ← x + W₂ gelu(W₁ norm(x) + b₁) + b₂
final class EncoderLayer extends Block {
  private final LayerNorm attentionNorm;
  private final MultiHeadAttention attention;
  private final LayerNorm feedForwardNorm;
  private final Linear up;
  private final Linear down;
  private final Dropout dropout;

  EncoderLayer(Initial initial, Encoder.Settings settings) {
    attentionNorm = block("attention_norm", new LayerNorm(initial, settings.width()));
    attention =
        block(
            "attention", new MultiHeadAttention(initial, settings.width(), settings.heads(), true));
    feedForwardNorm = block("feed_forward_norm", new LayerNorm(initial, settings.width()));
    up = block("up", new Linear(initial, settings.width(), settings.feedForward()));
    down = block("down", new Linear(initial, settings.feedForward(), settings.width()));
    dropout = block("dropout", new Dropout(initial, settings.dropout()));
  }

  /// @param mask (B, 1, 1, T) bool, true where there is a token
  Tensor apply(Tensor x, Tensor mask) {
    Tensor normal = attentionNorm.apply(x);
    Tensor middle = x.add(dropout.apply(attention.apply(normal, normal, mask)));
    Tensor inner = up.apply(feedForwardNorm.apply(middle)).gelu();
    return middle.add(dropout.apply(down.apply(inner)));
  }
}
