package org.offprint.methods.forecast;

import java.util.Arrays;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Order;
import org.offprint.methods.tensor.Tensor;

/// Numbers to tokens: each row is divided by its mean absolute value and cut into bins of equal width.
///
///     s = mean |z| over the entries that are not NaN, 1 where that is not above 0
///     centres = V − special − 1 points from low to high, equally far apart; bounds = −1e20, the midpoints, 1e20
///     id = how many bounds are ≤ z / s, plus special, cut to [0, V − 1]; NaN becomes pad
///
/// Shapes: z (B, L) floating; ids (B, L) int64; scales B numbers.
/// Range: ids from special + 1 on, and pad. A row of zeros or of NaN has s = 1. Infinity makes s infinite, and so the ids meaningless.
/// Source: EntroPE, arXiv:2509.26157, §3; the authors' layers/Tokenizer.py, first version.
/// Differs from the source: everything is float64, so that ids beside a bound may differ from the authors' float32. The
/// authors measure low and high on standardised values, and use them on values that were normalised and scaled once more; so
/// does {@link EntroPe}.
/// Throws: IllegalArgumentException if z is no matrix; from the constructor, if low ≥ high or there are fewer than two centres.
///
/// @param vocabulary V
/// @param special how many ids are kept for pad, begin, end and the like
@Source(paper = "arXiv:2509.26157", equation = "§3, Tokenizer.py")
public record MeanScaleQuantiser(double low, double high, int vocabulary, int special, int pad) {
  private static final double BEYOND = 1e20;

  public MeanScaleQuantiser {
    Shapes.require("low", low, low < high, "a number below high, " + high);
    Shapes.require("special", special, special >= 0, "0 or more");
    Shapes.require("pad", pad, pad >= 0 && pad < vocabulary, "an id of the vocabulary");
    Shapes.require(
        "vocabulary",
        vocabulary,
        vocabulary - special - 1 >= 2,
        "special + 3 or more, so that there are two bins");
  }

  /// With the limits that the authors take: the 2.5 % and the 97.5 % quantile of the training
  /// values.
  ///
  /// @param values standardised training values, none NaN
  public static MeanScaleQuantiser fitted(int vocabulary, double... values) {
    return new MeanScaleQuantiser(
        Order.quantile(0.025, values), Order.quantile(0.975, values), vocabulary, 4, 0);
  }

  /// @param ids (B, L) int64
  /// @param scales s of each row
  public record Tokens(Tensor ids, double[] scales) {}

  /// The middles of the bins.
  public double[] centres() {
    double[] centres = new double[vocabulary - special - 1];
    double step = (high - low) / (centres.length - 1);
    Arrays.setAll(centres, i -> i * step + low);
    centres[centres.length - 1] = high;
    return centres;
  }

  private double[] bounds() {
    double[] centres = centres();
    double[] bounds = new double[centres.length + 1];
    bounds[0] = -BEYOND;
    for (int i = 1; i < centres.length; i++) {
      bounds[i] = (centres[i] + centres[i - 1]) / 2;
    }
    bounds[centres.length] = BEYOND;
    return bounds;
  }

  public Tokens apply(Tensor z) {
    Shapes.requireRank("z", z, 2, "(B, L)");
    double[] values = z.toDoubles();
    double[] bounds = bounds();
    int rows = Math.toIntExact(z.size(0));
    int length = Math.toIntExact(z.size(1));
    long[] ids = new long[values.length];
    double[] scales = new double[rows];
    for (int b = 0; b < rows; b++) {
      double[] row = Arrays.copyOfRange(values, b * length, (b + 1) * length);
      scales[b] = scale(row);
      for (int t = 0; t < length; t++) {
        ids[b * length + t] = id(row[t] / scales[b], bounds);
      }
    }
    return new Tokens(Tensor.of(ids, rows, length), scales);
  }

  private static double scale(double[] row) {
    double mean =
        Arrays.stream(row).filter(v -> !Double.isNaN(v)).map(Math::abs).average().orElse(0);
    return mean > 0 ? mean : 1;
  }

  private long id(double value, double[] bounds) {
    if (Double.isNaN(value)) {
      return pad;
    }
    int low = 0; // the bounds before are ≤ value
    int high = bounds.length; // this one and those after are above
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bounds[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.clamp(low + special, 0, vocabulary - 1);
  }
}
