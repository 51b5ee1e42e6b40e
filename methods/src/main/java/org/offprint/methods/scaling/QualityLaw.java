package org.offprint.methods.scaling;

import org.hipparchus.stat.regression.SimpleRegression;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// Translation quality from loss: a power, on test text whose target side was written by people.
///
///     BLEU = c L^(−p)
///
/// Shapes: one loss and one score a measurement.
/// Range: c, BLEU in the same unit.
/// Source: Ghorbani et al., arXiv:2109.07740, §5.
/// Differs from the source: least squares on logarithms. The law does not hold on text translated into the source language ("source
///   original"), where quality stops following the loss.
/// Throws: IllegalArgumentException if a number is not finite and > 0, the lengths differ, or fewer than two losses differ.
@Source(paper = "arXiv:2109.07740", equation = "§5")
public record QualityLaw(double c, double exponent) implements ScalingLaw {
  public static QualityLaw fit(double[] losses, double[] scores) {
    Fit.requireAsMany("scores", scores, "losses", losses);
    Fit.requirePositive("scores", scores);
    SimpleRegression line = InformationGain.line("losses", losses, PowerLaw.logs(scores));
    return new QualityLaw(Math.exp(line.getIntercept()), -line.getSlope());
  }

  /// @param at L
  @Override
  public double predict(double... at) {
    Shapes.requireLength("at", at, 1, "L");
    return c * Math.pow(at[0], -exponent);
  }
}
