package org.offprint.methods.layer;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;

/// Attention of a sequence to itself with several heads and, if wanted, rotary positions, fewer
/// heads for keys and values than for queries, and a cache while a text grows.
///
///     heads = softmax(q kᵀ / √D) v with q, k, v = linear maps of x, q and k rotated
///     out   = the heads side by side, mapped once more; no map has a bias
public final class SelfAttention extends Block {
  private final int heads;
  private final int keyValueHeads;
  private final boolean causal;
  private final @Nullable Rotary rotary;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear out;

  /// @param keyValueHeads a divisor of `heads`; neighbouring query heads share one
  /// @param causal whether no position sees a later one
  public SelfAttention(
      Initial initial,
      int width,
      int heads,
      int keyValueHeads,
      boolean causal,
      @Nullable Rotary rotary) {
    Shapes.require("heads", heads, heads > 0 && width % heads == 0, "a divisor of width " + width);
    Shapes.require(
        "key-value heads",
        keyValueHeads,
        keyValueHeads > 0 && heads % keyValueHeads == 0,
        "a divisor of heads " + heads);
    this.heads = heads;
    this.keyValueHeads = keyValueHeads;
    this.causal = causal;
    this.rotary = rotary;
    long narrow = (long) width / heads * keyValueHeads;
    query = block("query", new Linear(initial, width, width, false));
    key = block("key", new Linear(initial, width, narrow, false));
    value = block("value", new Linear(initial, width, narrow, false));
    out = block("out", new Linear(initial, width, width, false));
  }

  /// @param x (B, T, width)
  public Tensor apply(Tensor x) {
    return apply(x, null, null);
  }

  /// @param mask bool, broadcast to (B, heads, T, T), true where a key is seen; null for none
  public Tensor masked(Tensor x, @Nullable Tensor mask) {
    return apply(x, mask, null);
  }

  /// The next T positions of a text whose earlier ones the cache holds; causal. No gradient crosses
  /// the cache.
  public Tensor next(Tensor x, KeyValues cache) {
    return apply(x, null, cache);
  }

  private Tensor apply(Tensor x, @Nullable Tensor mask, @Nullable KeyValues cache) {
    Shapes.requireRank("x", x, 3, "(B, T, width)");
    long from = cache == null ? 0 : cache.length();
    Tensor q = split(query.apply(x), heads);
    Tensor k = split(key.apply(x), keyValueHeads);
    Tensor v = split(value.apply(x), keyValueHeads);
    if (rotary != null) {
      q = rotary.apply(q, from);
      k = rotary.apply(k, from);
    }
    if (cache != null) {
      KeyValues.Seen seen = cache.append(k, v);
      k = seen.keys();
      v = seen.values();
    }
    if (keyValueHeads < heads) {
      k = k.repeatInterleave(heads / keyValueHeads, 1);
      v = v.repeatInterleave(heads / keyValueHeads, 1);
    }
    Tensor attended =
        cache != null
            ? q.attend(k, v, earlier(from, x.size(1)))
            : mask != null ? q.attend(k, v, seen(mask, x.size(1))) : q.attend(k, v, causal);
    return out.apply(attended.transpose(1, 2).reshape(x.shape()));
  }

  /// (B, T, heads · D) to (B, heads, T, D).
  private static Tensor split(Tensor x, int heads) {
    return x.reshape(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(1, 2);
  }

  private Tensor seen(Tensor mask, long length) {
    return causal ? mask.and(earlier(0, length)) : mask;
  }

  /// Row t, the position from + t, sees the positions up to itself.
  private static Tensor earlier(long from, long length) {
    Tensor positions = Tensor.range(from + length);
    return positions.isAtMost(Tensor.range(length).add(from).unsqueeze(1));
  }
}
