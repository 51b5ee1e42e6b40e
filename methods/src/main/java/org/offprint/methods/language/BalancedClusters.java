package org.offprint.methods.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;

/// k-means whose clusters all have the same size: the assignment of each round is the exact minimum
/// of the summed squared distances under that condition.
///
///     labels = argmin Σ ‖z_i − C_label(i)‖² with F / N members each;  C_e = mean of its members
///
/// The exact assignment is our choice, as the reference calls a package for it.
///
/// @param labels of each row, 0 … clusters − 1
/// @param inertia the summed squared distances of each round, before the centres move
public record BalancedClusters(int[] labels, double[] inertia) {
  /// @param rows (F, h); the first `clusters` of them are where the centres begin
  /// @param clusters a divisor of F
  /// @param rounds at most so many
  public static BalancedClusters of(double[][] rows, int clusters, int rounds) {
    Shapes.require(
        "clusters",
        clusters,
        clusters >= 1 && clusters <= rows.length && rows.length % clusters == 0,
        "a divisor of the %d rows".formatted(rows.length));
    Shapes.require("rounds", rounds, rounds >= 1, "1 or more");
    for (int i = 0; i < rows.length; i++) {
      Shapes.requireLength("row " + i, rows[i], rows[0].length, "as many as row 0");
      if (!Arrays.stream(rows[i]).allMatch(Double::isFinite)) {
        throw new IllegalArgumentException(
            "row %d is not finite: %s".formatted(i, Arrays.toString(rows[i])));
      }
    }
    double[][] centres =
        Arrays.stream(rows, 0, clusters).map(double[]::clone).toArray(double[][]::new);
    List<Double> inertia = new ArrayList<>();
    int[] labels = new int[0];
    for (int round = 0; round < rounds; round++) {
      double[][] distances = distances(rows, centres);
      labels = assign(distances, rows.length / clusters);
      int[] now = labels;
      inertia.add(IntStream.range(0, rows.length).mapToDouble(i -> distances[i][now[i]]).sum());
      double[][] moved = means(rows, labels, clusters);
      if (near(centres, moved)) {
        break;
      }
      centres = moved;
    }
    return new BalancedClusters(
        labels, inertia.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double[][] distances(double[][] rows, double[][] centres) {
    double[][] distances = new double[rows.length][centres.length];
    for (int i = 0; i < rows.length; i++) {
      for (int e = 0; e < centres.length; e++) {
        for (int a = 0; a < rows[i].length; a++) {
          double difference = rows[i][a] - centres[e][a];
          distances[i][e] += difference * difference;
        }
      }
    }
    return distances;
  }

  private static double[][] means(double[][] rows, int[] labels, int clusters) {
    double[][] means = new double[clusters][rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int a = 0; a < rows[i].length; a++) {
        means[labels[i]][a] += rows[i][a];
      }
    }
    for (double[] mean : means) {
      for (int a = 0; a < mean.length; a++) {
        mean[a] /= (double) rows.length / clusters;
      }
    }
    return means;
  }

  /// Whether no centre moved by more than rounding.
  private static boolean near(double[][] centres, double[][] moved) {
    for (int e = 0; e < centres.length; e++) {
      for (int a = 0; a < centres[e].length; a++) {
        if (Math.abs(centres[e][a] - moved[e][a]) > 1e-8 + 1e-5 * Math.abs(moved[e][a])) {
          return false;
        }
      }
    }
    return true;
  }

  /// The cheapest assignment of rows to clusters with `room` places each, by successive cheapest
  /// paths: a row enters a cluster, which may push one of its members on to another, and so forth.
  static int[] assign(double[][] cost, int room) {
    int clusters = cost[0].length;
    int[] labels = new int[cost.length];
    Arrays.fill(labels, -1);
    int[] filled = new int[clusters];
    for (int entering = 0; entering < cost.length; entering++) {
      double[] price = cost[entering].clone(); // of entering each cluster, pushes included
      int[] from = new int[clusters];
      int[] pushed = new int[clusters];
      Arrays.fill(from, -1);
      double[][] push = new double[clusters][clusters];
      int[][] who = new int[clusters][clusters];
      for (double[] row : push) {
        Arrays.fill(row, Double.POSITIVE_INFINITY);
      }
      for (int i = 0; i < entering; i++) {
        for (int e = 0; e < clusters; e++) {
          double more = cost[i][e] - cost[i][labels[i]];
          if (e != labels[i] && more < push[labels[i]][e]) {
            push[labels[i]][e] = more;
            who[labels[i]][e] = i;
          }
        }
      }
      boolean cheaper = true;
      for (int turn = 0; cheaper && turn < clusters; turn++) {
        cheaper = false;
        for (int a = 0; a < clusters; a++) {
          for (int b = 0; b < clusters; b++) {
            if (price[a] + push[a][b] < price[b] - 1e-12) {
              price[b] = price[a] + push[a][b];
              from[b] = a;
              pushed[b] = who[a][b];
              cheaper = true;
            }
          }
        }
      }
      int end = -1;
      for (int e = 0; e < clusters; e++) {
        if (filled[e] < room && (end < 0 || price[e] < price[end])) {
          end = e;
        }
      }
      filled[end]++;
      for (int e = end; ; e = from[e]) {
        if (from[e] < 0) {
          labels[entering] = e;
          break;
        }
        labels[pushed[e]] = e;
      }
    }
    return labels;
  }
}
