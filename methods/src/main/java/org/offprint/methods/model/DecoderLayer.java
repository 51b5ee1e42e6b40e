package org.offprint.methods.model;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.KeyValues;
import org.offprint.methods.layer.RmsNorm;
import org.offprint.methods.layer.Rotary;
import org.offprint.methods.layer.SelfAttention;
import org.offprint.methods.layer.SwiGlu;
import org.offprint.methods.tensor.Tensor;

/// One layer of a {@link Decoder}.
///
///     x ← x + attention(norm(x));  x ← x + feedForward(norm(x))
public final class DecoderLayer extends Block {
  private final RmsNorm attentionNorm;
  private final SelfAttention attention;
  private final RmsNorm feedForwardNorm;
  private final SwiGlu feedForward;
  private final Dropout dropout;

  DecoderLayer(Initial initial, Decoder.Settings settings, Rotary rotary) {
    attentionNorm = block("attention_norm", new RmsNorm(initial, settings.width(), 1e-6));
    attention =
        block(
            "attention",
            new SelfAttention(
                initial,
                settings.width(),
                settings.heads(),
                settings.keyValueHeads(),
                true,
                rotary));
    feedForwardNorm = block("feed_forward_norm", new RmsNorm(initial, settings.width(), 1e-6));
    feedForward =
        block("feed_forward", new SwiGlu(initial, settings.width(), settings.feedForward()));
    dropout = block("dropout", new Dropout(initial, settings.dropout()));
  }

  /// What a layer does in place of its feed-forward part.
  @FunctionalInterface
  public interface FeedForward {
    /// @param x (B, T, width), normalised
    Tensor apply(SwiGlu dense, Tensor x);
  }

  Tensor apply(Tensor x, @Nullable KeyValues cache, FeedForward feed) {
    Tensor normal = attentionNorm.apply(x);
    Tensor attended = cache == null ? attention.apply(normal) : attention.next(normal, cache);
    Tensor middle = x.add(dropout.apply(attended));
    Tensor fed = feed.apply(feedForward, feedForwardNorm.apply(middle));
    Shapes.requireEqual("what the feed-forward part gave", fed, "what it was given", middle);
    return middle.add(dropout.apply(fed));
  }

  public SelfAttention attention() {
    return attention;
  }

  public SwiGlu feedForward() {
    return feedForward;
  }
}
