package org.offprint.methods.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.analysis.differentiation.Gradient;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// The loss from model size and training steps together, and so the size that makes the best of a budget of compute.
///
///     L(N, S) = L_∞ + (N_0 / N)^a + (S_0 / S)^g;  C = 6 B N S
///     N_opt(C) = (a N_0^a / (g S_0^g) · (C / 6B)^g)^(1 / (a + g)), which grows as C^(g / (a + g))
///
/// Shapes: one size, one step count and one loss a measurement.
/// Range: L in the unit of the losses.
/// Source: Henighan et al., arXiv:2010.14701, §1 and §3 (N_opt ∝ C^β); the two-term form is that of Kaplan et al., arXiv:2001.08361.
/// Differs from the source: N_opt in closed form, where the paper reads it off the lower envelope of its runs ({@link Frontier}).
/// Throws: IllegalArgumentException if a parameter but L_∞ is not finite and > 0; from fit, as {@link PowerLaw} does.
///
/// @param irreducible L_∞
/// @param sizeScale N_0
/// @param sizeExponent a
/// @param stepScale S_0
/// @param stepExponent g
/// @param batchTokens B, tokens a step
@Source(paper = "arXiv:2010.14701", equation = "§3, C = 6 N E")
public record SizeAndStepsLaw(
    double irreducible,
    double sizeScale,
    double sizeExponent,
    double stepScale,
    double stepExponent,
    double batchTokens)
    implements ScalingLaw {
  public SizeAndStepsLaw {
    Shapes.require("irreducible", irreducible, irreducible >= 0, "a number ≥ 0");
    Fit.requirePositive("parameter", sizeScale, sizeExponent, stepScale, stepExponent, batchTokens);
  }

  public static Fitted<SizeAndStepsLaw> fit(
      double[] sizes, double[] steps, double[] losses, double batchTokens) {
    Fit.requireAsMany("losses", losses, "sizes", sizes);
    Fit.requireAsMany("steps", steps, "sizes", sizes);
    Fit.requirePositive("sizes", sizes);
    Fit.requirePositive("steps", steps);
    Fit.requirePositive("losses", losses);
    Fit.requireDistinct("sizes", 3, sizes);
    Fit.requireDistinct("steps", 3, steps);
    double least = Arrays.stream(losses).min().orElseThrow();
    var starts = new ArrayList<double[]>();
    for (double share : new double[] {0, 0.7}) {
      for (double exponent : new double[] {0.1, 0.4}) {
        starts.add(new double[] {share * least, 4, exponent, 4, exponent});
        starts.add(new double[] {share * least, 4, exponent, 4, 2 * exponent});
      }
    }
    return new Fit<>(
            List.of("L_∞", "ln N_0", "a", "ln S_0", "g"),
            new double[] {0, -60, 1e-6, -60, 1e-6},
            new double[] {least, 60, 5, 60, 5},
            SizeAndStepsLaw::logLoss,
            new Robustness.Squares(),
            theta ->
                new SizeAndStepsLaw(
                    theta[0],
                    Math.exp(theta[1]),
                    theta[2],
                    Math.exp(theta[3]),
                    theta[4],
                    batchTokens))
        .run(PowerLaw.rows(sizes, steps), PowerLaw.logs(losses), starts);
  }

  private static Gradient logLoss(Gradient[] theta, double[] at) {
    Gradient size = theta[1].subtract(Math.log(at[0])).multiply(theta[2]).exp();
    Gradient steps = theta[3].subtract(Math.log(at[1])).multiply(theta[4]).exp();
    return theta[0].add(size).add(steps).log();
  }

  /// @param at N and S
  @Override
  public double predict(double... at) {
    Shapes.requireLength("at", at, 2, "N and S");
    return irreducible
        + Math.pow(sizeScale / at[0], sizeExponent)
        + Math.pow(stepScale / at[1], stepExponent);
  }

  /// The best use of a budget.
  public record Optimum(double size, double steps, double loss) {}

  /// @param compute C in floating-point operations
  public Optimum optimum(double compute) {
    Fit.requirePositive("compute", compute);
    double numerator =
        Math.log(sizeExponent)
            + sizeExponent * Math.log(sizeScale)
            - Math.log(stepExponent)
            - stepExponent * Math.log(stepScale)
            + stepExponent * Math.log(compute / (6 * batchTokens));
    double size = Math.exp(numerator / (sizeExponent + stepExponent));
    double steps = compute / (6 * batchTokens * size);
    return new Optimum(size, steps, predict(size, steps));
  }

  /// β of N_opt ∝ C^β.
  public double optimalSizeExponent() {
    return stepExponent / (sizeExponent + stepExponent);
  }
}
