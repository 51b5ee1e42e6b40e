package org.offprint.methods.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.analysis.differentiation.Gradient;
import org.hipparchus.stat.regression.SimpleRegression;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// The loss of one language family in a multilingual model: it depends on the family's own share of the training data, and on nothing
/// of the others.
///
///     L(N, D, p) = (E + A / N^a + B / D^b) p^(−g)
///
/// Shapes: one size N, one number of tokens D, one share p and one loss a measurement.
/// Range: L in the unit of the losses; infinite at p = 0, where a measured loss is not: fit and use it for p ≥ 0.05.
/// Source: He et al., Scaling Laws for Multilingual Language Models, arXiv:2410.12883, equation 3.
/// Differs from the source: UNCERTAIN: the details of the fit. Ours is a Huber cost (δ = 1e-3) of ln L, from a grid of starts. With few
///   values of N and D only predictions and g are determined: see {@link Fitted#notIdentified()}.
/// Throws: IllegalArgumentException if a number is not finite and > 0, a share is above 1, the lengths differ, or there are fewer points
///   than the six parameters.
@Source(paper = "arXiv:2410.12883", equation = "3")
public record MultilingualLaw(double E, double A, double a, double B, double b, double g)
    implements ScalingLaw {
  /// A Huber cost of ln L from a grid of starts.
  public static Fitted<MultilingualLaw> fit(
      double[] sizes, double[] tokens, double[] shares, double[] losses) {
    double least = requireLosses(losses);
    var starts = new ArrayList<MultilingualLaw>();
    for (double floor : new double[] {0.1, 0.7}) {
      for (double sizeExponent : new double[] {0.2, 0.5}) {
        for (double tokenExponent : new double[] {0.2, 0.5}) {
          starts.add(
              new MultilingualLaw(
                  floor * least,
                  least / 2 * Math.pow(median(sizes), sizeExponent),
                  sizeExponent,
                  least / 2 * Math.pow(median(tokens), tokenExponent),
                  tokenExponent,
                  0.1));
        }
      }
    }
    return fit(sizes, tokens, shares, losses, starts, new Robustness.Huber(1e-3));
  }

  /// @param starts where the search begins; the lowest end counts
  public static Fitted<MultilingualLaw> fit(
      double[] sizes,
      double[] tokens,
      double[] shares,
      double[] losses,
      List<MultilingualLaw> starts,
      Robustness robustness) {
    requireLosses(losses);
    Fit.requireAsMany("losses", losses, "sizes", sizes);
    Fit.requireAsMany("tokens", tokens, "sizes", sizes);
    Fit.requireAsMany("shares", shares, "sizes", sizes);
    Fit.requirePositive("sizes", sizes);
    Fit.requirePositive("tokens", tokens);
    SamplingRatios.requireShares("shares", shares);
    Fit.requireDistinct("shares", 2, shares);
    return new Fit<>(
            List.of("ln E", "ln A", "a", "ln B", "b", "g"),
            new double[] {-60, -60, 1e-6, -60, 1e-6, -5},
            new double[] {60, 60, 5, 60, 5, 5},
            MultilingualLaw::logLoss,
            robustness,
            theta ->
                new MultilingualLaw(
                    Math.exp(theta[0]),
                    Math.exp(theta[1]),
                    theta[2],
                    Math.exp(theta[3]),
                    theta[4],
                    theta[5]))
        .run(
            PowerLaw.rows(sizes, tokens, shares),
            PowerLaw.logs(losses),
            starts.stream().map(MultilingualLaw::theta).toList());
  }

  private static double requireLosses(double[] losses) {
    Fit.requirePositive("losses", losses);
    return Arrays.stream(losses)
        .min()
        .orElseThrow(
            () -> new IllegalArgumentException("there are no losses; expected at least six."));
  }

  private static double median(double[] values) {
    return org.offprint.methods.numeric.Order.median(values);
  }

  private double[] theta() {
    return new double[] {Math.log(E), Math.log(A), a, Math.log(B), b, g};
  }

  private static Gradient logLoss(Gradient[] theta, double[] at) {
    Gradient size = theta[1].subtract(theta[2].multiply(Math.log(at[0]))).exp();
    Gradient data = theta[3].subtract(theta[4].multiply(Math.log(at[1]))).exp();
    return theta[0].exp().add(size).add(data).log().subtract(theta[5].multiply(Math.log(at[2])));
  }

  /// @param at N, D and p
  @Override
  public double predict(double... at) {
    Shapes.requireLength("at", at, 3, "N, D and p");
    return monolingual(at[0], at[1]) * Math.pow(at[2], -g);
  }

  /// The loss at p = 1.
  public double monolingual(double size, double tokens) {
    return E + A / Math.pow(size, a) + B / Math.pow(tokens, b);
  }

  /// g from runs of one size and one number of tokens: the falling slope of ln L over ln p.
  public static double shareExponent(double[] shares, double[] losses) {
    SamplingRatios.requireShares("shares", shares);
    Fit.requirePositive("losses", losses);
    SimpleRegression line = InformationGain.line("shares", shares, PowerLaw.logs(losses));
    return -line.getSlope();
  }
}
