package org.offprint.methods.model;

import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;

/// A cross-encoder: reads two texts together and scores the pair.
///
///     h = state of the start of `first · second`;  z = w · tanh(W h + b) + c
///     loss = mean of −y ln σ(z) − (1 − y) ln σ(−z)
///
/// Shapes: lists of B texts, each of at least one token; scores z (B), any finite value; labels (B).
/// Range: σ(z) from 0 to 1; loss in nats, ≥ 0 for labels in [0, 1]. A label below 0 has no minimum: the loss falls for ever with z.
/// Source: Nogueira and Cho, Passage Re-ranking with BERT, arXiv:1901.04085, section 3.1; the head as in BERT's public code.
/// Differs from the source: begins from seeded parameters and not from BERT's; load a checkpoint for others. An empty batch has loss NaN.
/// Throws: IllegalArgumentException if a text is empty or has an unknown token, or numbers of texts and labels differ.
@Source(paper = "arXiv:1901.04085", equation = "section 3.1")
public final class CrossEncoder extends Block {
  private final Encoder encoder;
  private final Linear dense;
  private final Linear score;

  public CrossEncoder(Initial initial, Encoder.Settings settings) {
    encoder = block("encoder", new Encoder(initial, settings));
    dense = block("dense", new Linear(initial, settings.width(), settings.width()));
    score = block("score", new Linear(initial, settings.width(), 1));
  }

  public Encoder encoder() {
    return encoder;
  }

  /// z of each pair: (B).
  public Tensor scores(List<int[]> first, List<int[]> second) {
    Tensor states = encoder.apply(encoder.batch(first, second));
    return score.apply(dense.apply(states.select(1, 0)).tanh()).squeeze(1);
  }

  /// Mean cross-entropy with soft labels.
  ///
  /// @param labels (B), each from 0 to 1
  public Tensor loss(List<int[]> first, List<int[]> second, Tensor labels) {
    Tensor z = scores(first, second);
    return losses(z, labels.to(z.type())).mean();
  }

  /// The loss of each pair.
  public static Tensor losses(Tensor scores, Tensor labels) {
    Shapes.requireEqual("labels", labels, "scores", scores);
    Shapes.requireFloating("scores", scores);
    Shapes.requireType("labels", labels, scores.type());
    return scores.binaryCrossEntropy(labels);
  }
}
