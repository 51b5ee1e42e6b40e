package org.offprint.methods.estimate;

import java.util.Arrays;
import java.util.List;
import org.hipparchus.special.Gamma;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// The nearest-neighbour estimator of Kraskov, Stögbauer and Grassberger, first form: what learned estimators are compared with.
///
///     ε_i = distance of (x_i, y_i) to its k-th neighbour;  n_x(i) = number of other x within less than ε_i, n_y likewise; maximum norms
///     I = ψ(k) + ψ(n) − mean [ψ(n_x + 1) + ψ(n_y + 1)]
///
/// Shapes: x (n, D), y (n, E) floating, n > k; returns an estimate.
/// Range: nats, may be below 0; at most ψ(n) − ψ(k). Takes n² (D + E) steps.
/// Source: Kraskov et al., Physical Review E 69, 2004, arXiv:cond-mat/0305641; the baseline of arXiv:2511.18945.
/// Differs from the source: repeated samples, whose distance is 0, count no neighbour and not less than none.
/// Throws: IllegalArgumentException as {@link MutualInformationEstimator#of} says; from the constructor, if k < 1.
@Source(paper = "arXiv:2511.18945", equation = "baseline: KSG")
public record Ksg(int k) implements MutualInformationEstimator {
  private static final double NEAR_CEILING = 0.85;

  public Ksg {
    Shapes.require("k", k, k >= 1, "at least 1 neighbour");
  }

  /// k = 3.
  public static Ksg standard() {
    return new Ksg(3);
  }

  @Override
  public MutualInformationEstimate of(Tensor x, Tensor y) {
    Tensor a = Samples.require("x", x, k + 1);
    Tensor b = Samples.require("y", y, k + 1);
    Samples.requireSameRows("y", b, "x", a);
    double[][] xs = Samples.rows(a);
    double[][] ys = Samples.rows(b);
    int n = xs.length;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double[] dx = distances(xs, i);
      double[] dy = distances(ys, i);
      double[] both = new double[n];
      Arrays.setAll(both, j -> Math.max(dx[j], dy[j]));
      both[i] = Double.POSITIVE_INFINITY;
      Arrays.sort(both);
      double epsilon = both[k - 1];
      sum += Gamma.digamma(within(dx, epsilon) + 1.0) + Gamma.digamma(within(dy, epsilon) + 1.0);
    }
    double nats = Gamma.digamma(k) + Gamma.digamma(n) - sum / n;
    double ceiling = Gamma.digamma(n) - Gamma.digamma(k);
    return MutualInformationEstimate.of(
        nats,
        nats > NEAR_CEILING * ceiling
            ? List.of(
                "the estimate of %.2f nats is near %.2f nats, the most that %d samples can give"
                    .formatted(nats, ceiling, n))
            : List.of());
  }

  /// How many others lie within less than ε; the point itself, at distance 0, is not counted.
  private static int within(double[] distances, double epsilon) {
    int count = 0;
    for (double distance : distances) {
      count += distance < epsilon ? 1 : 0;
    }
    return Math.max(0, count - 1);
  }

  private static double[] distances(double[][] rows, int from) {
    double[] distances = new double[rows.length];
    for (int j = 0; j < rows.length; j++) {
      for (int c = 0; c < rows[j].length; c++) {
        distances[j] = Math.max(distances[j], Math.abs(rows[j][c] - rows[from][c]));
      }
    }
    return distances;
  }
}
