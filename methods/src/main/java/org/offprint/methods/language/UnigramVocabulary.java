package org.offprint.methods.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// The most likely way to cut a text into pieces of known probability.
///
///     best_0 = 0;  best_i = max over j < i of best_j + ln p(text[j, i))            (Viterbi)
///
/// Shapes: any text; of cuts that are equally likely the one whose last piece is longer.
/// Range: log-probability in nats, ≤ 0; 0 for the empty text. Empty where no pieces spell the text.
/// Source: "The Nature of Mathematical Modeling and Probabilistic Optimization Engineering in
/// Generative AI", arXiv:2410.18441: OUR READING of its sub-word encoding, of which only the abstract
/// could be read.
/// Differs from the source: unknown.
/// Throws: IllegalArgumentException if a piece is empty or its probability is not in (0, 1].
///
/// @param probabilities of the pieces; they need not sum to 1
@Source(paper = "arXiv:2410.18441", equation = "sub-word encoding, our reading")
public record UnigramVocabulary(Map<String, Double> probabilities) {
  public UnigramVocabulary {
    probabilities = Map.copyOf(probabilities);
    probabilities.forEach((piece, p) -> {
      Shapes.require("a piece's length", piece.length(), !piece.isEmpty(), "1 or more");
      Shapes.require(
          "the probability of '%s'".formatted(piece), p, p > 0 && p <= 1, "a share in (0, 1]");
    });
  }

  /// @param logProb of the pieces together, in nats
  public record Segmentation(List<String> pieces, double logProb) {
    public Segmentation {
      pieces = List.copyOf(pieces);
    }
  }

  public Optional<Segmentation> segment(String text) {
    int longest = probabilities.keySet().stream().mapToInt(String::length).max().orElse(0);
    double[] best = new double[text.length() + 1];
    int[] from = new int[text.length() + 1];
    for (int i = 1; i < best.length; i++) {
      best[i] = Double.NEGATIVE_INFINITY;
      for (int j = Math.max(0, i - longest); j < i; j++) {
        Double p = probabilities.get(text.substring(j, i));
        double likely = p == null ? Double.NEGATIVE_INFINITY : best[j] + Math.log(p);
        if (likely > best[i]) {
          best[i] = likely;
          from[i] = j;
        }
      }
    }
    if (best[text.length()] == Double.NEGATIVE_INFINITY) {
      return Optional.empty();
    }
    var pieces = new ArrayList<String>();
    for (int i = text.length(); i > 0; i = from[i]) {
      pieces.add(text.substring(from[i], i));
    }
    Collections.reverse(pieces);
    return Optional.of(new Segmentation(pieces, best[text.length()]));
  }
}
