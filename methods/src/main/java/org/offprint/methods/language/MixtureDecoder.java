package org.offprint.methods.language;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.SwiGlu;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.tensor.Tensor;

/// EMoE: a trained {@link Decoder} in some of whose layers each token uses only the experts that
/// answer most, the experts being groups of the dense block's own neurons.
///
///     y = W_down (mask ⊙ silu(W_gate x) ⊙ W_up x), see {@link EmergentExperts}
///     in training, noise on the scores: N(0, (noise / N)²), which changes the choice alone
///
/// Shapes: tokens (B, T) int64; logits (B, T, vocabulary).
/// Range: loss in nats, ≥ 0; with k = N the logits are those of the dense model.
/// Source: Qiu et al., Unlocking Emergent Modularity in Large Language Models, arXiv:2310.10908,
/// section 3, gated form of the released code.
/// Differs from the source: neurons are grouped by exact balanced k-means on the gate's rows; scores
/// come from the current weights; no expert drops tokens; the trainable cosine router (EMoE-learn) is
/// left out.
/// Throws: IllegalArgumentException if N does not divide the inner width, k > N, or a layer is not
/// there.
@Source(paper = "arXiv:2310.10908", equation = "section 3")
public final class MixtureDecoder extends Block implements LanguageModel {
  private final Decoder dense;
  private final Settings settings;
  private final RandomGenerator random;
  private final Map<Integer, Tensor> labels = new HashMap<>();

  /// @param layers in which experts are routed, from 0; the paper takes some of the upper half
  /// @param experts N, 64 in the paper's language models
  /// @param chosen k, 16 or 32 of 64 in the paper
  /// @param noise 1 in the paper, 0 for none
  public record Settings(Set<Integer> layers, int experts, int chosen, double noise) {
    public Settings {
      layers = Set.copyOf(layers);
      Shapes.require("experts", experts, experts >= 1, "1 or more");
      Shapes.require("k", chosen, chosen >= 1 && chosen <= experts, "1 to %d".formatted(experts));
      Shapes.require("noise", noise, noise >= 0, "0 or more");
    }
  }

  /// Splits a trained model, whose weights this one goes on to use and train.
  ///
  /// @param initial where the noise is drawn from
  public MixtureDecoder(Initial initial, Decoder dense, Settings settings) {
    this.dense = block("dense", dense);
    this.settings = settings;
    random = initial.random();
    for (int layer : new TreeSet<>(settings.layers())) {
      Shapes.require(
          "a routed layer",
          layer,
          layer >= 0 && layer < dense.layers().size(),
          "0 to %d".formatted(dense.layers().size() - 1));
      Tensor gate = dense.layers().get(layer).feedForward().gate().weight();
      int[] of = EmergentExperts.split(gate, settings.experts(), settings.chosen()).labels();
      long[] values = java.util.Arrays.stream(of).asLongStream().toArray();
      labels.put(layer, state("labels." + layer, Tensor.of(values, values.length)));
    }
  }

  /// Bytes, 64 of them, the upper of two layers split in 16 experts of which 4 are used.
  public static MixtureDecoder standard() {
    var initial = Initial.seeded(1);
    var dense = new Decoder(initial, Decoder.Settings.small(256, 64));
    return new MixtureDecoder(initial, dense, new Settings(Set.of(1), 16, 4, 1));
  }

  @Override
  public Tensor apply(Tensor tokens) {
    return dense.head(
        dense.hidden(
            tokens,
            layer -> {
              Tensor of = labels.get(layer);
              return of == null ? SwiGlu::apply : (feed, x) -> routed(experts(of), feed, x);
            }));
  }

  private EmergentExperts experts(Tensor of) {
    int[] groups = java.util.Arrays.stream(of.toLongs()).mapToInt(Math::toIntExact).toArray();
    return new EmergentExperts(groups, settings.experts(), settings.chosen());
  }

  private Tensor routed(EmergentExperts experts, SwiGlu feed, Tensor x) {
    Tensor flat = x.reshape(-1, x.size(-1));
    Tensor gate = feed.gate().weight();
    Tensor scores = experts.gateScores(flat, gate);
    if (training() && settings.noise() > 0) {
      double deviation = settings.noise() / settings.experts();
      scores = scores.add(Tensor.normal(random, deviation, scores.type(), scores.shape()));
    }
    return experts
        .gated(flat, experts.select(scores), gate, feed.up().weight(), feed.down().weight())
        .reshape(x.shape());
  }

  @Override
  public Tensor loss(Tensor tokens) {
    Texts.require(tokens, 2, dense.settings().context());
    return Texts.nextTokenLoss(apply(tokens), tokens);
  }

  /// The groups of a routed layer's neurons.
  public List<Integer> labels(int layer) {
    Tensor of = labels.get(layer);
    if (of == null) {
      throw new IllegalArgumentException(
          "layer %d is dense; routed are %s".formatted(layer, settings.layers()));
    }
    return java.util.Arrays.stream(of.toLongs()).mapToObj(Math::toIntExact).toList();
  }
}
