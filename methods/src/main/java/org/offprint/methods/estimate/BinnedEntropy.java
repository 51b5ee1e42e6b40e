package org.offprint.methods.estimate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Classic Shannon entropy of features cut into bins: the baseline that fails in many dimensions, where every row has a box of its own.
///
///     v = (x − min) / (max − min) by column;  bin = number of edges k / bins, k = 0 … bins − 1, that are ≤ v;  p = share of each distinct row
///     H = −Σ (p + ε) log₂(p + ε), ε = 2^(−52)
///
/// Shapes: features (N, D) floating; returns a number.
/// Range: bits, 0 to log₂ N.
/// Source: the comparison of arXiv:2312.04823, with 2 bins a dimension as in the authors' code.
/// Differs from the source: a column that never varies is one bin; the code divides 0 by 0 there.
/// Throws: IllegalArgumentException if features do not fit {@link FeatureMeasure} or there is no row; from the constructor, if bins < 1.
@Source(paper = "arXiv:2312.04823", equation = "classic Shannon entropy")
public record BinnedEntropy(int bins) implements FeatureMeasure {
  public BinnedEntropy {
    Shapes.require("bins", bins, bins >= 1, "at least 1 bin a dimension");
  }

  /// Two bins a dimension.
  public static BinnedEntropy standard() {
    return new BinnedEntropy(2);
  }

  @Override
  public double of(Tensor features) {
    double[][] rows = Samples.rows(Samples.require("features", features, 1));
    int columns = rows[0].length;
    long[][] cells = new long[rows.length][columns];
    for (int k = 0; k < columns; k++) {
      int column = k;
      long[] bin = equalBins(Arrays.stream(rows).mapToDouble(row -> row[column]).toArray(), bins);
      for (int i = 0; i < rows.length; i++) {
        cells[i][k] = bin[i];
      }
    }
    Map<String, Integer> counts = new HashMap<>();
    for (long[] cell : cells) {
      counts.merge(Arrays.toString(cell), 1, Integer::sum);
    }
    return DiffusionSpectralEntropy.bits(
        counts.values().stream().mapToDouble(count -> (double) count / rows.length).toArray());
  }

  /// Which of the equally wide bins between the least and the greatest value each value lies in,
  /// from 0; all in bin 0 where the values never vary.
  static long[] equalBins(double[] values, int bins) {
    double least = Arrays.stream(values).min().orElse(0);
    double width = Arrays.stream(values).max().orElse(0) - least;
    return Arrays.stream(values)
        .mapToLong(x -> {
          double v = width == 0 ? 0 : (x - least) / width;
          long bin = 0;
          while (bin + 1 < bins && v >= (bin + 1) * (1.0 / bins)) {
            bin++;
          }
          return bin;
        })
        .toArray();
  }
}
