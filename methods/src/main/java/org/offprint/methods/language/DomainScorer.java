package org.offprint.methods.language;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Embedding;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.Lora;
import org.offprint.methods.layer.Rotary;
import org.offprint.methods.layer.TransformerLayer;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// A small language model that scores how well a candidate fits a user, both told in one text: what
/// {@link XCross} joins several of. Train one on everything, then give a copy of it a LoRA for each
/// domain.
public final class DomainScorer extends Block {
  private final Settings settings;
  private final Embedding embedding;
  private final List<TransformerLayer> layers;
  private final CrossHead head;

  /// @param context the longest text; token 0 is padding, the first token stands for the text
  public record Settings(
      int vocabulary,
      int context,
      int width,
      int layers,
      int heads,
      int feedForward,
      double dropout) {
    public Settings {
      Shapes.require("vocabulary", vocabulary, vocabulary >= 2, "2 or more, with the padding");
      Shapes.require("context", context, context >= 1, "1 or more");
      Shapes.require("layers", layers, layers >= 1, "1 or more");
      Shapes.require(
          "heads",
          heads,
          heads >= 1 && width >= 2 && width % (2 * heads) == 0,
          "a number that leaves each head an even share of width " + width);
    }

    /// Width 64, 2 layers, 4 heads.
    public static Settings small(int vocabulary, int context) {
      return new Settings(vocabulary, context, 64, 2, 4, 176, 0);
    }
  }

  public DomainScorer(Initial initial, Settings settings) {
    this.settings = settings;
    var rotary =
        new Rotary(initial.type(), settings.width() / settings.heads(), 10_000, settings.context());
    embedding =
        block("embedding", new Embedding(initial, settings.vocabulary(), settings.width(), 0.5));
    layers =
        blocks(
            "layers",
            IntStream.range(0, settings.layers())
                .mapToObj(i ->
                    new TransformerLayer(
                        initial,
                        settings.width(),
                        settings.heads(),
                        settings.feedForward(),
                        settings.dropout(),
                        rotary))
                .toList());
    head = block("head", new CrossHead(initial, 1, settings.width()));
  }

  /// Freezes everything but the head and gives each linear layer a LoRA.
  public void adapt(Initial initial, long rank, double scale) {
    embedding.freeze();
    for (TransformerLayer layer : layers) {
      layer.freeze();
      Map<String, Linear> parts = layer.parts(Linear.class);
      parts.values().forEach(linear -> Lora.on(linear, initial, rank, scale));
    }
  }

  public Settings settings() {
    return settings;
  }

  /// One score a text, (B); σ(score) is how probable it is that the candidate fits.
  public Tensor apply(Tensor tokens) {
    Tensor x = embed(tokens);
    for (int i = 0; i < layers.size(); i++) {
      x = layer(i, x, tokens);
    }
    return head.apply(List.of(x));
  }

  /// Mean binary cross-entropy in nats.
  ///
  /// @param labels (B), 1 where the candidate fits, else 0
  public Tensor loss(Tensor tokens, Tensor labels) {
    return loss(apply(tokens), labels, tokens);
  }

  static Tensor loss(Tensor scores, Tensor labels, Tensor tokens) {
    Shapes.requireRank("labels", labels, 1, "(B)");
    Shapes.requireSize("labels", labels, 0, tokens.size(0), "the texts");
    Tensor margin = labels.to(scores.type()).mul(2).sub(1).mul(scores);
    return margin.neg().softplus().mean();
  }

  Tensor embed(Tensor tokens) {
    Shapes.requireRank("tokens", tokens, 2, "(B, T)");
    Shapes.requireType("tokens", tokens, Type.INT64);
    Shapes.require(
        "text length",
        tokens.size(1),
        tokens.size(1) >= 1 && tokens.size(1) <= settings.context(),
        "1 to %d tokens".formatted(settings.context()));
    return embedding.apply(tokens);
  }

  Tensor layer(int i, Tensor x, Tensor tokens) {
    Tensor present = tokens.isNotEqual(0);
    // a text of padding alone sees itself, since a softmax over nothing would be no number
    Tensor seen = present.or(present.any(1).not().unsqueeze(1).expand(present.shape()));
    return layers.get(i).apply(x, seen);
  }
}
