package org.offprint.methods.golden.estimate;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.offprint.methods.estimate.CanonicalCorrelation;
import org.offprint.methods.estimate.DonskerVaradhan;
import org.offprint.methods.estimate.InfiniteData;
import org.offprint.methods.estimate.InfoNce;
import org.offprint.methods.estimate.InformationCritic;
import org.offprint.methods.estimate.JensenShannon;
import org.offprint.methods.estimate.KnownInformation;
import org.offprint.methods.estimate.MaxTest;
import org.offprint.methods.estimate.MutualInformationBound;
import org.offprint.methods.estimate.NeuralInformation;
import org.offprint.methods.estimate.Nwj;
import org.offprint.methods.estimate.Smile;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Bounds and gradients on a matrix of scores, Gaussian truths, the best critic, canonical
/// correlations, the choice of an epoch, and the extrapolation with its path.
final class InformationBoundsGolden implements Golden {
  private static final Pattern SMILE = Pattern.compile("smile_clip([\\d.]+)(_joint_clipped)?");
  private static final double LN_2 = Math.log(2);

  @Override
  public Entry entry() {
    return new Entry(
        49,
        "2506.00330",
        "high-dimensional-mutual-information",
        List.of(
            NeuralInformation.class,
            InformationCritic.class,
            MaxTest.class,
            InfiniteData.class,
            InfoNce.class,
            Nwj.class,
            DonskerVaradhan.class,
            Smile.class,
            JensenShannon.class,
            CanonicalCorrelation.class,
            KnownInformation.class),
        "The critics' training has no golden values: theirs would depend on a random stream. Width, depth and activation of the critics are those of the first author's code as far as the specification says.");
  }

  @Override
  public void check(Node file) {
    Tensor scores = file.at("scores").tensor();
    file.at("values")
        .entries()
        .forEach((key, node) -> {
          if (key.equals("log_n_ceiling")) {
            node.expect(InfoNce.standard().ceiling(scores.size(0)));
          } else {
            node.expect(bound(key).apply(scores));
          }
        });
    file.at("gradients")
        .entries()
        .forEach((key, node) -> node.expect(gradient(bound(key), scores)));
    for (Node one : file.at("gaussian_truth").list()) {
      double nats = KnownInformation.gaussian(one.at("rho").number(), one.at("K").integer());
      one.at("nats").expect(nats);
      one.at("bits").expect(nats / LN_2);
    }
    for (Node one : file.at("rho_from_bits").list()) {
      one.at("rho")
          .expect(
              KnownInformation.correlationFor(
                  one.at("bits").number() * LN_2, one.at("K").integer()));
    }
    for (Map.Entry<String, Node> section : file.entries().entrySet()) {
      if (section.getKey().startsWith("optimal_critic_rho")) {
        double rho = Double.parseDouble(section.getKey().substring("optimal_critic_rho".length()));
        critic(section.getValue(), rho);
      }
    }
    cca(file.at("cca"));
    maxTest(file.at("max_test"));
    extrapolation(file.at("extrapolation"));
  }

  private static MutualInformationBound bound(String key) {
    Matcher smile = SMILE.matcher(key);
    if (smile.matches()) {
      return new Smile(Double.parseDouble(smile.group(1)), smile.group(2) != null);
    }
    return switch (key) {
      case "infonce" -> InfoNce.standard();
      case "nwj" -> Nwj.standard();
      case "dv" -> DonskerVaradhan.standard();
      case "js_training_objective" -> JensenShannon.standard();
      case "smile_noclip" -> new Smile(Double.POSITIVE_INFINITY, false);
      case "smile_training" -> Smile.standard();
      default -> throw new IllegalArgumentException("the bound '%s' is not known".formatted(key));
    };
  }

  private static double[] gradient(MutualInformationBound bound, Tensor scores) {
    try (var scope = new Scope()) {
      Tensor leaf = scores.copy().requireGradient();
      bound.objective(leaf).backward();
      Tensor gradient = leaf.gradient();
      return gradient == null ? new double[0] : gradient.toDoubles();
    }
  }

  private static void critic(Node one, double rho) {
    double[] x = one.at("x").numbers();
    double[] y = one.at("y").numbers();
    double[][] f = new double[x.length][y.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y.length; j++) {
        f[i][j] = KnownInformation.logRatio(x[i], y[j], rho);
      }
    }
    one.at("f").expect(f);
  }

  private static void cca(Node one) {
    Tensor x = one.at("X").tensor();
    Tensor y = one.at("Y").tensor();
    one.at("correlations").expect(CanonicalCorrelation.standard().correlations(x, y));
    one.at("bits").expect(CanonicalCorrelation.standard().of(x, y).bits());
  }

  private static void maxTest(Node one) {
    double[] heldOut = one.at("test_curve").numbers();
    double[] training = one.at("train_curve").numbers();
    var choice = MaxTest.standard().choose(heldOut, training);
    one.at("smoothed").expect(choice.smoothed());
    one.at("epoch").expect(choice.epoch());
    one.at("estimate_train_at_epoch").expect(choice.estimate());
    one.at("raw_argmax").expect(new MaxTest(1, 0).choose(heldOut, training).epoch());
  }

  private static void extrapolation(Node one) {
    int[] gamma = one.at("gamma").integers();
    double[] nats = one.at("mi").numbers();
    var line = InfiniteData.standard().extrapolate(gamma, nats);
    List<Node> path = one.at("path").list();
    int largest = IntStream.of(gamma).max().orElse(0);
    for (int i = 0; i < path.size(); i++) {
      path.get(i).at("max_gamma").expect(largest - i);
      path.get(i).at("curvature").expect(line.curvatures()[i]);
    }
    one.at("gammas_kept").expect(line.kept());
    one.at("intercept").expect(line.intercept());
    one.at("slope").expect(line.slope());
    one.at("se_intercept").expect(line.error());
  }
}
