package org.offprint.methods.golden.ctr;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.ctr.ArmNet;
import org.offprint.methods.ctr.Entmax;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Filler;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// ARM-Net: entmax with its gradient, and both forms of the model with filled weights, in
/// evaluation mode.
final class ArmNetGolden implements Golden {
  private static final Pattern MODEL = Pattern.compile("(multi|one)_head_alpha([\\d.]+)");
  private static final Pattern MLP =
      Pattern.compile(
          "Linear1 w qfill\\(\\((?<hidden>\\d+),n\\),(?<w1>\\d+)\\) b (?<b1>\\d+); "
              + "BN1d g (?<gOff>[\\d.]+)\\+qfill\\((?<g>\\d+),(?<gScale>[\\d.]+)\\) b qfill\\((?<b>\\d+),(?<bScale>[\\d.]+)\\) "
              + "mean qfill\\((?<m>\\d+),(?<mScale>[\\d.]+)\\) var (?<vOff>[\\d.]+)\\+qfill\\((?<v>\\d+),(?<vScale>[\\d.]+)\\); "
              + "ReLU; Linear2 w (?<w2>\\d+) b (?<b2>\\d+)");

  @Override
  public Entry entry() {
    return new Entry(
        21,
        "2107.01830",
        "arm-net",
        List.of(ArmNet.class, Entmax.class),
        "ARM-Net+ (the ensemble) and the gradients of the whole model are held by tests, not by golden values.");
  }

  @Override
  public void check(Node file) {
    for (Node one : file.at("entmax").list()) {
      Tensor x = one.at("x").tensor().requireGradient();
      Tensor p = new Entmax(one.at("alpha").number()).apply(x);
      one.at("p").expect(p);
      p.backward(one.at("dy").tensor());
      one.at("dx").expect(Objects.requireNonNull(x.gradient()));
    }
    for (Map.Entry<String, Node> one : file.entries().entrySet()) {
      Matcher matcher = MODEL.matcher(one.getKey());
      if (matcher.matches()) {
        boolean oneHead = matcher.group(1).equals("one");
        check(one.getValue(), oneHead, Double.parseDouble(matcher.group(2)));
      }
    }
  }

  private static void check(Node node, boolean oneHead, double alpha) {
    Node weights = node.at("weights");
    Tensor ids = node.at("id").longTensor();
    Tensor query = weights.at("query").tensor();
    Tensor values = weights.at("values").tensor();
    long e = query.size(-1);
    long vocabulary = 1 + Arrays.stream(ids.toLongs()).max().orElse(0);
    Matcher mlp = MLP.matcher(weights.at("mlp").text());
    if (!mlp.matches()) {
      throw new IllegalArgumentException(weights + "/mlp is not understood");
    }
    var settings =
        new ArmNet.Settings(
            Math.toIntExact(ids.size(1)),
            Math.toIntExact(vocabulary),
            Math.toIntExact(e),
            oneHead ? 0 : Math.toIntExact(query.size(0)),
            Math.toIntExact(query.size(-2)),
            alpha,
            1,
            Integer.parseInt(mlp.group("hidden")),
            0,
            false);
    var model = new ArmNet(new Initial(Initial.seeded(0).random(), Type.FLOAT64), settings);
    var loaded = new LinkedHashMap<String, Tensor>();
    // A row's numbers do not depend on how many rows follow
    String embedding = weights.at("embedding").text().replaceFirst("\\(\\(\\d+", "((" + vocabulary);
    loaded.put("embedding", Filler.parse(embedding));
    loaded.put("bilinear", weights.at("bilinear").tensor());
    loaded.put("query", query);
    loaded.put("values", values);
    loaded.put("norm.weight", weights.at("bn_weight").tensor());
    loaded.put("norm.bias", weights.at("bn_bias").tensor());
    loaded.put("norm.running_mean", weights.at("bn_running_mean").tensor());
    loaded.put("norm.running_var", weights.at("bn_running_var").tensor());
    putMlp(loaded, mlp, weights.at("bn_weight").tensor().count() * e);
    model.load(loaded);
    model.training(false);

    Tensor raw = node.at("value_raw").tensor();
    node.at("value_clamped").expect(ArmNet.clamped(raw));
    ArmNet.Parts parts = model.explain(ids, raw);
    node.at("gates_before_entmax").expect(parts.scores());
    node.at("sparse_gates").expect(parts.gates());
    node.at("exponential_neurons").expect(parts.neurons());
    node.at("logit").expect(parts.logits());
  }

  private static void putMlp(Map<String, Tensor> loaded, Matcher mlp, long in) {
    long hidden = Long.parseLong(mlp.group("hidden"));
    loaded.put("mlp.layers.0.linear.weight", fill(mlp, "w1", hidden, in));
    loaded.put("mlp.layers.0.linear.bias", fill(mlp, "b1", hidden));
    loaded.put("mlp.layers.0.norm.weight", scaled(mlp, "g", hidden).add(number(mlp, "gOff")));
    loaded.put("mlp.layers.0.norm.bias", scaled(mlp, "b", hidden));
    loaded.put("mlp.layers.0.norm.running_mean", scaled(mlp, "m", hidden));
    loaded.put("mlp.layers.0.norm.running_var", scaled(mlp, "v", hidden).add(number(mlp, "vOff")));
    loaded.put("mlp.out.weight", fill(mlp, "w2", 1, hidden));
    loaded.put("mlp.out.bias", fill(mlp, "b2", 1));
  }

  private static double number(Matcher mlp, String group) {
    return Double.parseDouble(mlp.group(group));
  }

  private static Tensor scaled(Matcher mlp, String group, long size) {
    return Filler.fill((long) number(mlp, group), number(mlp, group + "Scale"), size);
  }

  private static Tensor fill(Matcher mlp, String group, long... shape) {
    return Filler.fill((long) number(mlp, group), 0.3, shape);
  }
}
