package org.offprint.methods.model;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Embedding;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.KeyValueCache;
import org.offprint.methods.layer.KeyValues;
import org.offprint.methods.layer.RmsNorm;
import org.offprint.methods.layer.Rotary;
import org.offprint.methods.layer.SwiGlu;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// A decoder-only transformer: a language model of any size, in the layout that became common with
/// LLaMA.
///
///     x = E[tokens];  each layer: x ← x + attention(norm(x)), x ← x + swiglu(norm(x))
///     logits = norm(x) Eᵀ                                  (the head is tied to the embedding E)
///     loss = mean over positions of −ln softmax(logits_t)[token_(t+1)]
///
/// Shapes: tokens (B, T) int64, 1 ≤ T ≤ context; logits (B, T, vocabulary) of the parameters' type.
/// Range: loss in nats, ≥ 0; at the start about ln(vocabulary).
/// Source: Touvron et al., LLaMA, arXiv:2302.13971, section 2.2, with RMSNorm (arXiv:1910.07467),
/// rotary positions (arXiv:2104.09864), SwiGLU (arXiv:2002.05202) and grouped keys and values
/// (arXiv:2305.13245).
/// Differs from the source: the head is tied to the embedding; the sizes are small by default;
/// dropout is possible.
/// Throws: IllegalArgumentException if a token is not in the vocabulary, a text is longer than the
/// context, or the settings do not fit each other.
@Source(paper = "arXiv:2302.13971", equation = "section 2.2")
public final class Decoder extends Block {
  private final Settings settings;
  private final Type type;
  private final Embedding embedding;
  private final Dropout dropout;
  private final List<DecoderLayer> layers;
  private final RmsNorm norm;

  /// @param vocabulary how many tokens there are
  /// @param context the longest text
  /// @param heads a divisor of the width that leaves an even width to each
  /// @param keyValueHeads a divisor of the heads
  /// @param feedForward the inner width of the feed-forward part
  /// @param rotaryBase of the positions' angles
  /// @param dropout in [0, 1)
  public record Settings(
      int vocabulary,
      int context,
      int width,
      int layers,
      int heads,
      int keyValueHeads,
      int feedForward,
      double rotaryBase,
      double dropout) {
    public Settings {
      Shapes.require("vocabulary", vocabulary, vocabulary >= 1, "1 or more");
      Shapes.require("context", context, context >= 1, "1 or more");
      Shapes.require("layers", layers, layers >= 1, "1 or more");
      Shapes.require("feed-forward width", feedForward, feedForward >= 1, "1 or more");
      Shapes.require(
          "heads",
          heads,
          heads >= 1 && width >= 2 && width % (2 * heads) == 0,
          "a number that leaves each head an even share of width " + width);
      Shapes.require(
          "key-value heads",
          keyValueHeads,
          keyValueHeads >= 1 && heads % keyValueHeads == 0,
          "a divisor of heads " + heads);
      Shapes.require("dropout", dropout, dropout >= 0 && dropout < 1, "a share in [0, 1)");
    }

    /// A model that learns characters or small vocabularies in minutes: width 64, 2 layers, 4
    /// heads.
    public static Settings small(int vocabulary, int context) {
      return new Settings(vocabulary, context, 64, 2, 4, 4, 176, 10_000, 0);
    }
  }

  public Decoder(Initial initial, Settings settings) {
    this.settings = settings;
    type = initial.type();
    var rotary =
        new Rotary(
            type, settings.width() / settings.heads(), settings.rotaryBase(), settings.context());
    embedding =
        block("embedding", new Embedding(initial, settings.vocabulary(), settings.width(), 0.02));
    dropout = block("dropout", new Dropout(initial, settings.dropout()));
    layers =
        blocks(
            "layers",
            IntStream.range(0, settings.layers())
                .mapToObj(i -> new DecoderLayer(initial, settings, rotary))
                .toList());
    norm = block("norm", new RmsNorm(initial, settings.width(), 1e-6));
  }

  public Settings settings() {
    return settings;
  }

  public List<DecoderLayer> layers() {
    return layers;
  }

  /// The logits of every position.
  public Tensor apply(Tensor tokens) {
    return head(hidden(tokens));
  }

  /// What the head is given: (B, T, width).
  public Tensor hidden(Tensor tokens) {
    return hidden(tokens, layer -> (dense, x) -> dense.apply(x));
  }

  /// As {@link #hidden(Tensor)}, where a layer's feed-forward part is computed as asked.
  public Tensor hidden(Tensor tokens, IntFunction<DecoderLayer.FeedForward> feed) {
    requireText(tokens, settings.context());
    Tensor x = dropout.apply(embedding.apply(tokens));
    for (int i = 0; i < layers.size(); i++) {
      x = layers.get(i).apply(x, null, feed.apply(i));
    }
    return norm.apply(x);
  }

  /// Logits of hidden states: their products with the embedding's rows.
  public Tensor head(Tensor hidden) {
    Shapes.requireRankOf("hidden", hidden, 1, "(…, width)");
    Shapes.requireSize("hidden", hidden, -1, settings.width(), "the model's width");
    Shapes.requireType("hidden", hidden, embedding.weight().type());
    return hidden.matmul(embedding.weight().transpose(0, 1));
  }

  /// Mean cross-entropy in nats of each token from those before it.
  ///
  /// @param tokens (B, T), T ≥ 2
  public Tensor loss(Tensor tokens) {
    Shapes.requireRank("tokens", tokens, 2, "(B, T)");
    Shapes.require("text length", tokens.size(1), tokens.size(1) >= 2, "2 or more tokens");
    long length = tokens.size(1) - 1;
    Tensor logits = apply(tokens.narrow(1, 0, length));
    return logits
        .reshape(-1, settings.vocabulary())
        .crossEntropy(tokens.narrow(1, 1, length).reshape(-1), -100, 1);
  }

  /// An empty memory for texts that grow together.
  public List<KeyValues> cache(long batch) {
    return layers.stream().<KeyValues>map(layer -> cacheOf(batch)).toList();
  }

  private KeyValueCache cacheOf(long batch) {
    return new KeyValueCache(
        type,
        batch,
        settings.keyValueHeads(),
        settings.context(),
        settings.width() / settings.heads());
  }

  /// The logits of the next tokens, where the cache holds all before them; equal to those of the
  /// whole text at these positions. No gradient.
  ///
  /// @param tokens (B, T) that follow what the cache holds
  /// @param cache one a layer; it takes the tokens in
  public Tensor next(Tensor tokens, List<? extends KeyValues> cache) {
    Shapes.require("caches", cache.size(), cache.size() == layers.size(), "one a layer");
    requireText(tokens, settings.context() - cache.getFirst().length());
    try (var scope = Scope.withoutGradients()) {
      Tensor x = embedding.apply(tokens);
      for (int i = 0; i < layers.size(); i++) {
        x = layers.get(i).apply(x, cache.get(i), SwiGlu::apply);
      }
      return scope.keep(head(norm.apply(x)));
    }
  }

  /// Continues a text, token by token.
  ///
  /// @param prompt at least one token
  /// @param count how many to add
  /// @param choose the next token from the logits of the vocabulary
  /// @return the added tokens
  public long[] generate(long[] prompt, int count, ToIntFunction<double[]> choose) {
    Shapes.require("prompt length", prompt.length, prompt.length >= 1, "1 or more tokens");
    Shapes.require("count", count, count >= 0, "0 or more");
    boolean before = training();
    training(false);
    try (var whole = new Scope()) {
      List<KeyValues> cache = cache(1);
      long[] added = new long[count];
      long[] tokens = prompt;
      for (int i = 0; i < count; i++) {
        try (var step = new Scope()) {
          Tensor logits = next(Tensor.of(tokens, 1, tokens.length), cache);
          added[i] = choose.applyAsInt(logits.select(1, tokens.length - 1).toDoubles());
        }
        tokens = LongStream.of(added[i]).toArray();
      }
      return added;
    } finally {
      training(before);
    }
  }

  private static void requireText(Tensor tokens, int room) {
    Shapes.requireRank("tokens", tokens, 2, "(B, T)");
    Shapes.requireType("tokens", tokens, Type.INT64);
    long length = tokens.size(1);
    Shapes.require(
        "text length", length, length >= 1 && length <= room, "1 to %d tokens".formatted(room));
  }
}
