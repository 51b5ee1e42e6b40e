package org.offprint.methods.decode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.LogSpace;

/// Path-probability top-p: several paths grow together, and the nucleus is taken over the joint probability of path and next token.
///
///     q(i, t) = e^(a_i) p_i(t) / Σ_(j, u) e^(a_j) p_j(u), a_i = ln of path i's probability
///     keep the fewest pairs with Σ q ≥ p, renormalise;  draw k of them without replacement, or keep the k most probable
///
/// Shapes: a (k), next-token log-probabilities (k, V); returns pairs (path, token).
/// Range: p in [0, 1]; 0 keeps the best pair, 1 all that are possible. One path and k = 1 is plain top-p. Computed by logarithms.
/// Source: arXiv:2409.19790, one paragraph that names "a combination of top-p sampling and beam search of width k".
/// Differs from the source: UNCERTAIN, this is our precise reading of that paragraph. The paper is an essay on the Riemann hypothesis, proves nothing
/// about it, and nothing here depends on it. Equal pairs are taken by path, then token; a share counts as reached 1e-12 before it is.
/// Throws: IllegalArgumentException if lengths differ, a number is NaN or +∞, or nothing is possible; from the constructor, if p ∉ [0, 1] or k < 1.
@Source(paper = "arXiv:2409.19790", equation = "path-probability top-p, our reading")
public record PathNucleus(double p, int width) {
  /// A path's next token.
  ///
  /// @param path its place in the list of paths
  /// @param logProb of the path with the token: a_i + ln p_i(t)
  /// @param joint q, among all pairs
  /// @param renormalised q among the pairs that were kept
  public record Choice(int path, int token, double logProb, double joint, double renormalised) {}

  public PathNucleus {
    Shapes.require("p", p, p >= 0 && p <= 1, "a share in [0, 1]");
    Shapes.require("width", width, width >= 1, "1 or more paths");
  }

  /// q(i, t) of all pairs.
  public static double[][] joint(double[] pathLogProbs, double[][] logProbs) {
    double all = total(pathLogProbs, logProbs);
    double[][] joint = new double[logProbs.length][];
    for (int i = 0; i < joint.length; i++) {
      joint[i] = new double[logProbs[i].length];
      for (int t = 0; t < joint[i].length; t++) {
        joint[i][t] = Math.exp(pathLogProbs[i] + logProbs[i][t] - all);
      }
    }
    return joint;
  }

  /// The kept pairs, the most probable first.
  public List<Choice> nucleus(double[] pathLogProbs, double[][] logProbs) {
    double[][] joint = joint(pathLogProbs, logProbs);
    List<Choice> pairs = new ArrayList<>();
    for (int i = 0; i < joint.length; i++) {
      for (int t = 0; t < joint[i].length; t++) {
        if (joint[i][t] > 0) {
          pairs.add(new Choice(i, t, pathLogProbs[i] + logProbs[i][t], joint[i][t], 0));
        }
      }
    }
    pairs.sort(Comparator.comparingDouble(Choice::joint).reversed()); // stable: by path, then token
    double sum = 0;
    int kept = 0;
    while (kept < pairs.size() && (kept == 0 || p == 1 || sum < p - TopP.SLACK)) {
      sum += pairs.get(kept++).joint();
    }
    double all = sum;
    return pairs.subList(0, kept).stream()
        .map(c -> new Choice(c.path(), c.token(), c.logProb(), c.joint(), c.joint() / all))
        .toList();
  }

  /// The k most probable of the kept pairs, or all if there are fewer.
  public List<Choice> beam(double[] pathLogProbs, double[][] logProbs) {
    List<Choice> kept = nucleus(pathLogProbs, logProbs);
    return kept.subList(0, Math.min(width, kept.size()));
  }

  /// k of the kept pairs, drawn one after the other without replacement, or all if there are fewer.
  public List<Choice> sample(double[] pathLogProbs, double[][] logProbs, RandomGenerator random) {
    List<Choice> left = new ArrayList<>(nucleus(pathLogProbs, logProbs));
    List<Choice> drawn = new ArrayList<>();
    while (drawn.size() < width && !left.isEmpty()) {
      double uniform = random.nextDouble() * left.stream().mapToDouble(Choice::joint).sum();
      int at = 0;
      double sum = left.getFirst().joint();
      while (sum <= uniform && at < left.size() - 1) {
        sum += left.get(++at).joint();
      }
      drawn.add(left.remove(at));
    }
    return drawn;
  }

  private static double total(double[] pathLogProbs, double[][] logProbs) {
    if (pathLogProbs.length == 0 || pathLogProbs.length != logProbs.length) {
      throw new IllegalArgumentException(
          "there are %d path log-probabilities and %d rows of next tokens; expected as many of each, at least one."
              .formatted(pathLogProbs.length, logProbs.length));
    }
    double all = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < pathLogProbs.length; i++) {
      double row = LogSpace.sumExp(logProbs[i]);
      double path = pathLogProbs[i] + row;
      if (Double.isNaN(path) || path == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "path %d has log-probability %s and next tokens of total %s; expected logarithms of probabilities."
                .formatted(i, pathLogProbs[i], row));
      }
      all = LogSpace.add(all, path);
    }
    if (all == Double.NEGATIVE_INFINITY) {
      throw new IllegalArgumentException("no path has a next token that is possible.");
    }
    return all;
  }
}
