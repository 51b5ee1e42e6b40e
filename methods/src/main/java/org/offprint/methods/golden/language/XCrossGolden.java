package org.offprint.methods.golden.language;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.language.CandidateRanking;
import org.offprint.methods.language.CrossHead;
import org.offprint.methods.language.CrossIntegrator;
import org.offprint.methods.language.DomainScorer;
import org.offprint.methods.language.XCross;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.Lora;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// X-Cross: integrator, aggregation and score, a LoRA layer, parameter count and ranking.
final class XCrossGolden implements Golden {
  /// The reference looks for the reciprocal rank among the first five.
  private static final int RECIPROCAL_UP_TO = 5;

  private static final Initial INITIAL = new Initial(new SplittableRandom(1), Type.FLOAT64);

  @Override
  public Entry entry() {
    return new Entry(
        19,
        "2504.20859",
        "x-cross",
        List.of(
            XCross.class,
            CrossIntegrator.class,
            CrossHead.class,
            DomainScorer.class,
            CandidateRanking.class),
        "No authors' code: the layout of the coefficients, their computation at each position, tanh, β and γ are our reading. "
            + "Small models stand for DeBERTa.");
  }

  @Override
  public void check(Node file) {
    int n = file.at("n").integer();
    int d = file.at("d").integer();
    Tensor all = file.at("h").tensor();
    file.at("positions").expect(all.size(1));
    List<Tensor> h = IntStream.range(0, n).mapToObj(m -> all.select(0, m)).toList();

    var integrator =
        new CrossIntegrator(INITIAL, n, d, file.at("beta").number(), file.at("gamma").number());
    integrator.load(Map.of("weight", file.at("W_concat").tensor()));
    file.at("z").expect(integrator.coefficients(h));
    List<Tensor> refined = integrator.apply(h);
    file.at("refined").expect(Tensor.stack(0, refined.toArray(Tensor[]::new)));

    aggregation(file.at("aggregation"), refined, n, d);
    lora(file.at("lora"));
    Node count = file.at("trainable_parameters_per_layer");
    count
        .at("value")
        .expect(CrossIntegrator.parameterCount(count.at("n").integer(), count.at("d").integer()));
    ranking(file.at("ranking"));
  }

  private static void aggregation(Node node, List<Tensor> refined, int n, int d) {
    var head = new CrossHead(INITIAL, n, d);
    head.load(
        Map.of(
            "weights", node.at("w").tensor(),
            "pool.weight", node.at("W_pool").tensor(),
            "pool.bias", node.at("b_pool").tensor(),
            "score.weight", node.at("V").tensor(),
            "score.bias", node.at("b").tensor().reshape(1)));
    List<Tensor> batch = refined.stream().map(one -> one.unsqueeze(0)).toList();
    Tensor combined = head.combine(batch);
    node.at("h_final").expect(combined);
    node.at("pooled_tanh_first_position").expect(head.pool(combined));
    node.at("score").expect(head.apply(batch));
  }

  /// The file's A is the outer factor, the library's `up`.
  private static void lora(Node node) {
    Tensor weight = node.at("W").tensor();
    Tensor outer = node.at("A").tensor();
    var linear = new Linear(INITIAL, weight.size(1), weight.size(0), false);
    linear.load(Map.of("weight", weight));
    Lora lora = Lora.on(linear, INITIAL, outer.size(1), node.at("alpha").number());
    lora.load(Map.of("up", outer, "down", node.at("B").tensor()));
    node.at("y").expect(linear.apply(node.at("x").tensor()));
  }

  private static void ranking(Node node) {
    var ranking =
        CandidateRanking.of(node.at("scores").numbers(), node.at("positive_index").integer());
    node.entries()
        .forEach((key, value) -> {
          if (key.startsWith("hit")) {
            value.expect(ranking.hit(Integer.parseInt(key.substring(3))) ? 1 : 0);
          }
        });
    node.at("rank_pessimistic").expect(ranking.rank());
    node.at("mrr").expect(ranking.reciprocal(RECIPROCAL_UP_TO));
  }
}
