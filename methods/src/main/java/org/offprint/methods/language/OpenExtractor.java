package org.offprint.methods.language;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Embedding;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.RmsNorm;
import org.offprint.methods.layer.Rotary;
import org.offprint.methods.layer.TransformerLayer;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Open information extraction across languages with a mixture of LoRAs: marks the predicate of a
/// sentence, then its arguments, and is trained in three stages.
///
///     s = encoder(tokens), every linear layer of it adapted by {@link MixtureOfLoras}
///     predicate logits = W_p s                                                     (3 tags: B, I, O)
///     f = [s; mean of s over the predicate; embedding of outside or inside it]
///     f ← norm(f + attend(f, keys of the predicate alone)), f ← norm(f + mlp(f))   (some layers)
///     argument logits = W_a f                                 (9 tags: B and I of 4 arguments, O)
///     loss = cross-entropy of the predicate tags + cross-entropy of the argument tags
///
/// Shapes: tokens (B, T) int64, 0 is padding and the first token stands for the sentence; tags
/// (B, T) int64, −100 where none counts; logits (B, T, 3) and (B, T, 9).
/// Range: loss in nats, ≥ 0.
/// Source: Li et al., MT4CrossOIE, arXiv:2308.06552, section 3 (mixture of LoRAs and stages); the
/// extractor is that of Multi²OIE (arXiv:2009.08128).
/// Differs from the source: a small encoder of this library takes the place of multilingual BERT, so
/// the "intermediate dense" layer that is adapted is the gated pair of SwiGLU, and the embeddings have
/// no adapter; K of the experts is renormalised by the sum, where the released code applies a second
/// softmax ({@link MixtureOfLoras.Renormalisation}); the position embedding has the two values that
/// count, its third is padding.
/// Throws: IllegalArgumentException if shapes or types differ, a token or tag is out of range, or a
/// sentence marks no predicate.
@Source(paper = "arXiv:2308.06552", equation = "section 3, mixture of LoRAs and stages")
public final class OpenExtractor extends Block {
  private static final int IGNORED = -100;
  private static final int PREDICATE_TAGS = 3;
  private static final int ARGUMENT_TAGS = 9;

  private final Settings settings;
  private final Embedding embedding;
  private final List<TransformerLayer> layers;
  private final RmsNorm norm;
  private final Dropout dropout;
  private final Linear predicates;
  private final Embedding inside;
  private final List<ArgumentLayer> argumentLayers;
  private final Linear arguments;
  private final List<MixtureOfLoras> mixtures;

  /// @param context the longest sentence
  /// @param positionWidth of the embedding that says inside or outside the predicate
  /// @param argumentHeads a divisor of 2 · width + positionWidth
  /// @param experts one a language, in the paper
  /// @param rank of each adapter
  public record Settings(
      int vocabulary,
      int context,
      int width,
      int layers,
      int heads,
      int feedForward,
      int positionWidth,
      int argumentLayers,
      int argumentHeads,
      int experts,
      int rank,
      double alpha,
      double dropout) {
    public Settings {
      Shapes.require("vocabulary", vocabulary, vocabulary >= 2, "2 or more, with the padding");
      Shapes.require("context", context, context >= 1, "1 or more");
      Shapes.require("layers", layers, layers >= 1, "1 or more");
      Shapes.require("argument layers", argumentLayers, argumentLayers >= 1, "1 or more");
      Shapes.require(
          "heads",
          heads,
          heads >= 1 && width >= 2 && width % (2 * heads) == 0,
          "a number that leaves each head an even share of width " + width);
      Shapes.require(
          "argument heads",
          argumentHeads,
          argumentHeads >= 1 && (2 * width + positionWidth) % argumentHeads == 0,
          "a divisor of 2 · width + position width = " + (2 * width + positionWidth));
    }

    /// The paper's experts, rank, argument layers, heads and dropout on an encoder of width 64.
    public static Settings small(int vocabulary, int context) {
      return new Settings(vocabulary, context, 64, 2, 4, 176, 64, 4, 8, 6, 8, 1, 0.2);
    }

    int argumentWidth() {
      return 2 * width + positionWidth;
    }
  }

  /// What is trained when; the heads always are.
  public enum Stage {
    /// The word embeddings of the encoder.
    EMBEDDINGS,
    /// The encoder without its word embeddings.
    ENCODER,
    /// Adapters and routers alone.
    ADAPTERS
  }

  public OpenExtractor(Initial initial, Settings settings) {
    this.settings = settings;
    var rotary =
        new Rotary(initial.type(), settings.width() / settings.heads(), 10_000, settings.context());
    embedding =
        block("embedding", new Embedding(initial, settings.vocabulary(), settings.width(), 0.02));
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
    mixtures =
        layers.stream()
            .flatMap(layer -> layer.parts(Linear.class).entrySet().stream())
            .filter(part -> !part.getKey().endsWith("down")) // the paper adapts its input side only
            .map(part -> adapted(initial, part.getValue()))
            .toList();
    norm = block("norm", new RmsNorm(initial, settings.width(), 1e-6));
    dropout = block("dropout", new Dropout(initial, settings.dropout()));
    predicates = block("predicates", new Linear(initial, settings.width(), PREDICATE_TAGS));
    inside = block("inside", new Embedding(initial, 2, settings.positionWidth(), 0.02));
    argumentLayers =
        blocks(
            "argument_layers",
            IntStream.range(0, settings.argumentLayers())
                .mapToObj(i ->
                    new ArgumentLayer(
                        initial,
                        settings.argumentWidth(),
                        settings.argumentHeads(),
                        settings.dropout()))
                .toList());
    arguments = block("arguments", new Linear(initial, settings.argumentWidth(), ARGUMENT_TAGS));
    stage(Stage.ADAPTERS);
  }

  private MixtureOfLoras adapted(Initial initial, Linear linear) {
    return linear.adapt(
        new MixtureOfLoras(
            initial,
            linear.weight().size(1),
            linear.weight().size(0),
            settings.experts(),
            settings.rank(),
            settings.alpha()));
  }

  public Settings settings() {
    return settings;
  }

  /// The mixtures of the encoder, to keep the top K of each at test time.
  public List<MixtureOfLoras> mixtures() {
    return mixtures;
  }

  /// Says which parameters are trained from now on; give {@link #trainable()} to a new optimiser.
  public void stage(Stage stage) {
    for (Map.Entry<String, Tensor> entry : parameters().entrySet()) {
      String name = entry.getKey();
      boolean adapter = name.contains(".adapter.");
      boolean embeds = name.startsWith("embedding.");
      boolean encodes = name.startsWith("layers.") || name.startsWith("norm.");
      boolean trained =
          switch (stage) {
            case EMBEDDINGS -> !encodes;
            case ENCODER -> !embeds && !adapter;
            case ADAPTERS -> adapter || (!embeds && !encodes);
          };
      if (trained) {
        entry.getValue().requireGradient();
      } else {
        entry.getValue().freeze();
      }
    }
  }

  /// The encoder's states (B, T, width).
  public Tensor states(Tensor tokens) {
    Shapes.requireRank("tokens", tokens, 2, "(B, T)");
    Shapes.requireType("tokens", tokens, Type.INT64);
    Shapes.require(
        "sentence length",
        tokens.size(1),
        tokens.size(1) >= 1 && tokens.size(1) <= settings.context(),
        "1 to %d tokens".formatted(settings.context()));
    Tensor x = dropout.apply(embedding.apply(tokens));
    Tensor present = tokens.isNotEqual(0);
    // a sentence of padding alone sees itself, since a softmax over nothing would be no number
    Tensor seen = present.or(present.any(1).not().unsqueeze(1).expand(present.shape()));
    for (TransformerLayer layer : layers) {
      x = layer.apply(x, seen);
    }
    return norm.apply(x);
  }

  /// Logits (B, T, 3): beginning of a predicate, inside, outside.
  public Tensor predicates(Tensor states) {
    return predicates.apply(dropout.apply(states));
  }

  /// Logits (B, T, 9): beginning and inside of arguments 0 to 3, outside.
  ///
  /// @param predicate bool (B, T), true where the sentence's predicate stands
  public Tensor arguments(Tensor states, Tensor predicate) {
    Shapes.requireRank("predicate", predicate, 2, "(B, T)");
    Shapes.requireType("predicate", predicate, Type.BOOL);
    Shapes.requireSize("predicate", predicate, 0, states.size(0), "the batch of the states");
    Shapes.requireSize("predicate", predicate, 1, states.size(1), "the length of the states");
    long unmarked = predicate.any(1).not().to(Type.INT64).sum().toLongs()[0];
    if (unmarked > 0) {
      throw new IllegalArgumentException(
          "%d of %d sentences mark no predicate: leave them out of the batch"
              .formatted(unmarked, predicate.size(0)));
    }
    Tensor weight = predicate.to(states.type()).unsqueeze(-1);
    Tensor mean = states.mul(weight).sum(1, true).div(weight.sum(1, true));
    Tensor f =
        Tensor.concat(
            -1, states, mean.expand(states.shape()), inside.apply(predicate.to(Type.INT64)));
    for (ArgumentLayer layer : argumentLayers) {
      f = layer.apply(dropout.apply(f), predicate);
    }
    return arguments.apply(dropout.apply(f));
  }

  /// @param predicateTags (B, T) 0 beginning, 1 inside, 2 outside
  /// @param argumentTags (B, T) 2a beginning and 2a + 1 inside of argument a, 8 outside
  public Tensor loss(Tensor tokens, Tensor predicateTags, Tensor argumentTags) {
    Shapes.requireEqual("predicateTags", predicateTags, "tokens", tokens);
    Shapes.requireEqual("argumentTags", argumentTags, "tokens", tokens);
    Shapes.requireLabels("predicateTags", predicateTags.toLongs(), PREDICATE_TAGS, IGNORED);
    Shapes.requireLabels("argumentTags", argumentTags.toLongs(), ARGUMENT_TAGS, IGNORED);
    Tensor states = states(tokens);
    Tensor predicate = predicateTags.isAtLeast(0).and(predicateTags.isLess(2));
    return mean(predicates(states), predicateTags)
        .add(mean(arguments(states, predicate), argumentTags));
  }

  private static Tensor mean(Tensor logits, Tensor tags) {
    return logits.reshape(-1, logits.size(-1)).crossEntropy(tags.reshape(-1), IGNORED, 1);
  }
}
