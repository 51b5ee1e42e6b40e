package org.offprint.methods.golden.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.scaling.Fitted;
import org.offprint.methods.scaling.MultilingualLaw;
import org.offprint.methods.scaling.Robustness;
import org.offprint.methods.scaling.SamplingRatios;

/// Values of the multilingual law, the best sampling ratios, and a refit from points without noise.
final class MultilingualScalingGolden implements Golden {
  private static final Pattern FAMILY = Pattern.compile("loss_family_(\\d+)");
  private static final Pattern START = Pattern.compile("([EAaBbg])=(e\\^)?([-\\d.]+)");
  private static final double SEARCHED = 1e-6; // both sides searched for the minimum

  @Override
  public Entry entry() {
    return new Entry(
        34,
        "2410.12883",
        "multilingual-scaling",
        List.of(MultilingualLaw.class, SamplingRatios.class),
        "The law, its fit and the ratios; not the paper's training runs. The closed form of the ratios is derived here, the details of the fit are ours.");
  }

  @Override
  public void check(Node file) {
    List<MultilingualLaw> families =
        file.at("families").list().stream().map(MultilingualScalingGolden::law).toList();
    double size = file.at("N").number();
    double tokens = file.at("D").number();
    double[] losses = families.stream().mapToDouble(law -> law.monolingual(size, tokens)).toArray();
    double[] exponents = families.stream().mapToDouble(MultilingualLaw::g).toArray();
    double[] ones = new double[losses.length];
    Arrays.fill(ones, 1);
    double[] inverse = Arrays.stream(losses).map(loss -> 1 / loss).toArray();
    double[] ratios = SamplingRatios.optimal(ones, losses, exponents);
    double[] even = Arrays.stream(ones).map(one -> one / ones.length).toArray();

    file.at("monolingual_loss(p=1)").expect(losses);
    file.at("optimal_ratio_unit_weights").expect(ratios);
    file.at("optimal_ratio_normalised_loss(w=1/L*)")
        .expect(SamplingRatios.optimal(inverse, losses, exponents));
    file.at("objective_at_optimum_unit")
        .expect(SamplingRatios.objective(ratios, ones, losses, exponents));
    file.at("objective_uniform_ratio")
        .expect(SamplingRatios.objective(even, ones, losses, exponents));
    file.at("kkt_check_all_equal").expect(SamplingRatios.slopes(ratios, ones, losses, exponents));
    checkValues(file, families, size, tokens);
  }

  private static MultilingualLaw law(Node one) {
    return new MultilingualLaw(
        one.at("E").number(),
        one.at("A").number(),
        one.at("a").number(),
        one.at("B").number(),
        one.at("b").number(),
        one.at("g").number());
  }

  private static void checkValues(
      Node file, List<MultilingualLaw> families, double size, double tokens) {
    List<Node> values = file.at("values").list();
    double[][] at = new double[3][values.size()];
    double[] losses = new double[values.size()];
    for (int i = 0; i < values.size(); i++) {
      Node one = values.get(i);
      at[0][i] = one.at("N").number();
      at[1][i] = one.at("D").number();
      at[2][i] = one.at("p").number();
      for (Map.Entry<String, Node> entry : one.entries().entrySet()) {
        Matcher family = FAMILY.matcher(entry.getKey());
        if (family.matches()) {
          MultilingualLaw law = families.get(Integer.parseInt(family.group(1)) - 1);
          losses[i] = law.predict(at[0][i], at[1][i], at[2][i]);
          entry.getValue().expect(losses[i]);
        }
      }
    }
    var shares = new ArrayList<Double>();
    var there = new ArrayList<Double>();
    for (int i = 0; i < losses.length; i++) {
      if (at[0][i] == size && at[1][i] == tokens) {
        shares.add(at[2][i]);
        there.add(losses[i]);
      }
    }
    for (Map.Entry<String, Node> entry : file.entries().entrySet()) {
      if (entry.getKey().startsWith("slope_of_log_loss_vs_log_p")) {
        entry.getValue().expect(-MultilingualLaw.shareExponent(array(shares), array(there)));
      }
    }
    checkRefit(file.at("refit_from_noiseless_points"), at, losses);
  }

  private static double[] array(List<Double> list) {
    return list.stream().mapToDouble(value -> value).toArray();
  }

  /// A power and a floor cannot be told apart by fewer than three sizes.
  private static void checkRefit(Node out, double[][] at, double[] losses) {
    Fitted<MultilingualLaw> fit =
        MultilingualLaw.fit(
            at[0],
            at[1],
            at[2],
            losses,
            List.of(start(out.at("start").text())),
            new Robustness.Squares());
    boolean sizes = Arrays.stream(at[0]).distinct().count() >= 3;
    boolean tokens = Arrays.stream(at[1]).distinct().count() >= 3;
    check(out.at("A"), sizes, fit, MultilingualLaw::A);
    check(out.at("a"), sizes, fit, MultilingualLaw::a);
    check(out.at("B"), tokens, fit, MultilingualLaw::B);
    check(out.at("b"), tokens, fit, MultilingualLaw::b);
    check(out.at("E"), sizes && tokens, fit, MultilingualLaw::E);
    check(out.at("g"), true, fit, MultilingualLaw::g);
    double worst = Arrays.stream(fit.residuals()).map(Math::abs).max().orElse(0);
    out.at("max_abs_residual").expectOnScale(1e-4, worst); // of logarithms of the size of 1
  }

  private static void check(
      Node out,
      boolean determined,
      Fitted<MultilingualLaw> fit,
      ToDoubleFunction<MultilingualLaw> parameter) {
    if (determined) {
      out.expectWithin(SEARCHED, parameter.applyAsDouble(fit.law()));
    } else {
      out.leaveAside(
          "two sizes do not determine a power and a floor: any point of a ridge fits as well");
    }
  }

  /// `E=e^0.2 A=e^5 a=.3 B=e^5.5 b=.3 g=.1`.
  private static MultilingualLaw start(String text) {
    var values = new HashMap<String, Double>();
    Matcher matcher = START.matcher(text);
    while (matcher.find()) {
      double number = Double.parseDouble(matcher.group(3));
      values.put(matcher.group(1), matcher.group(2) == null ? number : Math.exp(number));
    }
    if (values.size() != 6) {
      throw new IllegalArgumentException(
          "'%s' is not a start such as E=e^0.2 A=e^5 a=.3 B=e^5.5 b=.3 g=.1".formatted(text));
    }
    return new MultilingualLaw(
        values.getOrDefault("E", 0.0),
        values.getOrDefault("A", 0.0),
        values.getOrDefault("a", 0.0),
        values.getOrDefault("B", 0.0),
        values.getOrDefault("b", 0.0),
        values.getOrDefault("g", 0.0));
  }
}
