package org.offprint.methods.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hipparchus.analysis.differentiation.Gradient;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Order;

/// Downstream cross-entropy after fine-tuning, from the tokens of pre-training that came before.
///
///     L(D) = E + A / D^α
///
/// Shapes: one number of tokens and one loss a measurement.
/// Range: L in the unit of the losses, falling to E.
/// Source: Isik et al., arXiv:2402.04177, equation 2.
/// Differs from the source: UNCERTAIN: the details of the fit. Ours is a Huber cost (δ = 1e-3) of ln L over (ln E, ln A, ln α) from a grid
///   of starts. Cross-entropy can follow its law where the score does not: a falling loss is no proof that pre-training helps.
/// Throws: IllegalArgumentException if a D or loss is not finite and > 0, the lengths differ, or fewer than three D differ.
@Source(paper = "arXiv:2402.04177", equation = "2")
public record DownstreamLossLaw(double E, double A, double alpha) implements ScalingLaw {
  private static final Robustness HUBER = new Robustness.Huber(1e-3);

  public static Applicability<DownstreamLossLaw> fit(double[] tokens, double[] losses) {
    return fit(tokens, losses, 0);
  }

  /// @param noise how far a loss may rise above that of fewer tokens
  public static Applicability<DownstreamLossLaw> fit(
      double[] tokens, double[] losses, double noise) {
    DownstreamScoreLaw.requireMeasurements(tokens, losses);
    double[] turned = Arrays.stream(losses).map(loss -> -loss).toArray();
    Optional<String> rise = DownstreamScoreLaw.fall("loss", tokens, turned, noise);
    if (rise.isPresent()) {
      return new Applicability.DoesNotFollow<>(rise.get());
    }
    double least = Arrays.stream(losses).min().orElseThrow();
    double typical = Order.median(losses);
    double middle = Math.log(Order.median(tokens));
    var starts = new ArrayList<double[]>();
    for (double share : new double[] {0.1, 0.5, 0.9}) {
      for (double alpha : new double[] {0.05, 0.2, 0.5}) {
        double reducible = Math.log(typical - share * least);
        starts.add(
            new double[] {Math.log(share * least), reducible + alpha * middle, Math.log(alpha)});
      }
    }
    return new Applicability.Follows<>(
        new Fit<>(
                List.of("ln E", "ln A", "ln α"),
                new double[] {-60, -200, -20},
                new double[] {60, 500, 5},
                DownstreamLossLaw::logLoss,
                HUBER,
                theta ->
                    new DownstreamLossLaw(
                        Math.exp(theta[0]), Math.exp(theta[1]), Math.exp(theta[2])))
            .run(PowerLaw.rows(tokens), PowerLaw.logs(losses), starts));
  }

  private static Gradient logLoss(Gradient[] theta, double[] at) {
    Gradient power = theta[1].subtract(theta[2].exp().multiply(Math.log(at[0]))).exp();
    return theta[0].exp().add(power).log();
  }

  /// @param at D
  @Override
  public double predict(double... at) {
    Shapes.requireLength("at", at, 1, "D");
    return E + A / Math.pow(at[0], alpha);
  }
}
