package org.offprint.methods.estimate;

import org.hipparchus.special.Gamma;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.LinearAlgebra;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Distributions whose mutual information is known, to hold an estimator against.
///
///     Gaussian, K pairs of correlation ρ: I = −(K / 2) ln(1 − ρ²);  covariance S: I = ½ (ln det S_x + ln det S_y − ln det S)
///     Student: I = Gaussian + f(ν) + f(ν + d_x + d_y) − f(ν + d_x) − f(ν + d_y), f(v) = ln Γ(v / 2) − (v / 2) ψ(v / 2)
///     y = x + uniform noise on ±ε, x uniform on (0, 1), a dimension: ε − ln 2ε for ε ≤ ½, else 1 / 4ε
///     best critic of a Gaussian pair: ln p(x, y) / p(x) p(y) = −½ ln(1 − ρ²) − (ρ² (x² + y²) − 2 ρ x y) / (2 (1 − ρ²))
///
/// Shapes: covariances (d, d), x first; returns a number.
/// Range: nats, ≥ 0; infinite at ρ = ±1.
/// Source: the truths with which MIST is trained, arXiv:2511.18945, and the Gaussian truth of arXiv:2506.00330.
/// Differs from the source: nothing.
/// Throws: IllegalArgumentException if a parameter is outside its range or a covariance is not square.
@Source(paper = "arXiv:2511.18945", equation = "ground truths")
public final class KnownInformation {
  private KnownInformation() {}

  /// K independent pairs of correlation ρ.
  public static double gaussian(double correlation, int pairs) {
    Shapes.require("correlation", correlation, Math.abs(correlation) <= 1, "−1 ≤ ρ ≤ 1");
    Shapes.require("pairs", pairs, pairs >= 1, "at least 1 pair");
    return -pairs / 2.0 * Math.log1p(-correlation * correlation);
  }

  /// The correlation of each of K pairs that together carry so many nats.
  public static double correlationFor(double nats, int pairs) {
    Shapes.require("nats", nats, nats >= 0, "at least 0 nats");
    Shapes.require("pairs", pairs, pairs >= 1, "at least 1 pair");
    return Math.sqrt(-Math.expm1(-2 * nats / pairs));
  }

  /// @param first how many of the variables are x; the others are y
  public static double gaussian(Tensor covariance, int first) {
    Shapes.requireRank("covariance", covariance, 2, "(d, d)");
    Shapes.requireSize(
        "covariance", covariance, 1, covariance.size(0), "the matrix must be square");
    long d = covariance.size(0);
    Shapes.require("first", first, first >= 1 && first < d, "1 to d − 1 variables of x");
    try (var scope = Scope.withoutGradients()) {
      Tensor x = covariance.narrow(0, 0, first).narrow(1, 0, first);
      Tensor y = covariance.narrow(0, first, d - first).narrow(1, first, d - first);
      return 0.5 * (logDeterminant(x) + logDeterminant(y) - logDeterminant(covariance));
    }
  }

  private static double logDeterminant(Tensor matrix) {
    return LinearAlgebra.logAbsoluteDeterminant(matrix).value();
  }

  /// @param shape the Student distribution's scale matrix
  /// @param freedom ν > 0
  public static double student(Tensor shape, int first, double freedom) {
    Shapes.require("freedom", freedom, freedom > 0, "ν > 0");
    double gaussian = gaussian(shape, first);
    long d = shape.size(0);
    return gaussian
        + term(freedom)
        + term(freedom + d)
        - term(freedom + first)
        - term(freedom + d - first);
  }

  private static double term(double v) {
    return Gamma.logGamma(v / 2) - v / 2 * Gamma.digamma(v / 2);
  }

  /// One dimension; independent dimensions add up.
  public static double additiveUniform(double epsilon) {
    Shapes.require("epsilon", epsilon, epsilon > 0, "ε > 0");
    return epsilon > 0.5 ? 0.25 / epsilon : epsilon - Math.log(2 * epsilon);
  }

  /// ln p(x, y) / (p(x) p(y)) of standard normal x and y of correlation ρ: the critic that no other
  /// beats.
  public static double logRatio(double x, double y, double correlation) {
    Shapes.require("correlation", correlation, Math.abs(correlation) < 1, "−1 < ρ < 1");
    double left = 1 - correlation * correlation;
    return -0.5 * Math.log(left)
        - (correlation * correlation * (x * x + y * y) - 2 * correlation * x * y) / (2 * left);
  }
}
