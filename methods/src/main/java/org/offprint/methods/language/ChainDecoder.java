package org.offprint.methods.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Embedding;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Rotary;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// CoLM: a language model whose hidden vectors are split into ordered chains, of which none sees a
/// later one, so that the first i chains are a smaller model inside the large one, exactly.
///
///     x = [E_1[tokens], …, E_i[tokens]];  each layer: {@link ChainLayer};  {@link ChainNorm}
///     logits_i = Σ_(j ≤ i) W_j x_j;  loss_i = next-token cross-entropy of logits_i
///     loss = mean of loss_1 … loss_n (multi-chain), or loss_n alone
///
/// Shapes: tokens (B, T) int64, 2 ≤ T ≤ context for a loss; logits (B, T, vocabulary).
/// Range: loss in nats, ≥ 0.
/// Source: Song et al., Chain-of-Model Learning for Language Model, arXiv:2505.11820, sections 2, 3
/// and A.6.
/// Differs from the source: whether the multi-chain loss is a sum or a mean is not said; here it is
/// the mean. With shared keys and values a key head serves neighbouring query heads, where the paper's
/// listing tiles them; with one key head both agree. The paper trains with the last loss first and
/// tunes the head with all of them; {@link #lastLoss} and {@link #loss} are these two.
/// Throws: IllegalArgumentException if Σ c does not divide the widths or a chain's share is no whole
/// number of heads, a chain count is out of range, or tokens do not fit.
@Source(paper = "arXiv:2505.11820", equation = "sections 2, 3 and A.6")
public final class ChainDecoder extends Block implements LanguageModel {
  private final Settings settings;
  private final List<Embedding> embeddings;
  private final List<ChainLayer> layers;
  private final ChainNorm norm;
  private final ChainHead head;

  /// @param chains their sum is the number of heads; chain i owns c_i of them
  /// @param headWidth even
  /// @param sharedHeads of keys and values from the first chain alone, which must divide every c_i;
  ///   0 for keys and values of each chain's own
  public record Settings(
      int vocabulary,
      int context,
      Chains chains,
      int headWidth,
      int layers,
      int feedForward,
      int sharedHeads) {
    public Settings {
      Shapes.require("vocabulary", vocabulary, vocabulary >= 1, "1 or more");
      Shapes.require("context", context, context >= 1, "1 or more");
      Shapes.require("layers", layers, layers >= 1, "1 or more");
      Shapes.require(
          "head width", headWidth, headWidth >= 2 && headWidth % 2 == 0, "an even number above 0");
      Shapes.require(
          "feed-forward width",
          feedForward,
          feedForward >= 1 && feedForward % chains.total() == 0,
          "a multiple of the chains' sum " + chains.total());
      Shapes.require("shared heads", sharedHeads, sharedHeads >= 0, "0 or more");
      for (int size : chains.sizes()) {
        Shapes.require(
            "shared heads",
            sharedHeads,
            sharedHeads == 0 || size % sharedHeads == 0,
            "a divisor of every chain's size " + chains.sizes());
      }
    }

    /// Two equal chains, width 64 in all, 2 layers.
    public static Settings small(int vocabulary, int context) {
      return new Settings(vocabulary, context, Chains.of(2, 2), 16, 2, 176, 0);
    }

    public int width() {
      return chains.total() * headWidth;
    }
  }

  public ChainDecoder(Initial initial, Settings settings) {
    this.settings = settings;
    Chains chains = settings.chains();
    var rotary = new Rotary(initial.type(), settings.headWidth(), 10_000, settings.context());
    embeddings = new ArrayList<>();
    for (int i = 0; i < chains.count(); i++) {
      long part = chains.part(settings.width(), i);
      embeddings.add(
          block("embedding." + i, new Embedding(initial, settings.vocabulary(), part, 0.02)));
    }
    layers =
        blocks(
            "layers",
            IntStream.range(0, settings.layers())
                .mapToObj(i -> new ChainLayer(initial, settings, rotary))
                .toList());
    norm = block("norm", new ChainNorm(initial, chains, settings.width(), 1e-6));
    head = block("head", new ChainHead(initial, chains, settings.width(), settings.vocabulary()));
  }

  /// Bytes, 64 of them.
  public static ChainDecoder standard() {
    return new ChainDecoder(Initial.seeded(1), Settings.small(256, 64));
  }

  public Settings settings() {
    return settings;
  }

  @Override
  public Tensor apply(Tensor tokens) {
    return apply(tokens, settings.chains().count());
  }

  /// The logits of the model that the first `run` chains are; later chains are not computed.
  public Tensor apply(Tensor tokens, int run) {
    return head.apply(hidden(tokens, run), run).getLast();
  }

  /// (B, T, prefix of the width).
  public Tensor hidden(Tensor tokens, int run) {
    Texts.require(tokens, 1, settings.context());
    settings.chains().requireRun(run);
    Tensor x =
        Tensor.concat(
            -1,
            embeddings.stream()
                .limit(run)
                .map(embedding -> embedding.apply(tokens))
                .toArray(Tensor[]::new));
    for (ChainLayer layer : layers) {
      x = layer.apply(x, run);
    }
    return norm.apply(x, run);
  }

  /// loss_1 … loss_n of one forward pass.
  public List<Tensor> losses(Tensor tokens) {
    Texts.require(tokens, 2, settings.context());
    int run = settings.chains().count();
    return head.apply(hidden(tokens, run), run).stream()
        .map(logits -> Texts.nextTokenLoss(logits, tokens))
        .toList();
  }

  /// The mean of all chains' losses, which makes every smaller model inside usable.
  @Override
  public Tensor loss(Tensor tokens) {
    return Tensor.stack(0, losses(tokens).toArray(Tensor[]::new)).mean();
  }

  /// The loss of the whole model alone.
  public Tensor lastLoss(Tensor tokens) {
    Texts.require(tokens, 2, settings.context());
    return Texts.nextTokenLoss(apply(tokens), tokens);
  }

  /// A larger model that begins as this one: its first chains hold copies of this model's and are
  /// frozen, the added ones are trained; their head starts at zero, so the logits do not change.
  ///
  /// @param added sizes of the chains behind those of this model
  public ChainDecoder expand(Initial initial, Integer... added) {
    var sizes = new ArrayList<>(settings.chains().sizes());
    sizes.addAll(List.of(added));
    var chains = new Chains(sizes);
    int inner = settings.feedForward() / settings.chains().total() * chains.total();
    var wider =
        new ChainDecoder(
            initial,
            new Settings(
                settings.vocabulary(),
                settings.context(),
                chains,
                settings.headWidth(),
                settings.layers(),
                inner,
                settings.sharedHeads()));
    Map<String, Tensor> values = new HashMap<>(wider.tensors());
    for (int i = settings.chains().count(); i < chains.count(); i++) {
      values.computeIfPresent(
          "head." + i + ".weight", (name, start) -> Tensor.zeros(start.type(), start.shape()));
    }
    values.putAll(tensors());
    try (var scope = Scope.withoutGradients()) {
      wider.load(values);
    }
    Map<String, Tensor> mine = tensors();
    wider
        .parameters()
        .forEach((name, parameter) -> {
          if (mine.containsKey(name)) {
            parameter.freeze();
          }
        });
    return wider;
  }
}
