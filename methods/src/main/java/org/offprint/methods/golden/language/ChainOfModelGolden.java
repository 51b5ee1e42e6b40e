package org.offprint.methods.golden.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.language.ChainClassifier;
import org.offprint.methods.language.ChainDecoder;
import org.offprint.methods.language.ChainHead;
import org.offprint.methods.language.ChainLayer;
import org.offprint.methods.language.ChainLinear;
import org.offprint.methods.language.ChainNorm;
import org.offprint.methods.language.Chains;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Rotary;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Chain-of-model: linear map, norm, attention and a whole layer with and without shared keys and
/// values, at every number of chains; losses of all chains; the paper's parameter counts.
final class ChainOfModelGolden implements Golden {
  private static final Initial INITIAL = new Initial(new SplittableRandom(1), Type.FLOAT64);

  @Override
  public Entry entry() {
    return new Entry(
        55,
        "2505.11820",
        "chain-of-model",
        List.of(
            ChainDecoder.class,
            ChainLayer.class,
            ChainLinear.class,
            ChainNorm.class,
            ChainHead.class,
            Chains.class,
            ChainClassifier.class),
        "No authors' code could be had; the parameter counts are the paper's own. Ours: the mean over the chains' losses, "
            + "the order in which a shared key head serves query heads. Expansion and tuning of later chains are held by tests.");
  }

  @Override
  public void check(Node file) {
    var chains = new Chains(sizes(file.at("chains")));
    int width = file.at("D").integer();
    int inner = file.at("F").integer();
    int headWidth = file.at("head_dim").integer();
    Node prefixes = file.at("prefix_dims");
    double[] prefix = new double[chains.count()];
    for (int i = 0; i < prefix.length; i++) {
      prefix[i] = chains.prefix(width, i + 1);
    }
    prefixes.expect(prefix);
    Tensor x = file.at("X").tensor();

    linear(file.at("chain_linear"), chains, width, inner, x);
    norm(file.at("norm"), chains, width, x);

    Tensor gain = file.at("norm").at("gain").tensor();
    ChainLayer own = layer(file, settings(chains, headWidth, inner, x, 0), gain);
    layer(file.at("block").at("kv_per_chain"), own, gain, chains, width, x);
    int shared = Math.toIntExact(file.at("shared_k").tensor().size(0) / headWidth);
    ChainLayer air = layer(file, settings(chains, headWidth, inner, x, shared), gain);
    layer(file.at("block").at("kv_shared"), air, gain, chains, width, x);

    Tensor output = own.apply(x.unsqueeze(0), chains.count()).squeeze(0);
    losses(file.at("multi_chain_loss"), output, chains, width);
    for (Node row : file.at("cifar_mlp_parameter_counts").list()) {
      Chains sizes = row.has("chains") ? new Chains(sizes(row.at("chains"))) : null;
      long count = ChainClassifier.Settings.cifar(sizes).parameterCount();
      row.at("params").expect(count);
      row.at("paper").expect(count);
    }
  }

  private static List<Integer> sizes(Node node) {
    var sizes = new ArrayList<Integer>();
    for (int size : node.integers()) {
      sizes.add(size);
    }
    return sizes;
  }

  private static ChainDecoder.Settings settings(
      Chains chains, int headWidth, int inner, Tensor x, int shared) {
    return new ChainDecoder.Settings(
        2, Math.toIntExact(x.size(0)), chains, headWidth, 1, inner, shared);
  }

  private static void linear(Node node, Chains chains, int width, int inner, Tensor x) {
    var linear = new ChainLinear(INITIAL, chains, width, inner);
    var weights = new HashMap<String, Tensor>();
    put(weights, "", node.at("W"));
    linear.load(weights);
    node.at("y").expect(linear.apply(x, chains.count()));
    node.at("weight_fraction_of_dense")
        .expect((double) chains.parameterCount(width, inner) / ((double) width * inner));
    node.entries()
        .forEach((key, value) -> {
          if (key.startsWith("y_chain_")) {
            String[] names = key.substring("y_chain_".length()).split("_and_");
            int run = Integer.parseInt(names[names.length - 1]);
            value.expect(linear.apply(x.narrow(1, 0, chains.prefix(width, run)), run));
          }
        });
  }

  private static void norm(Node node, Chains chains, int width, Tensor x) {
    var norm = new ChainNorm(INITIAL, chains, width, node.at("eps").number());
    norm.load(gains("", node.at("gain").tensor(), chains, width));
    node.at("y").expect(norm.apply(x, chains.count()));
  }

  private static Map<String, Tensor> gains(String name, Tensor gain, Chains chains, int width) {
    var gains = new HashMap<String, Tensor>();
    for (int i = 0; i < chains.count(); i++) {
      gains.put(
          name + i + ".weight", gain.narrow(0, chains.prefix(width, i), chains.part(width, i)));
    }
    return gains;
  }

  private static void put(Map<String, Tensor> into, String name, Node weights) {
    List<Node> list = weights.list();
    for (int i = 0; i < list.size(); i++) {
      into.put(name + i, list.get(i).tensor());
    }
  }

  private static ChainLayer layer(Node file, ChainDecoder.Settings settings, Tensor gain) {
    var rotary = new Rotary(Type.FLOAT64, settings.headWidth(), 10_000, settings.context());
    var layer = new ChainLayer(INITIAL, settings, rotary);
    var values = new HashMap<String, Tensor>();
    put(values, "query.", file.at("Wq"));
    put(values, "out.", file.at("Wo"));
    put(values, "w1.", file.at("ffn_w1"));
    put(values, "w2.", file.at("ffn_w2"));
    put(values, "w3.", file.at("ffn_w3"));
    values.putAll(gains("attention_norm.", gain, settings.chains(), settings.width()));
    values.putAll(gains("norm.", gain, settings.chains(), settings.width()));
    if (settings.sharedHeads() > 0) {
      values.put("shared_key.weight", file.at("shared_k").tensor());
      values.put("shared_value.weight", file.at("shared_v").tensor());
    } else {
      put(values, "key.", file.at("Wk"));
      put(values, "value.", file.at("Wv"));
    }
    layer.load(values);
    return layer;
  }

  private static void layer(
      Node node, ChainLayer layer, Tensor gain, Chains chains, int width, Tensor x) {
    var norm = new ChainNorm(INITIAL, chains, width, 1e-6);
    norm.load(gains("", gain, chains, width));
    Tensor batch = x.unsqueeze(0);
    int all = chains.count();
    node.at("full").expect(layer.apply(batch, all));
    node.at("attention").expect(layer.attend(norm.apply(batch, all), all));
    node.entries()
        .forEach((key, value) -> {
          if (key.startsWith("chain")) {
            int run = Integer.parseInt(key.substring("chain".length()));
            value.expect(layer.apply(batch.narrow(2, 0, chains.prefix(width, run)), run));
          }
        });
  }

  private static void losses(Node node, Tensor output, Chains chains, int width) {
    Tensor columns = node.at("head").tensor();
    Tensor targets = node.at("targets").longTensor();
    var head = new ChainHead(INITIAL, chains, width, columns.size(0));
    var weights = new HashMap<String, Tensor>();
    for (int i = 0; i < chains.count(); i++) {
      weights.put(i + ".weight", columns.narrow(1, chains.prefix(width, i), chains.part(width, i)));
    }
    head.load(weights);
    double[] losses =
        head.apply(output, chains.count()).stream()
            .mapToDouble(logits -> logits.crossEntropy(targets, -100, 1).value())
            .toArray();
    node.at("per_chain").expect(losses);
    double sum = java.util.Arrays.stream(losses).sum();
    node.at("sum").expect(sum);
    node.at("mean").expect(sum / losses.length);
  }
}
