package org.offprint.methods.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hipparchus.analysis.differentiation.Gradient;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Order;

/// A downstream score (BLEU, COMET) after fine-tuning, from the tokens of pre-training that came before.
///
///     f(D) = (ln(A D^α))^β
///
/// Shapes: one number of tokens and one score a measurement.
/// Range: rises with D; NaN where A D^α < 1, outside the law's domain.
/// Source: Isik et al., Scaling Laws for Downstream Task Performance in Machine Translation, arXiv:2402.04177, equation 1.
/// Differs from the source: UNCERTAIN: the details of the fit. Ours is a Huber cost (δ = 0.1 points of score) over (ln A, ln α, ln β)
///   from 36 starts. The three numbers are strongly correlated: compare predictions, and judge by larger D that was held out. That
///   scores which fall are refused is our reading of the paper's guide, by which such pre-training data do not fit the task.
/// Throws: IllegalArgumentException if a D or score is not finite and > 0, the lengths differ, or fewer than three D differ.
///
/// @param logA ln A
@Source(paper = "arXiv:2402.04177", equation = "1")
public record DownstreamScoreLaw(double logA, double alpha, double beta) implements ScalingLaw {
  private static final Robustness HUBER = new Robustness.Huber(0.1);

  public static Applicability<DownstreamScoreLaw> fit(double[] tokens, double[] scores) {
    return fit(tokens, scores, 0);
  }

  /// @param noise how far a score may fall below that of fewer tokens
  public static Applicability<DownstreamScoreLaw> fit(
      double[] tokens, double[] scores, double noise) {
    requireMeasurements(tokens, scores);
    Optional<String> fall = fall("score", tokens, scores, noise);
    if (fall.isPresent()) {
      return new Applicability.DoesNotFollow<>(fall.get());
    }
    var starts = new ArrayList<double[]>();
    for (double logA : new double[] {-10, -5, 0, 2}) {
      for (double alpha : new double[] {0.2, 0.6, 1}) {
        for (double beta : new double[] {0.5, 1, 2}) {
          starts.add(new double[] {logA, Math.log(alpha), Math.log(beta)});
        }
      }
    }
    return new Applicability.Follows<>(
        new Fit<>(
                List.of("ln A", "ln α", "ln β"),
                new double[] {-500, -20, -10},
                new double[] {500, 10, 5},
                DownstreamScoreLaw::score,
                HUBER,
                theta -> new DownstreamScoreLaw(theta[0], Math.exp(theta[1]), Math.exp(theta[2])))
            .run(PowerLaw.rows(tokens), scores, starts));
  }

  static void requireMeasurements(double[] tokens, double[] values) {
    Fit.requireAsMany("the measurements", values, "tokens", tokens);
    Fit.requirePositive("tokens", tokens);
    Fit.requirePositive("measurements", values);
    Fit.requireDistinct("tokens", 3, tokens);
  }

  /// The first measurement that lies more than the noise below one of fewer tokens.
  static Optional<String> fall(String what, double[] tokens, double[] values, double noise) {
    double best = Double.NEGATIVE_INFINITY;
    for (int i : Order.ascending(tokens)) {
      if (values[i] < best - noise) {
        return Optional.of(
            "the %s at %s tokens is worse than at fewer by more than %s: the pre-training data may not fit the task, and the law does not apply."
                .formatted(what, tokens[i], noise));
      }
      best = Math.max(best, values[i]);
    }
    return Optional.empty();
  }

  private static Gradient score(Gradient[] theta, double[] at) {
    return theta[0]
        .add(theta[1].exp().multiply(Math.log(at[0])))
        .log()
        .multiply(theta[2].exp())
        .exp();
  }

  /// @param at D
  @Override
  public double predict(double... at) {
    Shapes.requireLength("at", at, 1, "D");
    return Math.pow(logA + alpha * Math.log(at[0]), beta);
  }
}
