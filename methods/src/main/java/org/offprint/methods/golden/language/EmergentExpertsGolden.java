package org.offprint.methods.golden.language;

import java.util.List;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.language.BalancedClusters;
import org.offprint.methods.language.EmergentExperts;
import org.offprint.methods.language.MixtureDecoder;
import org.offprint.methods.tensor.Tensor;

/// Emergent mixture of experts: clustering round by round, keys, scores, choice and output of the
/// plain and the gated block, and the dense block that k = N is.
final class EmergentExpertsGolden implements Golden {
  private static final int ROUNDS = 50; // of the reference's clustering

  @Override
  public Entry entry() {
    return new Entry(
        52,
        "2310.10908",
        "emergent-mixture-of-experts",
        List.of(MixtureDecoder.class, EmergentExperts.class, BalancedClusters.class),
        "The decoder's blocks are gated, so its model uses the gated form; the plain form stands beside it. "
            + "Left out: the limit of tokens an expert (it drops tokens) and the trainable cosine router.");
  }

  @Override
  public void check(Node file) {
    Node dims = file.at("dims");
    int n = dims.at("experts").integer();
    int k = dims.at("k").integer();
    Tensor w1 = file.at("W1").tensor();
    Tensor b1 = file.at("b1").tensor();
    Tensor w2 = file.at("W2").tensor();
    Tensor b2 = file.at("b2").tensor();
    Tensor x = file.at("X").tensor();
    dims.at("h").expect(w1.size(1));
    dims.at("F").expect(w1.size(0));
    dims.at("tokens").expect(x.size(0));

    BalancedClusters clusters = EmergentExperts.clusters(w1, n, ROUNDS);
    file.at("balanced_labels").expect(clusters.labels());
    file.at("inertia_per_iteration").expect(clusters.inertia());
    var experts = new EmergentExperts(clusters.labels(), n, k);
    Tensor keys = experts.keys(w1);
    file.at("keys").expect(keys);
    Tensor scores = x.matmul(keys.transpose(0, 1));
    file.at("gate_logits").expect(scores);
    file.at("selected_experts_best_first").expect(experts.select(scores));
    file.at("y_topk").expect(experts.apply(x, w1, b1, w2, b2));
    file.at("y_dense")
        .expect(new EmergentExperts(clusters.labels(), n, n).apply(x, w1, b1, w2, b2));
    gated(file.at("gated"), experts, x);
    if (file.has("reported_results_figure2")) {
      file.at("reported_results_figure2")
          .leaveAside("figures that the paper reports for large models and public benchmarks");
    }
  }

  private static void gated(Node node, EmergentExperts experts, Tensor x) {
    Tensor gate = node.at("Wg").tensor();
    Tensor scores = experts.gateScores(x, gate);
    node.at("expert_scores").expect(scores);
    Tensor selected = experts.select(scores);
    node.at("selected").expect(selected);
    node.at("y")
        .expect(experts.gated(x, selected, gate, node.at("Wu").tensor(), node.at("Wd").tensor()));
    node.at("neuron_order_after_rearrangement").expect(experts.order());
  }
}
