package org.offprint.methods.golden.estimate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.offprint.methods.estimate.JudgeRating;
import org.offprint.methods.estimate.WeakestLink;
import org.offprint.methods.estimate.WeakestLink.Model;
import org.offprint.methods.estimate.WeakestLink.Pair;
import org.offprint.methods.estimate.WeakestLink.Placement;
import org.offprint.methods.estimate.WeakestLink.Scenario;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.numeric.Moments;

/// The weakest-link counts from the table of scores, ratings read from text, rater correlations.
final class WeakestLinkGolden implements Golden {
  @Override
  public Entry entry() {
    return new Entry(
        30,
        "2409.19951",
        "weakest-link-statistics",
        List.of(WeakestLink.class, JudgeRating.class),
        "The benchmark's prompts, the judging model and principle-based prompting are left out: they need a large language model. The counts stated in the paper are one off those of its own table.");
  }

  @Override
  public void check(Node file) {
    List<Model> models = models(file);
    for (Node one : file.at("counts_by_gap").list()) {
      var tally = new WeakestLink(one.at("gap_strictly_greater_than").number()).tallyOf(models);
      one.at("scenarios").expect(tally.scenarios());
      for (Placement placement : Placement.values()) {
        one.at(key(placement)).expect(tally.of(placement));
      }
      one.at("mean_normalised_position").expect(tally.meanPosition());
      one.at("median").expect(tally.medianPosition());
    }
    if (file.has("paper_claims_at_gap_3")) {
      file.at("paper_claims_at_gap_3").leaveAside("figures stated in the paper, not computed");
    }
    averages(file.at("averages"), models);
    for (Node one : file.at("toy_classification").list()) {
      double[] both = one.at("individual").numbers();
      var scenario = new Scenario(both[0], both[1], one.at("cross").number());
      one.at("class").expect(key(scenario.placement().orElseThrow()));
      orNull(one, "normalised", scenario.position().orElse(Double.NaN));
    }
    file.at("score_scale_values")
        .entries()
        .forEach((rating, node) -> node.expect(JudgeRating.onHundred(Double.parseDouble(rating))));
    for (Node one : file.at("score_parser").list()) {
      orNull(one, "score", JudgeRating.parse(one.at("text").text()).orElse(Double.NaN));
    }
    correlation(file.at("correlation"));
  }

  private static String key(Placement placement) {
    return placement.name().toLowerCase(Locale.ROOT);
  }

  /// A value that must be absent, here NaN, where the file says null.
  private static void orNull(Node one, String key, double value) {
    if (one.has(key)) {
      one.at(key).expect(value);
    } else if (!Double.isNaN(value)) {
      throw new IllegalArgumentException(
          "%s/%s is null in the file, computed %s".formatted(one, key, value));
    }
  }

  private static List<Model> models(Node file) {
    List<String> abilities = file.at("individual").texts();
    List<Pair> pairs =
        file.at("cross_pairs").texts().stream()
            .map(text -> text.split(" & "))
            .map(two -> new Pair(two[0], two[1]))
            .toList();
    var models = new ArrayList<Model>();
    file.at("table_3")
        .entries()
        .forEach((name, row) ->
            models.add(
                new Model(
                    name,
                    present(abilities, row.at("individual")),
                    present(pairs, row.at("cross")))));
    return models;
  }

  private static <K> Map<K, Double> present(List<K> keys, Node row) {
    List<Node> cells = row.list();
    var present = new HashMap<K, Double>();
    for (int i = 0; i < keys.size(); i++) {
      if (cells.get(i).isNumber()) {
        present.put(keys.get(i), cells.get(i).number());
      }
    }
    return present;
  }

  /// `individual_all_17`, `cross_without_gpt`: which scores, of which models.
  private static void averages(Node averages, List<Model> models) {
    averages
        .entries()
        .forEach((key, node) -> {
          if (key.equals("paper_text")) {
            node.leaveAside("figures stated in the paper, not computed");
            return;
          }
          Function<Model, Map<?, Double>> scores =
              key.startsWith("individual") ? Model::individual : Model::cross;
          Predicate<Model> counts =
              key.endsWith("_without_gpt")
                  ? model -> !model.name().startsWith("GPT") && !model.name().startsWith("o1")
                  : model -> true;
          node.expect(
              Moments.mean(
                  models.stream()
                      .filter(counts)
                      .flatMap(model -> scores.apply(model).values().stream())
                      .mapToDouble(Double::doubleValue)
                      .toArray()));
        });
  }

  private static void correlation(Node one) {
    var people = new ArrayList<double[]>();
    one.entries()
        .forEach((key, node) -> {
          if (key.startsWith("human_")) {
            people.add(node.numbers());
          }
        });
    var agreement = JudgeRating.agreement(people.toArray(double[][]::new), one.at("llm").numbers());
    one.at("pearson").expect(agreement.pearson());
    one.at("spearman").expect(agreement.spearman());
    one.at("kendall_tau_b").expect(agreement.kendall());
  }
}
