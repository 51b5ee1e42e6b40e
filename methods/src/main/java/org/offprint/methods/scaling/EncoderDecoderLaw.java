package org.offprint.methods.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.analysis.differentiation.Gradient;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// The loss of a translation model from the sizes of its two halves, and the best split of a number of parameters.
///
///     L(N_e, N_d) = α (N_e0 / N_e)^p_e (N_d0 / N_d)^p_d + L_∞
///     best for B parameters: N_e = p_e / (p_e + p_d) B, N_d = p_d / (p_e + p_d) B
///
/// Shapes: one encoder size, one decoder size and one loss a measurement; sizes are parameters without embeddings.
/// Range: L in the unit of the losses, falling to L_∞ ≥ 0.
/// Source: Ghorbani et al., Scaling Laws for Neural Machine Translation, arXiv:2109.07740, equation 3.
/// Differs from the source: UNCERTAIN: the paper's fit; ours is least squares, or soft-L1 as the specification supposes, over
///   (ln α, p_e, p_d, L_∞) with exponents in [0, 3] and 0 ≤ L_∞ ≤ the least loss, from several starts.
/// Throws: IllegalArgumentException if a size or loss is not finite and > 0, the lengths differ, there are fewer than four points, or the
///   two sizes always grow together, as the exponents cannot be told apart then.
///
/// @param irreducible L_∞
/// @param baseEncoder N_e0, the size where α is the reducible loss
@Source(paper = "arXiv:2109.07740", equation = "3")
public record EncoderDecoderLaw(
    double alpha,
    double encoderExponent,
    double decoderExponent,
    double irreducible,
    double baseEncoder,
    double baseDecoder)
    implements ScalingLaw {
  private static final double PROPORTIONAL = 1e-8;

  public static Fitted<EncoderDecoderLaw> fit(
      double[] encoders, double[] decoders, double[] losses, Robustness robustness) {
    double base = geometricMean("encoders", encoders);
    double baseDecoder = geometricMean("decoders", decoders);
    return fit(encoders, decoders, losses, base, baseDecoder, robustness);
  }

  /// @param baseEncoder the size of the base model's encoder, in which α is expressed
  public static Fitted<EncoderDecoderLaw> fit(
      double[] encoders,
      double[] decoders,
      double[] losses,
      double baseEncoder,
      double baseDecoder,
      Robustness robustness) {
    Fit.requireAsMany("decoders", decoders, "encoders", encoders);
    Fit.requireAsMany("losses", losses, "encoders", encoders);
    Fit.requirePositive("encoders", encoders);
    Fit.requirePositive("decoders", decoders);
    Fit.requirePositive("losses", losses);
    Fit.requirePositive("base size", baseEncoder, baseDecoder);
    requireApart(encoders, decoders);
    double least = Arrays.stream(losses).min().orElseThrow();
    double most = Arrays.stream(losses).max().orElseThrow();
    var starts = new ArrayList<double[]>();
    for (double share : new double[] {0, 0.5, 0.9}) {
      for (double exponent : new double[] {0.1, 0.4}) {
        double reducible = Math.log((least + most) / 2 - share * least);
        starts.add(new double[] {reducible, exponent, exponent, share * least});
      }
    }
    return new Fit<>(
            List.of("ln α", "p_e", "p_d", "L_∞"),
            new double[] {-20, 0, 0, 0},
            new double[] {10, 3, 3, least},
            (theta, at) -> loss(theta, baseEncoder / at[0], baseDecoder / at[1]),
            robustness,
            theta ->
                new EncoderDecoderLaw(
                    Math.exp(theta[0]), theta[1], theta[2], theta[3], baseEncoder, baseDecoder))
        .run(PowerLaw.rows(encoders, decoders), losses, starts);
  }

  private static Gradient loss(Gradient[] theta, double encoder, double decoder) {
    return theta[0]
        .add(theta[1].multiply(Math.log(encoder)))
        .add(theta[2].multiply(Math.log(decoder)))
        .exp()
        .add(theta[3]);
  }

  private static double geometricMean(String name, double[] values) {
    Fit.requirePositive(name, values);
    return Math.exp(Arrays.stream(values).map(Math::log).average().orElse(0));
  }

  /// The columns 1, ln N_e, ln N_d must be independent.
  private static void requireApart(double[] encoders, double[] decoders) {
    if (encoders.length < 4) {
      throw new IllegalArgumentException(
          "%d points for four parameters: expected at least four.".formatted(encoders.length));
    }
    double[] e = centred(PowerLaw.logs(encoders));
    double[] d = centred(PowerLaw.logs(decoders));
    var design = new Array2DRowRealMatrix(PowerLaw.rows(e, d));
    double[] singular = new SingularValueDecomposition(design).getSingularValues();
    if (!(singular[1] > PROPORTIONAL * singular[0])) {
      throw new IllegalArgumentException(
          "encoder and decoder sizes always grow together, so their exponents cannot be told apart: add runs in which one grows and the other does not.");
    }
  }

  private static double[] centred(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    return Arrays.stream(values).map(value -> value - mean).toArray();
  }

  /// @param at N_e and N_d
  @Override
  public double predict(double... at) {
    Shapes.requireLength("at", at, 2, "N_e and N_d");
    return alpha
            * Math.pow(baseEncoder / at[0], encoderExponent)
            * Math.pow(baseDecoder / at[1], decoderExponent)
        + irreducible;
  }

  /// A number of parameters, divided.
  public record Split(double encoder, double decoder, double loss) {}

  /// @throws IllegalArgumentException if an exponent is 0, as no split is best then
  public Split split(double total) {
    Fit.requirePositive("total", total);
    Shapes.require(
        "the smaller exponent",
        Math.min(encoderExponent, decoderExponent),
        encoderExponent > 0 && decoderExponent > 0,
        "a number > 0, as no split is best otherwise");
    double decoder = decoderShare() * total;
    double encoder = encoderExponent / (encoderExponent + decoderExponent) * total;
    return new Split(encoder, decoder, predict(encoder, decoder));
  }

  /// What part of the parameters the decoder should have.
  public double decoderShare() {
    return decoderExponent / (encoderExponent + decoderExponent);
  }
}
