package org.offprint.methods.golden.scaling;

import java.util.Arrays;
import java.util.List;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.scaling.Fitted;
import org.offprint.methods.scaling.Frontier;
import org.offprint.methods.scaling.InformationGain;
import org.offprint.methods.scaling.PowerLaw;
import org.offprint.methods.scaling.SizeAndStepsLaw;
import org.offprint.methods.scaling.TransformerSize;

/// Fits of the power law, sizes for a loss, the best use of compute, information gain and counts of
/// parameters.
final class AutoregressiveScalingGolden implements Golden {
  /// Both sides searched for the minimum, and each stopped at its own last digits. The file itself
  /// asks for 1e-4, and for 1e-2 of ln x_0.
  private static final double SEARCHED = 1e-6;

  @Override
  public Entry entry() {
    return new Entry(
        5,
        "2010.14701",
        "autoregressive-scaling",
        List.of(
            PowerLaw.class,
            SizeAndStepsLaw.class,
            Frontier.class,
            InformationGain.class,
            TransformerSize.class),
        "The laws and their fits; not the paper's training runs, and none of its published constants. The fitting recipe is ours.");
  }

  @Override
  public void check(Node file) {
    checkFits(file.at("fit"));
    Node sizes = file.at("size_for_reducible_loss");
    var law = new PowerLaw(0, sizes.at("x0").number(), sizes.at("alpha").number());
    for (Node one : sizes.at("rows").list()) {
      one.at("n").expect(law.sizeFor(one.at("kl").number()));
    }
    checkOptimum(file.at("compute_optimal"));
    checkGain(file.at("infogain"));
    Node count = file.at("param_count");
    double parameters =
        TransformerSize.parameters(count.at("n_layer").integer(), count.at("d_model").integer());
    count.at("N").expect(parameters);
    count.at("C").expect(TransformerSize.compute(parameters, count.at("tokens").number()));
  }

  private static void checkFits(Node at) {
    double[] x = at.at("x").numbers();
    Node real = at.at("true");
    var law =
        new PowerLaw(real.at("linf").number(), real.at("x0").number(), real.at("alpha").number());
    double[] clean = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      clean[i] = law.predict(x[i]);
    }
    at.at("clean_loss").expect(clean);
    Node begin = at.at("start");
    var start =
        new PowerLaw(
            begin.at("linf").number(),
            Math.exp(begin.at("log_x0").number()),
            begin.at("alpha").number());
    for (String which : List.of("clean", "noisy")) {
      double[] losses = at.at(which + "_loss").numbers();
      check(at.at("fit_" + which), PowerLaw.fit(x, losses, start), losses);
    }
  }

  private static void check(Node out, Fitted<PowerLaw> fit, double[] losses) {
    double least = Arrays.stream(losses).min().orElse(0);
    out.at("linf").expectOnScale(1e3 * least, fit.law().irreducible()); // 0 where at its bound
    out.at("x0").expectWithin(1e-5, fit.law().scale()); // 1e-6 of its logarithm, and some
    out.at("alpha").expectWithin(SEARCHED, fit.law().exponent());
    double size = 0; // a perfect fit leaves the rounding of the logarithms
    for (double loss : losses) {
      size += Math.log(loss) * Math.log(loss);
    }
    out.at("sse_log").expectOnScale(1e-6 * size, fit.sumOfSquares());
  }

  private static void checkOptimum(Node at) {
    var law =
        new SizeAndStepsLaw(
            at.at("linf").number(),
            at.at("N0").number(),
            at.at("alpha_N").number(),
            at.at("S0").number(),
            at.at("alpha_S").number(),
            at.at("batch_tokens").number());
    for (Node one : at.at("rows").list()) {
      SizeAndStepsLaw.Optimum best = law.optimum(one.at("C").number());
      one.at("N_opt").expect(best.size());
      one.at("steps").expect(best.steps());
      one.at("loss").expect(best.loss());
    }
    at.at("exponent").expect(law.optimalSizeExponent());
  }

  private static void checkGain(Node at) {
    double[] text = at.at("loss_text").numbers();
    double[] given = at.at("loss_text_given_image").numbers();
    at.at("mutual_information").expect(InformationGain.mutualInformation(text, given));
    at.at("infogain").expect(InformationGain.gains(text, given));
    InformationGain line = InformationGain.fit(at.at("N").numbers(), text, given);
    at.at("fit_slope_per_ln_N").expect(line.slope());
    at.at("fit_intercept").expect(line.intercept());
    // An exponential of a quotient of fitted numbers
    at.at("N_at_infogain_one").expectWithin(1e-8, line.sizeFor(1));
  }
}
