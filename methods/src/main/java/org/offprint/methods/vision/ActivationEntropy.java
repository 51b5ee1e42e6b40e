package org.offprint.methods.vision;

import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// The entropy of what an activation gives, and how that entropy changes when the activation is bent: the argument behind
/// {@link CrRelu}.
///
///     y the inverse of an increasing activation, p the density of its inputs:
///     H[y] = −∫ p(y) y′ ln(p(y) y′) dx
///     δH/δy = p′(y) y′ + p(y) y″ / y′;  the correction that raises H goes along −δH/δy
///     H(f(X)) = ½ ln 2πe + ∫ φ(x) ln f′(x) dx   for a normal X and an increasing f
///
/// Shapes: functions of one number; p is the normal density φ unless another is given.
/// Range: nats, any sign; of all f with values in (0, 1) the normal distribution function alone reaches 0.
/// Source: Sun et al., Improved activation functions by entropy, ICLR 2025, arXiv:2405.12954, the EAFO and WAFBC sections.
/// Differs from the source: the first variation is our own derivation from `H[y]`, checked by finite differences; the sign
/// convention of the paper is UNCERTAIN. Integrals are Gauss-Legendre sums, 20 points on each of 256 equal pieces, so
/// that a kink inside a piece costs accuracy.
/// Throws: IllegalArgumentException if the range is empty or not finite.
@Source(paper = "arXiv:2405.12954", equation = "EAFO, WAFBC")
public record ActivationEntropy(DoubleUnaryOperator density, DoubleUnaryOperator densitySlope) {
  private static final int PIECES = 256;
  private static final GaussIntegratorFactory GAUSS = new GaussIntegratorFactory();

  /// For inputs that are standard normal.
  public static ActivationEntropy standard() {
    return new ActivationEntropy(ActivationEntropy::normal, x -> -x * normal(x));
  }

  /// φ(x).
  public static double normal(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /// `H[y]` over the given range of x.
  ///
  /// @param slope y′, positive
  public double functional(
      DoubleUnaryOperator y, DoubleUnaryOperator slope, double from, double to) {
    return integral(
        x -> {
          double r = density.applyAsDouble(y.applyAsDouble(x)) * slope.applyAsDouble(x);
          return r == 0 ? 0 : -r * Math.log(r);
        },
        from,
        to);
  }

  /// δH/δy at x.
  ///
  /// @param slope y′
  /// @param curvature y″
  public double variation(
      DoubleUnaryOperator y, DoubleUnaryOperator slope, DoubleUnaryOperator curvature, double x) {
    double at = y.applyAsDouble(x);
    double d = slope.applyAsDouble(x);
    return densitySlope.applyAsDouble(at) * d
        + density.applyAsDouble(at) * curvature.applyAsDouble(x) / d;
  }

  /// How fast H of the identity y = x changes when `direction` is added to it: ∫ δH/δy · direction.
  public double slopeAtIdentity(DoubleUnaryOperator direction, double from, double to) {
    return integral(
        x -> variation(t -> t, t -> 1, t -> 0, x) * direction.applyAsDouble(x), from, to);
  }

  /// The entropy of f(X) for a standard normal X.
  ///
  /// @param slope f′, positive from `from` to `to`, outside of which X is taken never to be
  public static double ofOutput(DoubleUnaryOperator slope, double from, double to) {
    return 0.5 * Math.log(2 * Math.PI * Math.E)
        + integral(x -> normal(x) * Math.log(slope.applyAsDouble(x)), from, to);
  }

  private static double integral(DoubleUnaryOperator f, double from, double to) {
    Shapes.require("to", to, from < to && Double.isFinite(to - from), "a finite end after " + from);
    double width = (to - from) / PIECES;
    double sum = 0;
    for (int i = 0; i < PIECES; i++) {
      GaussIntegrator piece = GAUSS.legendre(20, from + i * width, from + (i + 1) * width);
      sum += piece.integrate(f::applyAsDouble);
    }
    return sum;
  }
}
