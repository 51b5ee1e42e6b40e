package org.offprint.methods.golden.scaling;

import java.util.List;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.scaling.EncoderDecoderLaw;
import org.offprint.methods.scaling.Fitted;
import org.offprint.methods.scaling.QualityLaw;
import org.offprint.methods.scaling.Robustness;
import org.offprint.methods.scaling.TotalSizeLaw;

/// Fits of the encoder-decoder law by squares and by soft-L1, the rejected univariate law, the best
/// splits, and BLEU from loss.
final class TranslationScalingGolden implements Golden {
  /// Both sides searched for the minimum, and each stopped at its own last digits.
  private static final double SEARCHED = 1e-6;

  @Override
  public Entry entry() {
    return new Entry(
        7,
        "2109.07740",
        "encoder-decoder-scaling",
        List.of(EncoderDecoderLaw.class, TotalSizeLaw.class, QualityLaw.class),
        "The laws and their fits; not the paper's training runs or constants. Soft-L1 as the paper's cost is uncertain.");
  }

  @Override
  public void check(Node file) {
    Node real = file.at("true");
    double encoderBase = file.at("reference_sizes").at("encoder").number();
    double decoderBase = file.at("reference_sizes").at("decoder").number();
    var law =
        new EncoderDecoderLaw(
            real.at("alpha").number(),
            real.at("p_e").number(),
            real.at("p_d").number(),
            real.at("linf").number(),
            encoderBase,
            decoderBase);
    double[] encoders = file.at("encoder").numbers();
    double[] decoders = file.at("decoder").numbers();
    double[] totals = new double[encoders.length];
    double[] expected = new double[encoders.length];
    for (int i = 0; i < encoders.length; i++) {
      totals[i] = encoders[i] + decoders[i];
      expected[i] = law.predict(encoders[i], decoders[i]);
    }
    file.at("clean_loss").expect(expected);
    file.at("start").entries().values().forEach(Node::number); // our fit has starts of its own

    double[] clean = file.at("clean_loss").numbers();
    double[] noisy = file.at("noisy_loss").numbers();
    var squares = new Robustness.Squares();
    Node soft = file.at("fit_noisy_soft_l1");
    var softL1 = new Robustness.SoftL1(soft.at("f_scale").number());
    check(
        file.at("fit_clean"),
        EncoderDecoderLaw.fit(encoders, decoders, clean, encoderBase, decoderBase, squares));
    check(
        file.at("fit_noisy_least_squares"),
        EncoderDecoderLaw.fit(encoders, decoders, noisy, encoderBase, decoderBase, squares));
    check(soft, EncoderDecoderLaw.fit(encoders, decoders, noisy, encoderBase, decoderBase, softL1));

    Node univariate = file.at("univariate_fit_noisy");
    Fitted<TotalSizeLaw> total = TotalSizeLaw.fit(totals, noisy);
    univariate.at("b").expectWithin(SEARCHED, total.law().b());
    univariate.at("p").expectWithin(SEARCHED, total.law().exponent());
    univariate.at("linf").expectWithin(SEARCHED, total.law().irreducible());
    univariate.at("sse").expectWithin(SEARCHED, total.sumOfSquares());

    for (Node one : file.at("allocation").list()) {
      double parameters = one.at("total").number();
      EncoderDecoderLaw.Split split = law.split(parameters);
      one.at("encoder").expect(split.encoder());
      one.at("decoder").expect(split.decoder());
      one.at("decoder_fraction").expect(law.decoderShare());
      one.at("loss").expect(split.loss());
      one.at("loss_even_split").expect(law.predict(parameters / 2, parameters / 2));
    }
    Node bleu = file.at("bleu_law");
    QualityLaw quality = QualityLaw.fit(bleu.at("loss").numbers(), bleu.at("bleu").numbers());
    bleu.at("c_B").expect(quality.c());
    bleu.at("p_B").expect(quality.exponent());
  }

  private static void check(Node out, Fitted<EncoderDecoderLaw> fit) {
    out.at("alpha").expectWithin(SEARCHED, fit.law().alpha());
    out.at("p_e").expectWithin(SEARCHED, fit.law().encoderExponent());
    out.at("p_d").expectWithin(SEARCHED, fit.law().decoderExponent());
    out.at("linf").expectWithin(SEARCHED, fit.law().irreducible());
    out.at("sse").expectOnScale(1e-3, fit.sumOfSquares()); // losses are of the size of 1
  }
}
