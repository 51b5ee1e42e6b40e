package org.offprint.methods.golden.ctr;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.offprint.methods.ctr.CrossNetwork;
import org.offprint.methods.ctr.CrossNetwork.Growth;
import org.offprint.methods.ctr.Fcn;
import org.offprint.methods.ctr.TriBce;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// FCN: the split into heads, both cross networks, Tri-BCE with both gradients.
final class FcnGolden implements Golden {
  private static final int MOST_LAYERS = 8;

  @Override
  public Entry entry() {
    return new Entry(
        20,
        "2407.13349",
        "fcn",
        List.of(Fcn.class, CrossNetwork.class, TriBce.class),
        "Fields of several ids are left out. The file does not state how many layers there are; the checker takes the number that fits.");
  }

  @Override
  public void check(Node file) {
    double epsilon = file.at("layernorm_eps").number();
    for (Node one : file.at("cases").list()) {
      Tensor embedded = one.at("embedding_input").tensor();
      int heads = one.at("heads").integer();
      Tensor x = Fcn.split(embedded, heads);
      one.at("after_head_split").expect(x);
      boolean batchNorm = one.at("batch_norm_training_stats").truth();
      check(one.at("ECN"), Growth.EXPONENTIAL, x, batchNorm, epsilon);
      check(one.at("LCN"), Growth.LINEAR, x, batchNorm, epsilon);
    }
    checkTriBce(file.at("tri_bce"));
  }

  private static void check(Node node, Growth growth, Tensor x, boolean batchNorm, double epsilon) {
    int layers = layers(node, growth, x, batchNorm, epsilon);
    CrossNetwork network = network(node.at("weights"), growth, x, layers, batchNorm, epsilon);
    Tensor last = network.cross(x);
    node.at("x_last").expect(last);
    node.at("logit_per_head").expect(network.headLogits(last));
    node.at("logit_mean_over_heads").expect(network.logits(x));
  }

  /// The one size that the file leaves unsaid. Everything is still compared; no other network than
  /// the right one fits with any number of layers.
  private static int layers(Node node, Growth growth, Tensor x, boolean batchNorm, double epsilon) {
    Tensor golden = node.at("x_last").tensor();
    int best = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int layers = 1; layers <= MOST_LAYERS; layers++) {
      try (var scope = Scope.withoutGradients()) {
        Tensor last = network(node.at("weights"), growth, x, layers, batchNorm, epsilon).cross(x);
        double apart = last.sub(golden).abs().max().value();
        if (apart < least) {
          least = apart;
          best = layers;
        }
      }
    }
    return best;
  }

  private static CrossNetwork network(
      Node weights, Growth growth, Tensor x, int layers, boolean batchNorm, double epsilon) {
    int heads = Math.toIntExact(x.size(1));
    int d = Math.toIntExact(x.size(2));
    var initial = new Initial(Initial.seeded(0).random(), Type.FLOAT64);
    var network = new CrossNetwork(initial, growth, d, heads, layers, batchNorm, 0, epsilon);
    var values = new LinkedHashMap<>(network.tensors()); // batch norm keeps what it starts with
    for (int l = 0; l < layers; l++) {
      String path = "layers." + l + ".";
      values.put(path + "weight", fill(weights, "w_l", l, d / 2, d));
      values.put(path + "bias", fill(weights, "b_l", l, d));
      values.put(path + "norm.weight", fill(weights, "ln_w_l", l, d / 2));
      values.put(path + "norm.bias", fill(weights, "ln_b_l", l, d / 2));
    }
    values.put("out.weight", fill(weights, "out_w", 0, 1, d));
    values.put("out.bias", fill(weights, "out_b", 0, 1));
    network.load(values);
    return network;
  }

  private static Tensor fill(Node weights, String key, int l, long... shape) {
    int k0 = weights.at("k0").integer();
    return new Fillers(weights.at(key).text(), Map.of("k0", k0, "l", l)).fill(shape);
  }

  private static void checkTriBce(Node node) {
    TriBce.Parts parts =
        TriBce.standard()
            .parts(
                node.at("logit_ecn").tensor(),
                node.at("logit_lcn").tensor(),
                node.at("label").tensor());
    node.at("loss_fused").expect(parts.fused());
    node.at("loss_ecn").expect(parts.exponential());
    node.at("loss_lcn").expect(parts.linear());
    node.at("w_ecn").expect(parts.exponentialWeight());
    node.at("w_lcn").expect(parts.linearWeight());
    node.at("total").expect(parts.total());
    double tolerance = 1e-7; // the reference differentiates by finite differences of width 1e-6
    for (Map.Entry<String, Node> one : node.entries().entrySet()) {
      switch (one.getKey()) {
        case "grad_weights_detached" ->
            one.getValue().expectWithin(tolerance, gradient(node, new TriBce(true)));
        case "grad_reference_autograd" -> // the authors' weights are float32
            one.getValue().expectWithin(1e-6, gradient(node, new TriBce(false)));
        case "grad_tolerance" -> one.getValue().number();
        default -> {
          if (one.getKey().startsWith("grad_not_detached")) {
            one.getValue().expectWithin(tolerance, gradient(node, new TriBce(false)));
          }
        }
      }
    }
  }

  private static Tensor gradient(Node node, TriBce loss) {
    Tensor exponential = node.at("logit_ecn").tensor().requireGradient();
    Tensor linear = node.at("logit_lcn").tensor().requireGradient();
    loss.apply(exponential, linear, node.at("label").tensor()).backward();
    return Tensor.concat(
        0,
        Objects.requireNonNull(exponential.gradient()),
        Objects.requireNonNull(linear.gradient()));
  }
}
