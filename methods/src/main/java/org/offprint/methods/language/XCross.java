package org.offprint.methods.language;

import java.util.List;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

/// X-Cross: several frozen language models, each adapted to another domain, score texts of a new
/// domain side by side; small integrators after every layer let their states absorb or repel each
/// other, and only they and the head are trained.
///
///     h_m = layer_l of model m (h~_m);  h~ = integrator_l(h), see {@link CrossIntegrator}
///     score = {@link CrossHead}(h~ of the last layer);  loss = mean binary cross-entropy
///
/// Shapes: tokens (B, T) int64, 0 is padding, which nobody sees; labels (B) in {0, 1}; scores (B).
/// Range: loss in nats, ≥ 0.
/// Source: Hadad et al., X-Cross: Dynamic Integration of Language Models for Cross-Domain Sequential
/// Recommendation, arXiv:2504.20859, section 3; the refinement after public summaries of the paper.
/// Differs from the source: small models of this library stand for DeBERTa. Our reading, as neither
/// is published: where the coefficients lie in z, that they are computed at each position, tanh in
/// the pooling, β = γ = 1/2, zero as the integrators' start.
/// Throws: IllegalArgumentException if the sources do not have the same settings, shapes differ or a
/// token is out of range.
@Source(paper = "arXiv:2504.20859", equation = "section 3, layer integrator")
public final class XCross extends Block {
  private final List<DomainScorer> sources;
  private final List<CrossIntegrator> integrators;
  private final CrossHead head;

  /// @param sources trained before, alike in their settings; they are frozen
  public XCross(Initial initial, List<DomainScorer> sources, double beta, double gamma) {
    Shapes.require("sources", sources.size(), !sources.isEmpty(), "1 or more");
    DomainScorer.Settings settings = sources.getFirst().settings();
    for (DomainScorer source : sources) {
      if (!source.settings().equals(settings)) {
        throw new IllegalArgumentException(
            "the sources must be built alike: %s and %s differ"
                .formatted(settings, source.settings()));
      }
    }
    this.sources = blocks("sources", sources);
    sources.forEach(Block::freeze);
    integrators =
        blocks(
            "integrators",
            IntStream.range(0, settings.layers())
                .mapToObj(l ->
                    new CrossIntegrator(initial, sources.size(), settings.width(), beta, gamma))
                .toList());
    head = block("head", new CrossHead(initial, sources.size(), settings.width()));
  }

  /// β = γ = 1/2.
  public XCross(Initial initial, List<DomainScorer> sources) {
    this(initial, sources, 0.5, 0.5);
  }

  /// One score a text, (B).
  public Tensor apply(Tensor tokens) {
    List<Tensor> h = sources.stream().map(source -> source.embed(tokens)).toList();
    for (int l = 0; l < integrators.size(); l++) {
      h = integrators.get(l).apply(through(l, h, tokens));
    }
    return head.apply(h);
  }

  private List<Tensor> through(int l, List<Tensor> h, Tensor tokens) {
    return IntStream.range(0, h.size())
        .mapToObj(m -> sources.get(m).layer(l, h.get(m), tokens))
        .toList();
  }

  /// Mean binary cross-entropy in nats.
  ///
  /// @param labels (B), 1 where the candidate fits, else 0
  public Tensor loss(Tensor tokens, Tensor labels) {
    return DomainScorer.loss(apply(tokens), labels, tokens);
  }
}
