package org.offprint.methods.compress;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Rotary positions on a grid: half of the channels turn with the row, half with the column, so that
/// a product of two turned vectors depends on their displacement alone.
///
///     pair (2i, 2i + 1) of the first d / 2 channels turns by row · θ_row^(−2i / (d / 2)),
///     of the last d / 2 channels by column · θ_column^(−2i / (d / 2))
///
/// Shapes: x (…, n, d), d a multiple of 4; rows and columns hold n positions.
/// Range: lengths stay as they are.
/// Source: MLICv2, arXiv:2504.19119, with θ = 10000 to start from and learnable.
/// Differs from the source: which channels turn with which axis, and in which pairs, is our
/// convention.
/// Throws: IllegalArgumentException if d is no multiple of 4 or the positions are not n.
@Source(paper = "arXiv:2504.19119", equation = "2-D rotary position embedding")
public final class Rotary2d {
  private Rotary2d() {}

  /// @param thetaRow one number that may require a gradient
  /// @param thetaColumn likewise
  public static Tensor apply(
      Tensor x, double[] rows, double[] columns, Tensor thetaRow, Tensor thetaColumn) {
    Shapes.requireFloating("x", x);
    if (x.rank() < 2 || x.size(-1) % 4 != 0 || x.size(-1) == 0) {
      throw new IllegalArgumentException(
          "x has shape %s; expected (…, n, d) with d a multiple of 4."
              .formatted(Shapes.text(x.shape())));
    }
    Shapes.requireSize("x", x, -2, rows.length, "one place a row position");
    Shapes.requireSize("x", x, -2, columns.length, "one place a column position");
    long half = x.size(-1) / 2;
    return Tensor.concat(
        -1,
        turned(x.narrow(-1, 0, half), rows, thetaRow),
        turned(x.narrow(-1, half, half), columns, thetaColumn));
  }

  public static Tensor apply(Tensor x, double[] rows, double[] columns, double theta) {
    Shapes.requireFloating("x", x);
    Tensor base = Tensor.scalar(theta, x.type());
    return apply(x, rows, columns, base, base);
  }

  private static Tensor turned(Tensor x, double[] positions, Tensor theta) {
    long pairs = x.size(-1) / 2;
    Type type = x.type();
    Tensor exponents = Tensor.range(pairs).to(type).mul(-1.0 / pairs); // −2i / h with h = 2 pairs
    Tensor speeds = theta.log().mul(exponents).exp();
    Tensor angles = Tensor.of(positions, positions.length, 1).to(type).mul(speeds);
    Tensor cos = angles.cos();
    Tensor sin = angles.sin();
    long[] paired = java.util.Arrays.copyOf(x.shape(), x.rank() + 1);
    paired[x.rank() - 1] = pairs;
    paired[x.rank()] = 2;
    Tensor both = x.reshape(paired);
    Tensor even = both.select(-1, 0);
    Tensor odd = both.select(-1, 1);
    return Tensor.stack(x.rank(), even.mul(cos).sub(odd.mul(sin)), even.mul(sin).add(odd.mul(cos)))
        .reshape(x.shape());
  }
}
