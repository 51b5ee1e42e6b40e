package org.offprint.methods.decode;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// Top-p, or nucleus sampling: a draw from the fewest tokens that hold a share p of the probability.
///
///     V_p = the shortest run of the most probable tokens with Σ prob ≥ p;  x ~ prob restricted to V_p, renormalised
///
/// Shapes: logits (V), finite or −∞; returns an index 0 … V − 1.
/// Range: p in [0, 1]; 0 keeps the most probable token, 1 keeps all that are possible.
/// Source: Holtzman et al., The Curious Case of Neural Text Degeneration, arXiv:1904.09751, section 3.1.
/// Differs from the source: a share counts as reached 1e-12 before it is, against rounding; equal tokens are taken by index.
/// Throws: IllegalArgumentException if a logit is NaN or +∞ or none is finite; from the constructor, if p ∉ [0, 1].
@Source(paper = "arXiv:1904.09751", equation = "section 3.1")
public record TopP(double p) implements Sampler {
  static final double SLACK = 1e-12;

  public TopP {
    Shapes.require("p", p, p >= 0 && p <= 1, "a share in [0, 1]");
  }

  public static TopP standard() {
    return new TopP(0.9);
  }

  @Override
  public int next(double[] logits, RandomGenerator random) {
    Ranked ranked = Ranked.of(logits);
    return ranked.tokens()[ranked.draw(count(ranked), random.nextDouble())];
  }

  /// V_p, the most probable first.
  public int[] nucleus(double[] logits) {
    Ranked ranked = Ranked.of(logits);
    return Arrays.copyOf(ranked.tokens(), count(ranked));
  }

  private int count(Ranked ranked) {
    double sum = 0;
    for (int rank = 0; rank < ranked.size(); rank++) {
      sum += ranked.prob(rank);
      if (p < 1 && sum >= p - SLACK) {
        return rank + 1;
      }
    }
    return ranked.size();
  }
}
