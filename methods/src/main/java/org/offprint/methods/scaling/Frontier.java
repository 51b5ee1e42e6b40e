package org.offprint.methods.scaling;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Order;

/// What the best run reached for each budget: the points of all learning curves that no other point
/// beats with as little compute.
@Source(paper = "arXiv:2010.14701", equation = "§2, the lower envelope that L(C) is fitted to")
public final class Frontier {
  private Frontier() {}

  /// @param compute of every point of every run
  /// @return where the points of the envelope are, by rising compute and falling loss
  public static int[] lower(double[] compute, double[] losses) {
    Fit.requireAsMany("losses", losses, "compute", compute);
    Fit.requirePositive("compute", compute);
    Fit.requirePositive("losses", losses);
    int[] byLoss = Order.ascending(losses);
    double[] ordered = Arrays.stream(byLoss).mapToDouble(i -> compute[i]).toArray();
    int[] order = Arrays.stream(Order.ascending(ordered)).map(i -> byLoss[i]).toArray();
    double[] best = {Double.POSITIVE_INFINITY};
    return IntStream.of(order)
        .filter(i -> {
          boolean better = losses[i] < best[0];
          best[0] = Math.min(best[0], losses[i]);
          return better;
        })
        .toArray();
  }
}
