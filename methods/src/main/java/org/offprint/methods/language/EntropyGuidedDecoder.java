package org.offprint.methods.language;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Embedding;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// A language model with few or no nonlinearities besides softmax, for inference under encryption,
/// whose heads are kept from attending to everything alike or to one key alone.
///
///     x = E[tokens] + P[positions];  each layer: x ← x + attention(n(x)), x ← β x + α feed(n(x))
///     attention: softmax(q kᵀ / (√D t_head)) v with a learned temperature t for each head
///     feed(x) = W_2 act(W_1 x);  n = LayerNorm or nothing, act = GELU, ReLU or nothing
///     logits = n(x) Eᵀ;  loss = next-token cross-entropy + {@link EntropyRegulariser}(attention, θ)
///
/// Shapes: tokens (B, T) int64; logits (B, T, vocabulary); θ and each layer's t (H).
/// Range: loss in nats, ≥ 0.
/// Source: Jha and Reagen, Entropy-Guided Attention for Private LLMs, arXiv:2501.03489.
/// Differs from the source: weight and spectral normalisation, its other stabilisers, are left out.
/// Our reading: α multiplies the feed-forward part and β the path around it; one θ for all layers, as
/// the released code takes that of the first; θ starts at 1/2.
/// Throws: IllegalArgumentException if tokens do not fit or settings do not fit each other.
@Source(paper = "arXiv:2501.03489", equation = "sections 3 and 4")
public final class EntropyGuidedDecoder extends Block implements LanguageModel {
  private final Settings settings;
  private final Embedding embedding;
  private final Tensor positions;
  private final List<EntropyGuidedLayer> layers;
  private final EntropyGuidedLayer.Norm norm;
  private final Tensor thresholds;

  /// What stands between the linear maps of the feed-forward part.
  public enum Activation {
    GELU,
    RELU,
    /// A chain of two linear maps.
    NONE
  }

  /// @param normalised whether LayerNorm stands before each part
  public record Settings(
      int vocabulary,
      int context,
      int width,
      int layers,
      int heads,
      int feedForward,
      boolean normalised,
      Activation activation,
      EntropyRegulariser regulariser) {
    public Settings {
      Shapes.require("vocabulary", vocabulary, vocabulary >= 1, "1 or more");
      Shapes.require("context", context, context >= 2, "2 or more");
      Shapes.require("layers", layers, layers >= 1, "1 or more");
      Shapes.require("feed-forward width", feedForward, feedForward >= 1, "1 or more");
      Shapes.require(
          "heads",
          heads,
          heads >= 1 && width >= 1 && width % heads == 0,
          "a divisor of width " + width);
    }

    /// Softmax alone: no LayerNorm and no activation; width 64, 4 layers, 4 heads.
    public static Settings softmaxOnly(int vocabulary, int context) {
      return new Settings(
          vocabulary,
          context,
          64,
          4,
          4,
          256,
          false,
          Activation.NONE,
          EntropyRegulariser.standard());
    }
  }

  public EntropyGuidedDecoder(Initial initial, Settings settings) {
    this.settings = settings;
    embedding =
        block("embedding", new Embedding(initial, settings.vocabulary(), settings.width(), 0.02));
    positions = parameter("positions", initial.normal(0.02, settings.context(), settings.width()));
    layers =
        blocks(
            "layers",
            IntStream.range(0, settings.layers())
                .mapToObj(i -> new EntropyGuidedLayer(initial, settings))
                .toList());
    norm = block("norm", new EntropyGuidedLayer.Norm(initial, settings));
    thresholds = parameter("thresholds", initial.full(0.5, settings.heads()));
  }

  /// Bytes, 64 of them, softmax alone.
  public static EntropyGuidedDecoder standard() {
    return new EntropyGuidedDecoder(Initial.seeded(1), Settings.softmaxOnly(256, 64));
  }

  public Settings settings() {
    return settings;
  }

  @Override
  public Tensor apply(Tensor tokens) {
    return apply(tokens, new ArrayList<>());
  }

  private Tensor apply(Tensor tokens, List<Tensor> attention) {
    Texts.require(tokens, 1, settings.context());
    Tensor x = embedding.apply(tokens).add(positions.narrow(0, 0, tokens.size(1)));
    for (EntropyGuidedLayer layer : layers) {
      x = layer.apply(x, attention);
    }
    return norm.apply(x).matmul(embedding.weight().transpose(0, 1));
  }

  /// The attention of every layer, (B, H, T, T) each.
  public List<Tensor> attention(Tensor tokens) {
    var attention = new ArrayList<Tensor>();
    apply(tokens, attention);
    return attention;
  }

  @Override
  public Tensor loss(Tensor tokens) {
    Texts.require(tokens, 2, settings.context());
    var attention = new ArrayList<Tensor>();
    Tensor logits = apply(tokens, attention);
    return Texts.nextTokenLoss(logits, tokens)
        .add(settings.regulariser().apply(attention, thresholds));
  }

  /// How the heads of a layer stand.
  ///
  /// @param meanEntropy of each head, as a share of ln(keys that a query sees), over queries that
  ///   see two or more
  public record Heads(double[] meanEntropy) {
    /// The share of heads that attend to one key: mean entropy below 0.1.
    public double collapsed() {
      return share(entropy -> entropy < 0.1);
    }

    /// The share of heads that attend to everything alike: mean entropy above 0.75.
    public double overloaded() {
      return share(entropy -> entropy > 0.75);
    }

    private double share(java.util.function.DoublePredicate which) {
      return java.util.Arrays.stream(meanEntropy).filter(which).count()
          / (double) meanEntropy.length;
    }
  }

  /// One report a layer.
  ///
  /// @param tokens (B, T), T ≥ 2
  public List<Heads> heads(Tensor tokens) {
    Texts.require(tokens, 2, settings.context());
    try (var scope = Scope.withoutGradients()) {
      long queries = tokens.size(1) - 1;
      Tensor most = Tensor.range(queries).add(2).to(positions.type()).log();
      return attention(tokens).stream()
          .map(one ->
              new Heads(
                  EntropyRegulariser.entropy(one)
                      .narrow(2, 1, queries)
                      .div(most)
                      .mean(2, false)
                      .mean(0, false)
                      .toDoubles()))
          .toList();
    }
  }
}
