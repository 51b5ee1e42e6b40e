package org.offprint.methods.language;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Numbers of a group on a grid from the smallest to the largest of them.
///
///     lo = min x, s = (max x − lo) / (2^bits − 1);  code = round((x − lo) / s), value = code s + lo
///
/// Halves are rounded to the even number; where all are equal s is 0 and so is every code. Beside the
/// codes a group stores lo and s.
///
/// Shapes: x (…, G), a group along the last axis.
/// Range: |value − x| ≤ s / 2.
/// Source: arXiv:2410.18441, the quantiser of its staircase cache; the form is that of KIVI
/// (arXiv:2402.02750).
/// Differs from the source: nothing known.
/// Throws: IllegalArgumentException if bits are not 1 to 16 or groups are empty.
///
/// @param bits 1 to 16
@Source(paper = "arXiv:2410.18441", equation = "group quantiser of the staircase cache")
public record GroupQuantiser(int bits) {
  public GroupQuantiser {
    Shapes.require("bits", bits, bits >= 1 && bits <= 16, "1 to 16");
  }

  /// 4 bits.
  public static GroupQuantiser standard() {
    return new GroupQuantiser(4);
  }

  /// @param codes (…, G), whole numbers of x's floating type
  /// @param scale (…, 1)
  /// @param lowest (…, 1)
  public record Groups(Tensor codes, Tensor scale, Tensor lowest) {
    public Groups {
      Shapes.requireRankOf("codes", codes, 1, "(…, G)");
      Shapes.requireEqual(
          "scale", scale, "one number a group", codes.narrow(-1, 0, Math.min(1, codes.size(-1))));
      Shapes.requireEqual("lowest", lowest, "scale", scale);
    }

    public Tensor value() {
      return codes.mul(scale).add(lowest);
    }
  }

  public Groups quantise(Tensor x) {
    Shapes.requireFloating("x", x);
    Shapes.require("dimensions of x", x.rank(), x.rank() >= 1, "1 or more");
    Shapes.require("numbers a group", x.size(-1), x.size(-1) >= 1, "1 or more");
    double most = Math.pow(2, bits) - 1;
    Tensor lowest = x.min(-1, true);
    Tensor scale = x.max(-1, true).sub(lowest).div(most);
    Tensor divisor = scale.maskedFill(scale.isEqual(0), 1);
    Tensor codes = x.sub(lowest).div(divisor).round().clamp(0, most);
    return new Groups(codes, scale, lowest);
  }
}
