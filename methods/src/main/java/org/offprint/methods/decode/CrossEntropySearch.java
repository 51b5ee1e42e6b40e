package org.offprint.methods.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Order;

/// The cross-entropy method as a search: draw, keep the best, move the distribution towards them.
///
///     round: N draws x from v;  elite = the E with the highest S(x);  v ← a · fit(elite) + (1 − a) v
///     until the elite's lowest score has not changed for `patience` rounds, or v has settled on a point
///
/// Shapes: points x (D); S takes one. Range: whatever S gives; higher is better.
/// Source: Rubinstein's cross-entropy method as arXiv:2409.19790 names it; de Boer et al., A Tutorial on the Cross-Entropy Method, 2005, algorithm 4.1.
/// Differs from the source: the numbers are ours: a = 0.7, patience 5. Of equal scores the earlier draw is taken.
/// Throws: IllegalArgumentException if settings are out of range or a score is NaN.
@Source(paper = "arXiv:2409.19790", equation = "cross-entropy method for optimisation")
public record CrossEntropySearch(int n, int elite, double smoothing, int patience, int rounds) {
  public CrossEntropySearch {
    Shapes.require("elite", elite, elite >= 1, "1 or more draws");
    Shapes.require("n", n, n >= elite, "at least as many draws as the elite of " + elite);
    Shapes.require("smoothing", smoothing, smoothing > 0 && smoothing <= 1, "a share in (0, 1]");
    Shapes.require("patience", patience, patience >= 1, "1 or more rounds");
    Shapes.require("rounds", rounds, rounds >= 1, "1 or more");
  }

  /// A tenth of N draws is the elite; smoothing 0.7, patience 5, at most 500 rounds.
  public static CrossEntropySearch of(int n) {
    return new CrossEntropySearch(n, Math.max(1, n / 10), 0.7, 5, 500);
  }

  /// @param best the best point of all rounds
  /// @param score its score
  /// @param last the distribution at the end
  public record Found<D extends SearchDistribution<D>>(
      double[] best, double score, D last, int rounds) {}

  /// To minimise, search for the highest −S.
  public <D extends SearchDistribution<D>> Found<D> maximise(
      D start, ToDoubleFunction<double[]> score, RandomGenerator random) {
    D v = start;
    double[] best = {};
    double highest = Double.NEGATIVE_INFINITY;
    double level = Double.NaN;
    int unchanged = 0;
    int round = 0;
    while (round < rounds && unchanged < patience && !v.settled()) {
      D from = v;
      double[][] x =
          IntStream.range(0, n).mapToObj(i -> from.draw(random)).toArray(double[][]::new);
      double[] scores = Arrays.stream(x).mapToDouble(score).toArray();
      int[] chosen = elite(scores);
      double lowest = scores[chosen[elite - 1]];
      unchanged = lowest == level ? unchanged + 1 : 0;
      level = lowest;
      if (best.length == 0 || scores[chosen[0]] > highest) {
        best = x[chosen[0]];
        highest = scores[chosen[0]];
      }
      v = update(v, x, scores);
      round++;
    }
    return new Found<>(best, highest, v, round);
  }

  /// One move of a distribution from given draws and their scores.
  public <D extends SearchDistribution<D>> D update(D v, double[][] x, double[] scores) {
    if (x.length != scores.length || x.length < elite) {
      throw new IllegalArgumentException(
          "%d draws with %d scores: expected as many of each, at least the elite of %d."
              .formatted(x.length, scores.length, elite));
    }
    List<double[]> chosen = new ArrayList<>();
    for (int i : elite(scores)) {
      chosen.add(x[i]);
    }
    return v.mix(v.fit(chosen), smoothing);
  }

  /// Where the elite is, the best first.
  public int[] elite(double... scores) {
    for (double score : scores) {
      Shapes.require("a score", score, !Double.isNaN(score), "a number");
    }
    return Arrays.copyOf(Order.descending(scores), elite);
  }
}
