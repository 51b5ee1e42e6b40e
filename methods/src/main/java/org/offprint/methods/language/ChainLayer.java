package org.offprint.methods.language;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.Rotary;
import org.offprint.methods.tensor.Tensor;

/// One transformer layer of {@link ChainDecoder}, in which no chain sees a later one.
///
///     h = x + attention(norm(x));  y = h + W_2 (silu(W_1 z) ⊙ W_3 z), z = norm(h)
///     attention: every map a {@link ChainLinear}, chain i owning c_i of the Σ c heads
///     with shared keys and values ("Air"): plain maps of the first chain to a few heads, each of
///     which serves a run of neighbouring query heads
public final class ChainLayer extends Block {
  private final ChainDecoder.Settings settings;
  private final Rotary rotary;
  private final ChainNorm attentionNorm;
  private final ChainLinear query;
  private final @Nullable ChainLinear key;
  private final @Nullable ChainLinear value;
  private final @Nullable Linear sharedKey;
  private final @Nullable Linear sharedValue;
  private final ChainLinear out;
  private final ChainNorm norm;
  private final ChainLinear w1;
  private final ChainLinear w2;
  private final ChainLinear w3;

  public ChainLayer(Initial initial, ChainDecoder.Settings settings, Rotary rotary) {
    this.settings = settings;
    this.rotary = rotary;
    Chains chains = settings.chains();
    long width = settings.width();
    attentionNorm = block("attention_norm", new ChainNorm(initial, chains, width, 1e-6));
    query = block("query", new ChainLinear(initial, chains, width, width));
    boolean shared = settings.sharedHeads() > 0;
    long first = chains.prefix(width, 1);
    long narrow = (long) settings.sharedHeads() * settings.headWidth();
    key = shared ? null : block("key", new ChainLinear(initial, chains, width, width));
    value = shared ? null : block("value", new ChainLinear(initial, chains, width, width));
    sharedKey = shared ? block("shared_key", new Linear(initial, first, narrow, false)) : null;
    sharedValue = shared ? block("shared_value", new Linear(initial, first, narrow, false)) : null;
    out = block("out", new ChainLinear(initial, chains, width, width));
    norm = block("norm", new ChainNorm(initial, chains, width, 1e-6));
    w1 = block("w1", new ChainLinear(initial, chains, width, settings.feedForward()));
    w2 = block("w2", new ChainLinear(initial, chains, settings.feedForward(), width));
    w3 = block("w3", new ChainLinear(initial, chains, width, settings.feedForward()));
  }

  /// @param x (B, T, prefix of the width)
  /// @param run how many chains, from 1
  public Tensor apply(Tensor x, int run) {
    Tensor h = x.add(attend(attentionNorm.apply(x, run), run));
    Tensor z = norm.apply(h, run);
    return h.add(w2.apply(w1.apply(z, run).silu().mul(w3.apply(z, run)), run));
  }

  /// The attention alone, of what the layer's norm gives.
  public Tensor attend(Tensor x, int run) {
    Shapes.requireRank("x", x, 3, "(B, T, prefix of the width)");
    Tensor q = rotary.apply(split(query.apply(x, run)), 0);
    Tensor k = rotary.apply(split(keys(x, run)), 0);
    Tensor v = split(values(x, run));
    long each = q.size(1) / k.size(1);
    if (each > 1) {
      k = k.repeatInterleave(each, 1);
      v = v.repeatInterleave(each, 1);
    }
    Tensor attended = q.attend(k, v, true).transpose(1, 2).reshape(x.shape());
    return out.apply(attended, run);
  }

  private Tensor keys(Tensor x, int run) {
    return key != null ? key.apply(x, run) : first(x, java.util.Objects.requireNonNull(sharedKey));
  }

  private Tensor values(Tensor x, int run) {
    return value != null
        ? value.apply(x, run)
        : first(x, java.util.Objects.requireNonNull(sharedValue));
  }

  private static Tensor first(Tensor x, Linear shared) {
    return shared.apply(x.narrow(-1, 0, shared.weight().size(1)));
  }

  private Tensor split(Tensor x) {
    long headWidth = settings.headWidth();
    return x.reshape(x.size(0), x.size(1), x.size(2) / headWidth, headWidth).transpose(1, 2);
  }
}
