package org.offprint.methods.language;

import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.LinearAlgebra;
import org.offprint.methods.tensor.Tensor;

/// The quantiser of {@link SkillPack}: each row of a matrix on its own grid of 2^bits points.
///
///     lo = min(row, 0), hi = max(row, 0), q = 2^bits − 1        (a row of zeros: lo = −1, hi = 1)
///     symmetric: hi = max(|lo|, hi), lo = −hi where it was negative
///     scale = (hi − lo) / q;  zero = (q + 1) / 2 if symmetric, else round(−lo / scale)
///     code = clip(round(w / scale) + zero, 0, q);  value = scale (code − zero)
///
/// Halves are rounded to the even number.
///
/// @param bits 1 to 16
public record RowQuantiser(int bits, boolean symmetric) {
  public RowQuantiser {
    Shapes.require("bits", bits, bits >= 1 && bits <= 16, "1 to 16");
  }

  /// @param scale (rows)
  /// @param zero (rows)
  /// @param codes (rows, columns), whole numbers of the matrix's floating type
  public record Quantised(int bits, Tensor scale, Tensor zero, Tensor codes) {
    public Quantised {
      Shapes.requireRank("codes", codes, 2, "(rows, columns)");
      Shapes.requireRank("scale", scale, 1, "(rows)");
      Shapes.requireSize("scale", scale, 0, codes.size(0), "the rows of the codes");
      Shapes.requireEqual("zero", zero, "scale", scale);
    }

    /// The values that the codes stand for.
    public Tensor value() {
      return codes.sub(zero.unsqueeze(1)).mul(scale.unsqueeze(1));
    }
  }

  /// @param matrix (rows, columns), one column or more
  public Quantised quantise(Tensor matrix) {
    Tensor[] grid = grid(matrix);
    return new Quantised(bits, grid[0], grid[1], codes(matrix, grid[0], grid[1]));
  }

  private Tensor[] grid(Tensor matrix) {
    Shapes.requireRank("matrix", matrix, 2, "(rows, columns)");
    Shapes.requireFloating("matrix", matrix);
    Shapes.require("columns", matrix.size(1), matrix.size(1) >= 1, "1 or more");
    double q = Math.pow(2, bits) - 1;
    Tensor lo = matrix.min(1, false).clampMax(0);
    Tensor hi = matrix.max(1, false).clampMin(0);
    if (symmetric) {
      hi = lo.abs().maximum(hi);
      lo = lo.isLess(0).where(hi.neg(), lo);
    }
    Tensor nothing = lo.isEqual(0).and(hi.isEqual(0));
    lo = lo.maskedFill(nothing, -1);
    hi = hi.maskedFill(nothing, 1);
    Tensor scale = hi.sub(lo).div(q);
    Tensor zero =
        symmetric
            ? Tensor.full((q + 1) / 2, matrix.type(), matrix.size(0))
            : lo.neg().div(scale).round();
    return new Tensor[] {scale, zero};
  }

  private Tensor codes(Tensor matrix, Tensor scale, Tensor zero) {
    return matrix
        .div(scale.unsqueeze(1))
        .round()
        .add(zero.unsqueeze(1))
        .clamp(0, Math.pow(2, bits) - 1);
  }

  /// GPTQ: column by column, what rounding did wrong is made up for in the columns to come, so that
  /// the layer's outputs on its usual inputs, not its weights, stay near.
  ///
  ///     H = (2 / n) Xᵀ X + damp · mean(diag) I;  R = upper Cholesky factor of H⁻¹
  ///     column i: quantise, then take error_i / R_ii · R_(i, i…) from the columns from i on
  ///
  /// @param matrix (rows, columns)
  /// @param inputs X (n, columns), what the matrix is multiplied with
  public Quantised calibrated(Tensor matrix, Tensor inputs, double damp) {
    Tensor[] grid = grid(matrix);
    Shapes.requireRank("inputs", inputs, 2, "(n, columns)");
    Shapes.requireType("inputs", inputs, matrix.type());
    Shapes.requireSize("inputs", inputs, 1, matrix.size(1), "the columns of the matrix");
    Shapes.require("rows of inputs", inputs.size(0), inputs.size(0) >= 1, "1 or more");
    Shapes.require("damp", damp, damp > 0, "a number above 0, or H may have no inverse");
    Tensor h = inputs.transpose(0, 1).matmul(inputs).mul(2.0 / inputs.size(0));
    double mean = h.diagonal().mean().value();
    long columns = matrix.size(1);
    // inputs that are all zero ask for nothing: any ridge gives plain rounding
    Tensor ridge = Tensor.eye(columns, matrix.type()).mul(mean > 0 ? damp * mean : 1);
    Tensor r = LinearAlgebra.cholesky(LinearAlgebra.inverse(h.add(ridge))).transpose(0, 1);
    Tensor rest = matrix;
    Tensor[] codes = new Tensor[Math.toIntExact(columns)];
    for (int i = 0; i < codes.length; i++) {
      Tensor column = rest.narrow(1, 0, 1);
      codes[i] = codes(column, grid[0], grid[1]);
      Tensor value = new Quantised(bits, grid[0], grid[1], codes[i]).value();
      Tensor row = r.narrow(0, i, 1).narrow(1, i, columns - i);
      Tensor error = column.sub(value).div(row.narrow(1, 0, 1));
      rest = rest.sub(error.matmul(row)).narrow(1, 1, columns - i - 1);
    }
    return new Quantised(bits, grid[0], grid[1], Tensor.concat(1, codes));
  }
}
