package org.offprint.methods.golden.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.language.ForwardOnlyNetwork;
import org.offprint.methods.language.ForwardOnlyNetwork.LayerStep;
import org.offprint.methods.language.ForwardOnlyNetwork.Settings;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Structured knowledge accumulation: every quantity of every layer at every step, the weights on
/// the way and at the end, and longer runs at other rates.
final class ForwardOnlyGolden implements Golden {
  private static final Pattern RUN = Pattern.compile("eta(?<rate>[\\d.e-]+)_K(?<showings>\\d+)");
  private static final Pattern WEIGHT = Pattern.compile("(?<kind>[wb])(?<layer>\\d+)");

  @Override
  public Entry entry() {
    return new Entry(
        48,
        "2504.03214",
        "structured-knowledge-accumulation",
        List.of(ForwardOnlyNetwork.class),
        "The Tensor Net is computed with both signs, as text and code disagree. The features it learns carry no class information.");
  }

  @Override
  public void check(Node file) {
    Tensor x = file.at("X").tensor();
    if (!file.at("biases").text().equals("zeros")) {
      throw new IllegalArgumentException("biases other than zeros are not known");
    }
    List<Node> trace = file.at("trace").list();
    ForwardOnlyNetwork network = network(file, x, file.at("eta").number());
    List<Tensor> outputs =
        network.learn(
            x,
            file.at("K").integer(),
            (step, layers) -> {
              Node row = trace.get(step - 1);
              row.at("step").expect(step);
              List<Node> golden = row.at("layers").list();
              for (int l = 0; l < golden.size(); l++) {
                check(golden.get(l), layers.get(l));
              }
            });
    // the weights of step k are those of a run that ends there
    for (int k = 0; k < trace.size(); k++) {
      ForwardOnlyNetwork shorter = network(file, x, file.at("eta").number());
      shorter.learn(x, k + 2);
      weights(trace.get(k), shorter.tensors());
    }
    ending(file.at("final"), network.tensors(), outputs);
    file.at("eta_times_K_constant_0.5")
        .entries()
        .forEach((name, node) -> {
          Matcher run = RUN.matcher(name);
          if (!run.matches()) {
            throw new IllegalArgumentException(
                "run '%s' is not understood: expected such as eta0.02_K25".formatted(name));
          }
          run(
              node,
              network(file, x, Double.parseDouble(run.group("rate"))),
              x,
              Integer.parseInt(run.group("showings")));
        });
  }

  private static ForwardOnlyNetwork network(Node file, Tensor x, double rate) {
    List<Long> widths = new ArrayList<>();
    for (long width : file.at("sizes").longs()) {
      widths.add(width);
    }
    var network =
        new ForwardOnlyNetwork(
            new Initial(new SplittableRandom(1), Type.FLOAT64),
            new Settings(x.size(1), widths, rate));
    var values = new HashMap<String, Tensor>();
    List<Node> weights = file.at("W").list();
    for (int l = 0; l < weights.size(); l++) {
      values.put("weight." + l, weights.get(l).tensor());
      values.put("bias." + l, Tensor.zeros(Type.FLOAT64, widths.get(l)));
    }
    network.load(values);
    return network;
  }

  private static void check(Node golden, LayerStep layer) {
    golden.at("H").expect(layer.entropy());
    golden.at("cos").expect(layer.cosine());
    golden.at("net_code").expect(layer.netOfCode());
    golden.at("net_paper").expect(layer.netOfPaper());
    golden.at("flow").expect(layer.flow());
    golden.at("frob_Z").expect(layer.knowledge());
    golden.at("lagrangian").expect(layer.lagrangian());
  }

  private static void weights(Node row, Map<String, Tensor> tensors) {
    row.entries()
        .forEach((key, node) -> {
          Matcher name = WEIGHT.matcher(key);
          if (name.matches()) {
            String kind = name.group("kind").equals("w") ? "weight." : "bias.";
            node.expect(named(tensors, kind + name.group("layer")));
          }
        });
  }

  private static void ending(Node node, Map<String, Tensor> tensors, List<Tensor> outputs) {
    List<Node> weights = node.at("W").list();
    List<Node> biases = node.at("b").list();
    for (int l = 0; l < weights.size(); l++) {
      weights.get(l).expect(named(tensors, "weight." + l));
      biases.get(l).expect(named(tensors, "bias." + l));
    }
    node.at("D_last").expect(outputs.getLast());
  }

  private static void run(Node node, ForwardOnlyNetwork network, Tensor x, int showings) {
    var steps = new ArrayList<List<LayerStep>>();
    network.learn(x, showings, (step, layers) -> steps.add(layers));
    double[] sums = new double[steps.getLast().size()];
    for (int l = 0; l < sums.length; l++) {
      int layer = l;
      sums[l] = steps.stream().mapToDouble(step -> step.get(layer).entropy()).sum();
    }
    node.at("sum_H").expect(sums);
    node.at("final_cos").expect(last(steps, LayerStep::cosine));
    node.at("frob_Z").expect(last(steps, LayerStep::knowledge));
  }

  private static double[] last(List<List<LayerStep>> steps, ToDoubleFunction<LayerStep> value) {
    return steps.getLast().stream().mapToDouble(value).toArray();
  }

  private static Tensor named(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }
}
