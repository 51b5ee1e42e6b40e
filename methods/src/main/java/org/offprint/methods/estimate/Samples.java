package org.offprint.methods.estimate;

import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The checks that every estimator makes of a sample before it starts.
final class Samples {
  private Samples() {}

  /// @return the same numbers in float64, cut off from any graph
  static Tensor require(String name, Tensor sample, int leastRows) {
    Shapes.requireRank(name, sample, 2, "(M, D)");
    if (!sample.type().isFloating()) {
      throw new IllegalArgumentException(
          "%s is %s; expected a floating type. Convert it before calling."
              .formatted(name, sample.type()));
    }
    if (sample.size(0) < leastRows || sample.size(1) < 1) {
      throw new IllegalArgumentException(
          "%s has shape %s; expected at least %d row%s of at least 1 column."
              .formatted(name, Shapes.text(sample.shape()), leastRows, leastRows == 1 ? "" : "s"));
    }
    Tensor numbers = sample.detach().to(Type.FLOAT64);
    if (!numbers.allFinite()) {
      throw new IllegalArgumentException(
          "%s holds NaN or infinity%s; leave such rows out before estimating."
              .formatted(name, firstPlace(numbers)));
    }
    return numbers;
  }

  private static String firstPlace(Tensor numbers) {
    double[] values = numbers.toDoubles();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        return ", first at row %d, column %d".formatted(i / numbers.size(1), i % numbers.size(1));
      }
    }
    return "";
  }

  static void requireSameRows(String name, Tensor one, String other, Tensor two) {
    Shapes.requireSize(name, one, 0, two.size(0), "the rows of " + other);
  }

  /// The rows of a matrix as arrays.
  static double[][] rows(Tensor matrix) {
    try (var scope = new Scope()) {
      double[] values = matrix.toDoubles();
      int columns = Math.toIntExact(matrix.size(1));
      double[][] rows = new double[Math.toIntExact(matrix.size(0))][columns];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(values, i * columns, rows[i], 0, columns);
      }
      return rows;
    }
  }
}
