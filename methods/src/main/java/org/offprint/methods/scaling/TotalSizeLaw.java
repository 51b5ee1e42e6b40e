package org.offprint.methods.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// The alternative that translation models refute: loss from the total of parameters alone. Kept to compare with
/// {@link EncoderDecoderLaw}.
///
///     L(N) = b (10⁶ / N)^p + L_∞
///
/// Shapes: one size and one loss a measurement.
/// Range: L in the unit of the losses, falling to L_∞ ≥ 0.
/// Source: Ghorbani et al., arXiv:2109.07740, §3 (the univariate fit).
/// Differs from the source: the unit of a million parameters, and the fit, are ours.
/// Throws: IllegalArgumentException if a size or loss is not finite and > 0, the lengths differ, or fewer than three sizes differ.
@Source(paper = "arXiv:2109.07740", equation = "§3, univariate")
public record TotalSizeLaw(double b, double exponent, double irreducible) implements ScalingLaw {
  private static final double UNIT = 1e6;

  public static Fitted<TotalSizeLaw> fit(double[] sizes, double[] losses) {
    Fit.requireAsMany("losses", losses, "sizes", sizes);
    Fit.requirePositive("sizes", sizes);
    Fit.requirePositive("losses", losses);
    Fit.requireDistinct("sizes", 3, sizes);
    double least = Arrays.stream(losses).min().orElseThrow();
    double most = Arrays.stream(losses).max().orElseThrow();
    double typical = Arrays.stream(sizes).map(Math::log).average().orElseThrow();
    var starts = new ArrayList<double[]>();
    for (double share : new double[] {0, 0.5, 0.9}) {
      for (double exponent : new double[] {0.1, 0.4}) {
        double reducible = Math.log((least + most) / 2 - share * least);
        starts.add(
            new double[] {
              reducible + exponent * (typical - Math.log(UNIT)), exponent, share * least
            });
      }
    }
    return new Fit<>(
            List.of("ln b", "p", "L_∞"),
            new double[] {-20, 0, 0},
            new double[] {10, 3, least},
            (theta, at) ->
                theta[0].add(theta[1].multiply(Math.log(UNIT / at[0]))).exp().add(theta[2]),
            new Robustness.Squares(),
            theta -> new TotalSizeLaw(Math.exp(theta[0]), theta[1], theta[2]))
        .run(PowerLaw.rows(sizes), losses, starts);
  }

  /// @param at N
  @Override
  public double predict(double... at) {
    Shapes.requireLength("at", at, 1, "N");
    return b * Math.pow(UNIT / at[0], exponent) + irreducible;
  }
}
