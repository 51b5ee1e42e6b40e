package org.offprint.lab.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.offprint.lab.data.CharacterText;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Embedding;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.MultiHeadAttention;
import org.offprint.methods.layer.RmsNorm;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// A small encoder-decoder over characters: it writes a text while reading another of the same
/// length.
///
///     encoder: x ← x + attention(n(x)), x ← x + feed(n(x))
///     decoder: y ← y + attention(n(y)) to itself, causal; y ← y + attention(n(y), encoder);
///     y ← y + feed(n(y));  feed = W₂ relu(W₁ x);  logits = n(y) Eᵀ
///
/// Both sides share the embedding E and the table of positions.
public final class Transducer extends Block {
  private static final int START = CharacterText.VOCABULARY;

  private final Embedding embedding;
  private final Tensor positions;
  private final List<Side> encoder;
  private final List<Side> decoder;
  private final RmsNorm encoded;
  private final RmsNorm last;

  /// @param encoderInner width inside the encoder's feed-forward parts, by which it grows
  public record Settings(
      int length, int width, int heads, int layers, int encoderInner, int decoderInner) {
    /// Parameters of the encoder without embeddings.
    public double encoderParameters() {
      return layers * (4.0 * width * width + 2.0 * width * encoderInner);
    }

    /// Parameters of the decoder without embeddings.
    public double decoderParameters() {
      return layers * (8.0 * width * width + 2.0 * width * decoderInner);
    }
  }

  /// A layer of one side; without `cross` it is the encoder's.
  private static final class Side extends Block {
    private final boolean causal;
    private final RmsNorm selfNorm;
    private final MultiHeadAttention self;
    private final RmsNorm crossNorm;
    private final MultiHeadAttention cross;
    private final RmsNorm feedNorm;
    private final Linear wide;
    private final Linear narrow;

    Side(Initial initial, Settings settings, boolean decodes) {
      causal = decodes;
      int width = settings.width();
      int inner = decodes ? settings.decoderInner() : settings.encoderInner();
      selfNorm = block("self_norm", new RmsNorm(initial, width, 1e-6));
      self = block("self", new MultiHeadAttention(initial, width, settings.heads(), false));
      crossNorm = new RmsNorm(initial, width, 1e-6);
      cross = new MultiHeadAttention(initial, width, settings.heads(), false);
      if (decodes) {
        block("cross_norm", crossNorm);
        block("cross", cross);
      }
      feedNorm = block("feed_norm", new RmsNorm(initial, width, 1e-6));
      wide = block("wide", new Linear(initial, width, inner, false));
      narrow = block("narrow", new Linear(initial, inner, width, false));
    }

    Tensor attend(Tensor x) {
      Tensor normal = selfNorm.apply(x);
      Tensor positions = Tensor.range(x.size(1));
      Tensor earlier = positions.isAtMost(positions.unsqueeze(1));
      return x.add(self.apply(normal, normal, causal ? earlier : null));
    }

    Tensor read(Tensor x, Tensor other) {
      return x.add(cross.apply(crossNorm.apply(x), other, null));
    }

    Tensor feed(Tensor x) {
      return x.add(narrow.apply(wide.apply(feedNorm.apply(x)).relu()));
    }
  }

  public Transducer(Initial initial, Settings settings) {
    embedding = block("embedding", new Embedding(initial, START + 1, settings.width(), 0.7));
    positions = parameter("positions", initial.normal(0.7, settings.length(), settings.width()));
    encoder = blocks("encoder", sides(initial, settings, false));
    decoder = blocks("decoder", sides(initial, settings, true));
    encoded = block("encoded", new RmsNorm(initial, settings.width(), 1e-6));
    last = block("last", new RmsNorm(initial, settings.width(), 1e-6));
    beginByCopying();
  }

  /// Lets the decoder begin by copying from the place where it is in the other text, which to learn
  /// from nothing takes longer than a short training: like finds like where the maps of queries and
  /// keys are one, and the map out undoes the map of values.
  private void beginByCopying() {
    Map<String, Tensor> parameters = parameters();
    try (var scope = Scope.withoutGradients()) {
      for (int i = 0; i < decoder.size(); i++) {
        String path = "decoder.%d.cross.".formatted(i);
        Tensor query = named(parameters, path + "query.weight").mulInPlace(2);
        named(parameters, path + "key.weight").copyFrom(query);
        Tensor value = named(parameters, path + "value.weight");
        named(parameters, path + "out.weight").copyFrom(value.transpose(0, 1).mul(3));
      }
    }
  }

  private static Tensor named(Map<String, Tensor> parameters, String name) {
    return Objects.requireNonNull(parameters.get(name), name);
  }

  private static List<Side> sides(Initial initial, Settings settings, boolean decodes) {
    return IntStream.range(0, settings.layers())
        .mapToObj(i -> new Side(initial, settings, decodes))
        .toList();
  }

  /// Mean cross-entropy in nats of each character of the target, from the source and the characters
  /// before it.
  ///
  /// @param source (B, T) int64
  /// @param target (B, T) int64
  public Tensor loss(Tensor source, Tensor target) {
    Tensor x = embedding.apply(source).add(positions);
    for (Side layer : encoder) {
      x = layer.feed(layer.attend(x));
    }
    Tensor read = encoded.apply(x);
    Tensor start = Tensor.full(START, Type.INT64, target.size(0), 1);
    Tensor before = Tensor.concat(1, start, target.narrow(1, 0, target.size(1) - 1));
    Tensor y = embedding.apply(before).add(positions);
    for (Side layer : decoder) {
      y = layer.feed(layer.read(layer.attend(y), read));
    }
    Tensor logits = last.apply(y).matmul(embedding.weight().transpose(0, 1));
    return logits.reshape(-1, START + 1L).crossEntropy(target.reshape(-1), -100, 1);
  }
}
