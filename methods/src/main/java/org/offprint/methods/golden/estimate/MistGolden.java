package org.offprint.methods.golden.estimate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.estimate.KnownInformation;
import org.offprint.methods.estimate.KnownSamples;
import org.offprint.methods.estimate.KnownSamples.Transform;
import org.offprint.methods.estimate.Ksg;
import org.offprint.methods.estimate.Mist;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Filler;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The whole network with filler weights, with and without τ, padded and permuted; the pinball
/// loss; the truths, transforms and the nearest-neighbour baseline.
final class MistGolden implements Golden {
  private static final String NUMBER = "(-?[\\d.]+)";
  private static final Pattern RULE =
      Pattern.compile(
          "1\\+qfill\\(shape,k\\+(\\d+),([\\d.]+)\\).*?[^+]qfill\\(shape,k\\+(\\d+),([\\d.]+)\\)");
  private static final Pattern NORMAL = Pattern.compile("bivariate_normal_rho_" + NUMBER);
  private static final Pattern DENSE =
      Pattern.compile(
          "(student_)?dense_(\\d+)x(\\d+)_off_diag_" + NUMBER + "(?:_nu" + NUMBER + ")?");
  private static final Pattern IDENTITY =
      Pattern.compile("student_identity_(\\d+)x(\\d+)_nu" + NUMBER);
  private static final Pattern SPARSE =
      Pattern.compile("sparse_(\\d+)x(\\d+)_n(\\d+)_strength" + NUMBER);
  private static final Pattern LATENT =
      Pattern.compile(
          "lvm_(\\d+)x(\\d+)_n(\\d+)_alpha"
              + NUMBER
              + "_lambda"
              + NUMBER
              + "_beta"
              + NUMBER
              + "_eta"
              + NUMBER);
  private static final Pattern ADDITIVE = Pattern.compile("additive_eps_" + NUMBER);
  private static final Pattern MIXED = Pattern.compile(NUMBER + "\\s*\\*\\s*X\\s*\\+\\s*(qfill.*)");

  @Override
  public Entry entry() {
    return new Entry(
        36,
        "2511.18945",
        "mist",
        List.of(Mist.class, KnownSamples.class, KnownInformation.class, Ksg.class),
        "The published weights are not part of the golden values; they load by their names. The meta-data has five families and four transforms, not the authors' sixteen combinations, and x and y must have equally many columns.");
  }

  @Override
  public void check(Node file) {
    Node config = file.at("config");
    Tensor rows = starting(file, "input(").tensor();
    Tensor padded = starting(file, "padding_mask(").truthTensor();
    Mist mean = model(config, file.at("weights"), false);
    file.at("output_mse_variant").expect(mean.apply(rows, padded, null));
    Node quantile = file.at("output_quantile_variant");
    Tensor tau = quantile.at("tau").tensor();
    quantile.at("value").expect(model(config, file.at("weights"), true).apply(rows, padded, tau));
    permutation(file.at("permutation"), mean, rows, padded);
    padding(file.at("padding_check"), mean, rows, padded);
    for (Node one : file.at("pinball").list()) {
      one.at("loss")
          .expect(
              Mist.pinball(
                  scalar(one.at("pred")), scalar(one.at("target")), scalar(one.at("tau"))));
    }
    file.at("ground_truth_nats").entries().forEach((key, node) -> node.expect(truth(key)));
    transforms(file.at("transforms_leave_mi_unchanged"));
    Node ksg = file.at("ksg_baseline");
    Tensor x = ksg.at("X").tensor();
    Tensor y = mixed(ksg.at("Y"), x);
    ksg.at("mi_nats").expect(new Ksg(ksg.at("k").integer()).of(x, y).nats());
    if (file.has("max_abs_diff_against_authors_code")) {
      file.at("max_abs_diff_against_authors_code")
          .leaveAside("how far the reference itself was from the authors' code");
    }
  }

  private static Tensor scalar(Node node) {
    return Tensor.of(new double[] {node.number()}, 1);
  }

  private static Node starting(Node node, String start) {
    for (Map.Entry<String, Node> one : node.entries().entrySet()) {
      if (one.getKey().startsWith(start)) {
        return one.getValue();
      }
    }
    throw new IllegalArgumentException("%s has nothing called %s…".formatted(node, start));
  }

  private static Mist model(Node config, Node weights, boolean quantile) {
    var settings =
        new Mist.Settings(
            config.at("phi_hidden").integer(),
            config.at("heads").integer(),
            starting(config, "dim_feedforward").integer(),
            config.at("n_inds").integer(),
            config.at("n_seeds").integer(),
            config.at("sab_stack").integer(),
            config.at("enc").integer(),
            config.at("dec").integer(),
            config.at("rho_layers").integer(),
            config.at("rho_hidden").integer(),
            config.at("max_input_dim").integer(),
            quantile,
            Double.POSITIVE_INFINITY,
            0,
            0);
    Mist model = new Mist(new Initial(new SplittableRandom(1), Type.FLOAT64), settings);
    Matcher rule = RULE.matcher(weights.at("rule").text());
    if (!rule.find()) {
      throw new IllegalArgumentException(
          "the rule of the weights is not understood: expected 1+qfill(shape,k+…,…) and qfill(shape,k+…,…)");
    }
    Map<String, Tensor> values = new HashMap<>();
    Map<String, Tensor> mine = model.tensors();
    int k = 0;
    for (Node one : weights.at("order").list()) {
      String name = one.list().get(0).text();
      long[] stated = one.list().get(1).longs();
      Tensor own = mine.get(name);
      // One more column where the quantile variant has it: the order is stated for the other one
      long[] shape = quantile && own != null ? own.shape() : stated;
      boolean norm = shape.length == 1 && name.endsWith("weight");
      int from = norm ? 1 : 3;
      Tensor filled =
          Filler.fill(
              k + Integer.parseInt(rule.group(from)),
              Double.parseDouble(rule.group(from + 1)),
              shape);
      values.put(name, norm ? filled.add(1) : filled);
      k++;
    }
    model.load(values);
    model.training(false);
    return model;
  }

  private static void permutation(Node one, Mist model, Tensor rows, Tensor padded) {
    Tensor order = one.at("rows_of_sample_0_permuted").longTensor();
    Tensor first = rows.narrow(0, 0, 1);
    Tensor mask = padded.narrow(0, 0, 1);
    one.at("output").expect(model.apply(first.indexSelect(1, order), mask, null));
    one.at("unpermuted").expect(model.apply(first, mask, null));
  }

  /// `sample_1_without_padding`: only the rows that are there.
  private static void padding(Node one, Mist model, Tensor rows, Tensor padded) {
    one.entries()
        .forEach((key, node) -> {
          Matcher sample = Pattern.compile("sample_(\\d+)_without_padding").matcher(key);
          if (sample.matches()) {
            long b = Long.parseLong(sample.group(1));
            Tensor present = padded.select(0, b).not().positions();
            Tensor kept = rows.narrow(0, b, 1).indexSelect(1, present);
            node.expect(model.apply(kept, null, null));
            one.at("with_padding")
                .expect(model.apply(rows.narrow(0, b, 1), padded.narrow(0, b, 1), null));
          }
        });
  }

  private static double truth(String key) {
    Matcher m = NORMAL.matcher(key);
    if (m.matches()) {
      return KnownInformation.gaussian(number(m, 1), 1);
    }
    m = DENSE.matcher(key);
    if (m.matches()) {
      int dx = integer(m, 2);
      Tensor matrix = KnownSamples.dense(dx + integer(m, 3), number(m, 4));
      return m.group(1) == null
          ? KnownInformation.gaussian(matrix, dx)
          : KnownInformation.student(matrix, dx, number(m, 5));
    }
    m = IDENTITY.matcher(key);
    if (m.matches()) {
      int dx = integer(m, 1);
      return KnownInformation.student(KnownSamples.dense(dx + integer(m, 2), 0), dx, number(m, 3));
    }
    m = SPARSE.matcher(key);
    if (m.matches()) {
      double strength = number(m, 4);
      return KnownInformation.gaussian(
          KnownSamples.latent(
              integer(m, 1), integer(m, 2), integer(m, 3), 0, strength, 0, strength),
          integer(m, 1));
    }
    m = LATENT.matcher(key);
    if (m.matches()) {
      return KnownInformation.gaussian(
          KnownSamples.latent(
              integer(m, 1),
              integer(m, 2),
              integer(m, 3),
              number(m, 4),
              number(m, 5),
              number(m, 6),
              number(m, 7)),
          integer(m, 1));
    }
    m = ADDITIVE.matcher(key);
    if (m.matches()) {
      return KnownInformation.additiveUniform(number(m, 1));
    }
    throw new IllegalArgumentException("the distribution '%s' is not known".formatted(key));
  }

  private static double number(Matcher matcher, int group) {
    return Double.parseDouble(matcher.group(group));
  }

  private static int integer(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static void transforms(Node one) {
    double[] x = one.at("x").numbers();
    one.entries()
        .forEach((key, node) -> {
          var values = new ArrayList<Double>();
          for (double value : x) {
            switch (key) {
              case "half_cube" -> values.add(Transform.HALF_CUBE.ofX(value));
              case "asinh" -> values.add(Transform.ASINH.ofX(value));
              case "wiggly_x" -> values.add(Transform.WIGGLY.ofX(value));
              case "wiggly_y" -> values.add(Transform.WIGGLY.ofY(value));
              default -> {
                return; // x itself; another number that nobody knows fails the file
              }
            }
          }
          node.expect(values.stream().mapToDouble(Double::doubleValue).toArray());
        });
  }

  /// Numbers, or a text such as `0.6*X + qfill((20,1),302,1.0)`.
  private static Tensor mixed(Node node, Tensor x) {
    if (!node.isText()) {
      return node.tensor();
    }
    Matcher matcher = MIXED.matcher(node.text());
    return matcher.matches()
        ? x.mul(number(matcher, 1)).add(Filler.parse(matcher.group(2)))
        : node.tensor();
  }
}
