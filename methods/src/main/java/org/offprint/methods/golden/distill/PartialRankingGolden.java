package org.offprint.methods.golden.distill;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.distill.ContrastivePartialRanking;
import org.offprint.methods.distill.ContrastivePartialRanking.Direction;
import org.offprint.methods.distill.ListwiseKl;
import org.offprint.methods.distill.PartialRanking;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.tensor.Tensor;

/// Contrastive partial ranking distillation: counts of valid candidates, losses and gradients, both
/// edges, invariance, and the two losses it is compared with.
final class PartialRankingGolden implements Golden {
  private static final Pattern ABOVE = Pattern.compile("cross score > (-?[\\d.]+).*");
  private static final Pattern CONTRAST = Pattern.compile("info_nce_tau_([\\d.]+)");
  private static final Pattern BASELINE = Pattern.compile("baseline_listwise_kl_t([\\d.]+)");
  private static final double TAU = 0.07; // of the cases for which the file gives none

  @Override
  public Entry entry() {
    return new Entry(
        26,
        "2407.07479",
        "contrastive-partial-ranking",
        List.of(PartialRanking.class, ContrastivePartialRanking.class),
        "No code by the authors and no copy of the text was found: what counts as valid, K, τ and λ are UNCERTAIN and therefore settings. The total loss has no"
            + " golden value beyond its parts.");
  }

  @Override
  public void check(Node file) {
    Tensor s = file.at("dual_encoder_similarity").tensor();
    Tensor c = file.at("cross_encoder_score").tensor();
    Tensor positive = file.at("positive_similarity").tensor();
    for (Node one : file.at("cases").list()) {
      check(one, s, c);
    }
    int queries = Math.toIntExact(s.size(0));
    Node full = file.at("full_list_m_equals_K");
    PartialRanking hot = loss(full.at("temperature").number());
    full.at("loss").expect(hot.withValid(s, c, filled(queries, s.size(1))));
    file.at("no_valid_negative_m0")
        .at("loss")
        .expect(loss(TAU).withValid(s, c, filled(queries, 0)));
    file.at("order_per_query_best_first(stable)").expect(hot.order(c).toLongs());
    monotone(file.at("monotone_invariance"), s, c);
    file.entries()
        .forEach((key, node) -> {
          Matcher contrast = CONTRAST.matcher(key);
          Matcher baseline = BASELINE.matcher(key);
          if (contrast.matches()) {
            var total =
                new ContrastivePartialRanking(loss(Double.parseDouble(contrast.group(1))), 1);
            node.expect(total.contrast(new Direction(positive, s, c)));
          } else if (baseline.matches()) {
            node.expect(new ListwiseKl(Double.parseDouble(baseline.group(1))).apply(s, c, null));
          }
        });
  }

  private static void check(Node one, Tensor s, Tensor c) {
    double temperature = one.at("temperature").number();
    Matcher above = ABOVE.matcher(one.at("valid_rule").text());
    if (above.matches()) {
      var loss = new PartialRanking(temperature, Double.parseDouble(above.group(1)), false);
      one.at("m").expect(loss.valid(c, null));
      one.at("loss").expect(loss.apply(s, c, null));
      one.at("grad_wrt_similarity").expect(Slopes.of(x -> loss.apply(x, c, null), s));
    } else { // another rule: the file gives the counts as data
      long[] m = one.at("m").longs();
      PartialRanking loss = loss(temperature);
      one.at("loss").expect(loss.withValid(s, c, m));
      one.at("grad_wrt_similarity").expect(Slopes.of(x -> loss.withValid(x, c, m), s));
    }
  }

  /// In the script that made the file three candidates are valid for each query and two for the
  /// last.
  private static void monotone(Node node, Tensor s, Tensor c) {
    long[] m = filled(Math.toIntExact(s.size(0)), Math.min(3, s.size(1)));
    m[m.length - 1] = Math.min(2, s.size(1));
    node.at("loss_c").expect(loss(TAU).withValid(s, c, m));
    node.at("loss_exp_c").expect(loss(TAU).withValid(s, c.exp(), m));
  }

  private static long[] filled(int queries, long count) {
    long[] m = new long[queries];
    Arrays.fill(m, count);
    return m;
  }

  private static PartialRanking loss(double temperature) {
    return new PartialRanking(temperature, 0, false);
  }
}
