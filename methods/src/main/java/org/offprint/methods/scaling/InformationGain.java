package org.offprint.methods.scaling;

import org.hipparchus.stat.regression.SimpleRegression;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// How much an image says about its caption, as a share of the caption's information, by model size.
///
///     I = L(text) − L(text | image);  gain = I / L(text);  gain(N) = intercept + slope ln N
///
/// Shapes: two losses and one size a measurement.
/// Range: 1 when the image says everything; the line passes 1 at some size, which says where it must end and no more.
/// Source: Henighan et al., arXiv:2010.14701, §5 (Infogain).
/// Differs from the source: nothing known.
/// Throws: IllegalArgumentException if a number is not finite and > 0, the lengths differ, or fewer than two sizes differ.
@Source(paper = "arXiv:2010.14701", equation = "§5, Infogain")
public record InformationGain(double intercept, double slope) implements ScalingLaw {
  /// I of each measurement.
  public static double[] mutualInformation(double[] lossText, double[] lossTextGivenImage) {
    Fit.requireAsMany("lossTextGivenImage", lossTextGivenImage, "lossText", lossText);
    Fit.requirePositive("lossText", lossText);
    Fit.requirePositive("lossTextGivenImage", lossTextGivenImage);
    double[] information = new double[lossText.length];
    for (int i = 0; i < information.length; i++) {
      information[i] = lossText[i] - lossTextGivenImage[i];
    }
    return information;
  }

  /// The gain of each measurement.
  public static double[] gains(double[] lossText, double[] lossTextGivenImage) {
    double[] gains = mutualInformation(lossText, lossTextGivenImage);
    for (int i = 0; i < gains.length; i++) {
      gains[i] /= lossText[i];
    }
    return gains;
  }

  public static InformationGain fit(
      double[] sizes, double[] lossText, double[] lossTextGivenImage) {
    double[] gains = gains(lossText, lossTextGivenImage);
    SimpleRegression line = line("sizes", sizes, gains);
    return new InformationGain(line.getIntercept(), line.getSlope());
  }

  /// The line through values over the logarithm of a variable.
  static SimpleRegression line(String name, double[] x, double[] values) {
    Fit.requireAsMany(name, x, "the values", values);
    Fit.requirePositive(name, x);
    Fit.requireDistinct(name, 2, x);
    var line = new SimpleRegression();
    for (int i = 0; i < x.length; i++) {
      line.addData(Math.log(x[i]), values[i]);
    }
    return line;
  }

  /// @param at N
  @Override
  public double predict(double... at) {
    Shapes.requireLength("at", at, 1, "N");
    return intercept + slope * Math.log(at[0]);
  }

  public double sizeFor(double gain) {
    return Math.exp((gain - intercept) / slope);
  }
}
