package org.offprint.methods.decode;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.offprint.methods.Shapes;

/// The textbook example of a rare event, with its exact probability to compare with: a bridge of five
/// edges whose lengths are exponential.
///
///     S = min(x₁ + x₄, x₁ + x₃ + x₅, x₂ + x₅, x₂ + x₃ + x₄), the shortest way across
///
/// @param means of the five lengths, each above 0
public record BridgeNetwork(double... means) {
  private static final int POINTS = 32;

  public BridgeNetwork {
    if (means.length != 5 || !Arrays.stream(means).allMatch(m -> m > 0 && Double.isFinite(m))) {
      throw new IllegalArgumentException(
          "means are %s; expected five finite numbers above 0.".formatted(Arrays.toString(means)));
    }
  }

  public static double shortest(double... x) {
    Shapes.requireLength("x", x, 5, "the five edges");
    return Math.min(
        Math.min(x[0] + x[3], x[0] + x[2] + x[4]), Math.min(x[1] + x[4], x[1] + x[2] + x[3]));
  }

  /// P(S ≥ γ) by quadrature: x₁, x₂ and x₅ are integrated exactly, x₄ and the bridge x₃ by
  /// Gauss-Legendre between the kinks. Beyond γ neither matters any more.
  public double exceedance(double gamma) {
    Shapes.require("gamma", gamma, Double.isFinite(gamma), "a finite level");
    if (gamma <= 0) {
      return 1;
    }
    return expectation(
        means[2],
        gamma,
        c -> expectation(means[3], gamma, p -> given(c, p, gamma), c, gamma - c),
        gamma / 2);
  }

  /// E f(X) for an exponential X, where f is constant from γ on and smooth between the kinks.
  private double expectation(double mean, double gamma, DoubleUnaryOperator f, double... kinks) {
    double finest = 4 * Arrays.stream(means).min().orElseThrow();
    double[] cuts =
        DoubleStream.concat(DoubleStream.of(0, gamma), Arrays.stream(kinks))
            .filter(x -> x >= 0 && x <= gamma)
            .sorted()
            .distinct()
            .toArray();
    double sum = Math.exp(-gamma / mean) * f.applyAsDouble(gamma);
    var factory = new GaussIntegratorFactory();
    for (int i = 0; i + 1 < cuts.length; i++) {
      int parts = (int) Math.clamp(Math.ceil((cuts[i + 1] - cuts[i]) / finest), 1, 50);
      double width = (cuts[i + 1] - cuts[i]) / parts;
      for (int part = 0; part < parts; part++) {
        double from = cuts[i] + part * width;
        sum +=
            factory
                .legendre(POINTS, from, from + width)
                .integrate(x -> Math.exp(-x / mean) / mean * f.applyAsDouble(x));
      }
    }
    return sum;
  }

  /// P(S ≥ γ | x₃ = c, x₄ = p): the logarithm of the integrand over x₅ is linear between its kinks.
  private double given(double c, double p, double gamma) {
    DoubleUnaryOperator log =
        r ->
            -Math.max(0, gamma - Math.min(p, c + r)) / means[0]
                - Math.max(0, gamma - Math.min(r, c + p)) / means[1]
                - r / means[4]
                - Math.log(means[4]);
    double[] cuts =
        DoubleStream.of(0, p - c, gamma - c, c + p, gamma).filter(r -> r >= 0).sorted().toArray();
    double last = cuts[cuts.length - 1];
    double sum =
        means[4] * Math.exp(log.applyAsDouble(last)); // from there on only x₅'s own density
    for (int i = 0; i + 1 < cuts.length; i++) {
      double start = log.applyAsDouble(cuts[i]);
      double rise = log.applyAsDouble(cuts[i + 1]) - start;
      double mean = rise == 0 ? 1 : Math.expm1(rise) / rise;
      sum += (cuts[i + 1] - cuts[i]) * Math.exp(start) * mean;
    }
    return sum;
  }
}
