package org.offprint.methods.model;

import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

/// A bi-encoder: each text becomes a vector by itself, and two texts are as similar as their vectors' cosine.
///
///     u = mean of the encoder's states over the text's tokens, or the state of its start
///     cos(u, v) = u · v / (max(‖u‖, ε) max(‖v‖, ε)), ε = 1e-8;  loss = mean (cos(u, v) − y)²
///
/// Shapes: lists of B texts, each of at least one token; vectors (B, width); similarities (B).
/// Range: similarity from −1 to 1; loss from 0 to 4. Gradient 0 at a vector of length 0.
/// Source: Reimers and Gurevych, Sentence-BERT, arXiv:1908.10084, section 3, the regression objective.
/// Differs from the source: begins from seeded parameters and not from BERT's; load a checkpoint for others. An empty batch has loss NaN.
/// Throws: IllegalArgumentException if a text is empty or has an unknown token, or numbers of texts and labels differ.
@Source(paper = "arXiv:1908.10084", equation = "section 3")
public final class BiEncoder extends Block {
  private static final double EPSILON = 1e-8;

  private final Encoder encoder;
  private final Pooling pooling;

  /// How a text's states become one vector.
  public enum Pooling {
    /// The mean over its tokens.
    MEAN,
    /// The state of its start.
    START
  }

  public BiEncoder(Initial initial, Encoder.Settings settings, Pooling pooling) {
    this.pooling = pooling;
    encoder = block("encoder", new Encoder(initial, settings));
  }

  public Encoder encoder() {
    return encoder;
  }

  /// The vectors of texts: (B, width).
  public Tensor embed(List<int[]> texts) {
    Encoder.Batch batch = encoder.batch(texts);
    Tensor states = encoder.apply(batch);
    if (pooling == Pooling.START) {
      return states.select(1, 0);
    }
    Tensor there = batch.mask().to(states.type()).unsqueeze(2);
    return states.mul(there).sum(1, false).div(there.sum(1, false));
  }

  /// How similar each first text is to its second: (B).
  public Tensor similarity(List<int[]> first, List<int[]> second) {
    Encoder.requireEqual(first.size(), second.size());
    return cosine(embed(first), embed(second));
  }

  /// The cosine of the angle between rows.
  ///
  /// @param u (B, D)
  /// @param v (B, D)
  public static Tensor cosine(Tensor u, Tensor v) {
    Shapes.requireFloating("u", u);
    Shapes.requireFloating("v", v);
    Shapes.requireRank("u", u, 2, "(B, D)");
    Shapes.requireEqual("v", v, "u", u);
    Tensor lengths = u.norm(1, false).clampMin(EPSILON).mul(v.norm(1, false).clampMin(EPSILON));
    return u.mul(v).sum(1, false).div(lengths);
  }

  /// Mean squared error of similarities.
  ///
  /// @param labels (B), each about −1 to 1
  public Tensor loss(List<int[]> first, List<int[]> second, Tensor labels) {
    return loss(similarity(first, second), labels);
  }

  public static Tensor loss(Tensor similarities, Tensor labels) {
    Shapes.requireEqual("labels", labels, "similarities", similarities);
    Shapes.requireFloating("similarities", similarities);
    return similarities.sub(labels.to(similarities.type())).square().mean();
  }
}
