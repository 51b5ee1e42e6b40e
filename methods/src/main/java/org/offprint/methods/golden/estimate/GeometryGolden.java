package org.offprint.methods.golden.estimate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.offprint.methods.estimate.AlphaReq;
import org.offprint.methods.estimate.RankMe;
import org.offprint.methods.estimate.Spectrum;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.tensor.Tensor;

/// RankMe and α-ReQ of a matrix, of exact and of perturbed power laws, and at the limits. Keys such
/// as `alpha_12_100_weighted` say the ranks.
final class GeometryGolden implements Golden {
  private static final Pattern ALPHA =
      Pattern.compile("alpha_(\\d+)_(\\d+)(_weighted|_unweighted)?");
  private static final Pattern LIMIT = Pattern.compile("(isotropic|rank_one)_d(\\d+)(_with_eps)?");
  private static final Pattern POWER_LAWS = Pattern.compile("power_laws_(\\d+)");
  private static final Pattern PERTURBED =
      Pattern.compile(
          "i\\^(?<power>[-\\d.]+) \\* exp\\((?<size>[-\\d.]+) sin\\((?<rate>[-\\d.]+) \\(i-1\\)\\)\\), i=1\\.\\.(?<last>\\d+)");
  private static final RankMe DEFAULT = RankMe.standard();
  private static final RankMe EXACT = new RankMe(Spectrum.COVARIANCE_EIGENVALUES, 0);
  private static final RankMe UNCENTRED = new RankMe(Spectrum.SINGULAR_VALUES, DEFAULT.epsilon());

  @Override
  public Entry entry() {
    return new Entry(
        45,
        "2509.23024",
        "rankme",
        List.of(RankMe.class, AlphaReq.class, Spectrum.class),
        "The paper's figures come from checkpoints of large models, which are not run here.");
  }

  @Override
  public void check(Node file) {
    for (Map.Entry<String, Node> section : file.entries().entrySet()) {
      String name = section.getKey();
      Matcher powerLaws = POWER_LAWS.matcher(name);
      if (powerLaws.matches()) {
        int count = Integer.parseInt(powerLaws.group(1));
        section
            .getValue()
            .entries()
            .forEach(
                (power, node) -> spectrum(node, powerLaw(count, -Double.parseDouble(power), 0, 0)));
      } else if (name.startsWith("perturbed_")) {
        spectrum(section.getValue(), perturbed(section.getValue().at("formula").text()));
      } else if (name.equals("limits")) {
        section.getValue().entries().forEach(GeometryGolden::limit);
      } else if (section.getValue().isObject() && section.getValue().has("Z")) {
        matrix(section.getValue());
      }
    }
  }

  private static void matrix(Node one) {
    Tensor z = one.at("Z").tensor();
    double[] lambda = Spectrum.COVARIANCE_EIGENVALUES.of(z);
    one.at("eigenvalues").expect(lambda);
    one.at("rankme_eig").expect(DEFAULT.of(z));
    one.at("rankme_eig_exact").expect(EXACT.of(z));
    one.at("rankme_singular_uncentred").expect(UNCENTRED.of(z));
    alphas(one, lambda);
  }

  private static void spectrum(Node one, double[] lambda) {
    one.at("rankme_eig").expect(DEFAULT.ofSpectrum(lambda));
    if (one.has("rankme_exact")) {
      one.at("rankme_exact").expect(EXACT.ofSpectrum(lambda));
    }
    alphas(one, lambda);
  }

  private static void alphas(Node one, double[] lambda) {
    one.entries()
        .forEach((key, node) -> {
          Matcher ranks = ALPHA.matcher(key);
          if (ranks.matches()) {
            int first = Integer.parseInt(ranks.group(1));
            int last = Integer.parseInt(ranks.group(2));
            boolean weighted = !"_unweighted".equals(ranks.group(3));
            AlphaReq.Fit fit = new AlphaReq(first, last, weighted).fit(lambda);
            node.expect(fit.alpha(), fit.intercept(), fit.rSquared());
          }
        });
  }

  private static void limit(String key, Node node) {
    Matcher limit = LIMIT.matcher(key);
    if (!limit.matches()) {
      return; // a number here that nobody knows fails the file
    }
    double[] lambda = new double[Integer.parseInt(limit.group(2))];
    Arrays.fill(lambda, limit.group(1).equals("isotropic") ? 1 : 0);
    lambda[0] = 1;
    node.expect((limit.group(3) == null ? EXACT : DEFAULT).ofSpectrum(lambda));
  }

  private static double[] perturbed(String formula) {
    Matcher matcher = PERTURBED.matcher(formula);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not understood: expected i^p * exp(a sin(b (i-1))), i=1..n".formatted(formula));
    }
    return powerLaw(
        Integer.parseInt(matcher.group("last")),
        Double.parseDouble(matcher.group("power")),
        Double.parseDouble(matcher.group("size")),
        Double.parseDouble(matcher.group("rate")));
  }

  private static double[] powerLaw(int count, double power, double size, double rate) {
    return IntStream.rangeClosed(1, count)
        .mapToDouble(i -> Math.pow(i, power) * Math.exp(size * Math.sin(rate * (i - 1))))
        .toArray();
  }
}
