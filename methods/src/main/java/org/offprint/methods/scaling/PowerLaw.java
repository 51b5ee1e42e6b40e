package org.offprint.methods.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.analysis.differentiation.Gradient;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Order;

/// The loss of autoregressive models: a power of size, data or compute above a floor that no scale passes.
///
///     L(x) = L_∞ + (x_0 / x)^α
///
/// Shapes: one x and one loss a measurement; x is parameters, tokens or compute.
/// Range: L in the unit of the losses, falling to L_∞ ≥ 0.
/// Source: Henighan et al., Scaling Laws for Autoregressive Generative Modeling, arXiv:2010.14701, equation 1.1.
/// Differs from the source: the recipe is ours, as the paper gives none: least squares on ln L over (L_∞, ln x_0, α) with 0 ≤ L_∞ < the
///   least loss, |ln x_0| ≤ 60 and 0 < α ≤ 5, from several starts. L_∞ is poorly determined unless the losses span a factor: look at
///   its interval, and at {@link Fitted#notIdentified()}.
/// Throws: IllegalArgumentException if a size or loss is not finite and > 0, the lengths differ, or fewer than three sizes differ.
///
/// @param irreducible L_∞
/// @param scale x_0
/// @param exponent α
@Source(paper = "arXiv:2010.14701", equation = "1.1")
public record PowerLaw(double irreducible, double scale, double exponent) implements ScalingLaw {
  private static final double BELOW = 0.999999;

  public static Fitted<PowerLaw> fit(double[] x, double[] losses) {
    requireMeasurements(x, losses);
    double middle = Math.log(Order.median(x));
    double least = Arrays.stream(losses).min().orElseThrow();
    double typical = Order.median(losses);
    var starts = new ArrayList<double[]>();
    for (double share : new double[] {0, 0.5, 0.9}) {
      for (double exponent : new double[] {0.05, 0.2, 0.6}) {
        double reducible = typical - share * least; // the law goes through the middle of the data
        starts.add(new double[] {share * least, middle + Math.log(reducible) / exponent, exponent});
      }
    }
    return fit(x, losses, starts);
  }

  /// @param start where the search begins
  public static Fitted<PowerLaw> fit(double[] x, double[] losses, PowerLaw start) {
    requireMeasurements(x, losses);
    return fit(
        x,
        losses,
        List.of(new double[] {start.irreducible, Math.log(start.scale), start.exponent}));
  }

  private static Fitted<PowerLaw> fit(double[] x, double[] losses, List<double[]> starts) {
    double least = Arrays.stream(losses).min().orElseThrow();
    return new Fit<>(
            List.of("L_∞", "ln x_0", "α"),
            new double[] {0, -60, 1e-6},
            new double[] {least * BELOW, 60, 5},
            PowerLaw::logLoss,
            new Robustness.Squares(),
            theta -> new PowerLaw(theta[0], Math.exp(theta[1]), theta[2]))
        .run(rows(x), logs(losses), starts);
  }

  private static void requireMeasurements(double[] x, double[] losses) {
    Fit.requireAsMany("losses", losses, "x", x);
    Fit.requirePositive("x", x);
    Fit.requirePositive("losses", losses);
    Fit.requireDistinct("x", 3, x);
  }

  private static Gradient logLoss(Gradient[] theta, double[] at) {
    return theta[0].add(theta[1].subtract(Math.log(at[0])).multiply(theta[2]).exp()).log();
  }

  static double[][] rows(double[]... columns) {
    double[][] rows = new double[columns[0].length][columns.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        rows[i][j] = columns[j][i];
      }
    }
    return rows;
  }

  static double[] logs(double[] values) {
    return Arrays.stream(values).map(Math::log).toArray();
  }

  /// @param at x
  @Override
  public double predict(double... at) {
    Shapes.requireLength("at", at, 1, "x");
    return irreducible + reducible(at[0]);
  }

  /// (x_0 / x)^α, for a language model the divergence from the true distribution.
  public double reducible(double x) {
    return Math.exp(exponent * (Math.log(scale) - Math.log(x)));
  }

  /// The x at which the reducible loss is this.
  public double sizeFor(double reducible) {
    Fit.requirePositive("reducible", reducible);
    return Math.exp(Math.log(scale) - Math.log(reducible) / exponent);
  }
}
