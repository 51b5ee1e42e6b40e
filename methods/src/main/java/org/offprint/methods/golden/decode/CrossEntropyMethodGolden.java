package org.offprint.methods.golden.decode;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.offprint.methods.decode.BridgeNetwork;
import org.offprint.methods.decode.CrossEntropySearch;
import org.offprint.methods.decode.PathDecoder;
import org.offprint.methods.decode.PathNucleus;
import org.offprint.methods.decode.PathNucleus.Choice;
import org.offprint.methods.decode.RareEvent;
import org.offprint.methods.decode.SearchDistribution;
import org.offprint.methods.decode.SearchDistribution.Bits;
import org.offprint.methods.decode.SearchDistribution.Normal;
import org.offprint.methods.decode.TopP;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;

/// The cross-entropy method (rounds from given draws, whole seeded runs, the exact probability,
/// updates of the search) and the path nucleus.
final class CrossEntropyMethodGolden implements Golden {
  private static final Pattern DRAWS = Pattern.compile("N=(\\d+), N1=(\\d+)");
  private static final Pattern CRUDE = Pattern.compile("crude_mc_relative_error_at_(.+)");
  private static final Map<String, Integer> WIDTHS =
      Map.of("one", 1, "two", 2, "three", 3, "four", 4, "five", 5);

  /// The reference integrates by quadrature too and cuts the tails of the edges at γ + 6 or more.
  private static final double QUADRATURE = 1e-6;

  @Override
  public Entry entry() {
    return new Entry(
        13,
        "2409.19790",
        "cross-entropy-method",
        List.of(
            PathNucleus.class,
            PathDecoder.class,
            TopP.class,
            RareEvent.class,
            CrossEntropySearch.class,
            SearchDistribution.class,
            BridgeNetwork.class),
        "The paper is an essay on the Riemann hypothesis; only its two usable ideas are here, the second (path nucleus) as our reading of one paragraph."
            + " It has no figures to repeat.");
  }

  @Override
  public void check(Node file) {
    rareEvent(file.at("rare_event"));
    bits(file.at("bernoulli"));
    normal(file.at("gaussian"));
    paths(file.at("path_nucleus"));
  }

  private static void rareEvent(Node node) {
    double[] u = node.at("means").numbers();
    double gamma = node.at("gamma").number();
    double rho = node.at("rho").number();
    Matcher draws = DRAWS.matcher(node.at("band").text());
    if (!draws.find()) {
      throw new IllegalArgumentException(
          node.at("band") + " does not say N and N1; expected N=1000, N1=100000");
    }
    var method =
        new RareEvent(
            gamma, rho, Integer.parseInt(draws.group(1)), Integer.parseInt(draws.group(2)), 50);

    double[] v = round(node.at("step1"), method, u, u);
    round(node.at("step2"), method, u, v);
    double exact = new BridgeNetwork(u).exceedance(gamma);
    node.at("exact_probability").expectWithin(QUADRATURE, exact);
    node.entries()
        .forEach((key, one) -> {
          Matcher crude = CRUDE.matcher(key);
          if (crude.matches()) {
            double count = Double.parseDouble(crude.group(1));
            one.expectWithin(QUADRATURE, Math.sqrt((1 - exact) / exact / count));
          }
        });
    for (Node run : node.at("runs").list()) {
      run(run, method, u);
    }
  }

  private static double[] round(Node step, RareEvent method, double[] u, double[] v) {
    RareEvent.Round round =
        method.round(u, v, step.at("samples").matrix(), BridgeNetwork::shortest);
    step.at("level").expect(round.level());
    step.at("elite").expect(round.elite());
    step.at("weights").expect(round.weights());
    step.at("new_means").expect(round.means());
    return round.means();
  }

  private static void run(Node run, RareEvent method, double[] u) {
    RareEvent.Estimate estimate =
        method.estimate(u, BridgeNetwork::shortest, new NumPyRandom(run.at("seed").integer()));
    run.at("estimate").expect(estimate.probability());
    run.at("relative_error").expect(estimate.relativeError());
    double[][] history =
        estimate.history().stream()
            .map(moved ->
                IntStream.rangeClosed(0, u.length)
                    .mapToDouble(i -> i == 0 ? moved.level() : moved.means()[i - 1])
                    .toArray())
            .toArray(double[][]::new);
    run.at("history").expect(history);
  }

  private static void bits(Node node) {
    double[][] x = node.at("samples").matrix();
    double[] target = node.at("target").numbers();
    double[] scores =
        Arrays.stream(x).mapToDouble(row -> target.length - distance(row, target, 1)).toArray();
    node.at("score").expect(scores);
    CrossEntropySearch search = search(node, x.length);
    node.at("elite_index").expect(search.elite(scores));
    Bits moved = search.update(new Bits(node.at("p_before").numbers()), x, scores);
    node.at("p_after").expect(moved.probs());
  }

  private static void normal(Node node) {
    double[][] x = node.at("samples").matrix();
    double[] optimum = node.at("optimum").numbers();
    double[] costs = Arrays.stream(x).mapToDouble(row -> distance(row, optimum, 2)).toArray();
    node.at("cost").expect(costs);
    double[] scores = Arrays.stream(costs).map(cost -> -cost).toArray();
    CrossEntropySearch search = search(node, x.length);
    node.at("elite_index").expect(search.elite(scores));
    var before = new Normal(node.at("mean_before").numbers(), node.at("sd_before").numbers());
    Normal moved = search.update(before, x, scores);
    node.at("mean_after").expect(moved.mean());
    node.at("sd_after").expect(moved.deviation());
  }

  /// The file says how many are the elite by how many it lists.
  private static CrossEntropySearch search(Node node, int n) {
    int elite = node.at("elite_index").list().size();
    return new CrossEntropySearch(n, elite, node.at("smoothing").number(), 5, 1);
  }

  private static double distance(double[] x, double[] y, int power) {
    return IntStream.range(0, x.length)
        .mapToDouble(i -> Math.pow(Math.abs(x[i] - y[i]), power))
        .sum();
  }

  private static void paths(Node node) {
    double[] a = node.at("path_log_probs").numbers();
    double[][] next =
        Arrays.stream(node.at("conditional").matrix())
            .map(row -> Arrays.stream(row).map(Math::log).toArray())
            .toArray(double[][]::new);
    node.at("joint").expect(PathNucleus.joint(a, next));
    for (Node one : node.at("cases").list()) {
      double p = one.at("p").number();
      List<Choice> kept = new PathNucleus(p, 1).nucleus(a, next);
      List<Node> rows = Traces.rows(one.at("kept"), kept.size());
      for (int i = 0; i < rows.size(); i++) {
        rows.get(i).at("path").expect((long) kept.get(i).path());
        rows.get(i).at("token").expect((long) kept.get(i).token());
        rows.get(i).at("joint").expect(kept.get(i).joint());
        rows.get(i).at("renormalised").expect(kept.get(i).renormalised());
      }
      one.entries()
          .forEach((key, beam) -> {
            if (key.startsWith("beam_of_")) {
              beam(beam, new PathNucleus(p, width(key)).beam(a, next));
            }
          });
    }
    for (Node one : node.at("plain_top_p").list()) {
      double[] logits = next[one.at("row").integer()];
      one.at("kept").expect(new TopP(one.at("p").number()).nucleus(logits));
    }
  }

  private static void beam(Node beam, List<Choice> best) {
    List<Node> rows = Traces.rows(beam, best.size());
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).at("path").expect((long) best.get(i).path());
      rows.get(i).at("token").expect((long) best.get(i).token());
      rows.get(i).at("log_prob").expect(best.get(i).logProb());
    }
  }

  /// `beam_of_two`, or `beam_of_7`.
  private static int width(String key) {
    String word = key.substring("beam_of_".length());
    Integer known = WIDTHS.get(word);
    return known == null ? Integer.parseInt(word) : known;
  }
}
