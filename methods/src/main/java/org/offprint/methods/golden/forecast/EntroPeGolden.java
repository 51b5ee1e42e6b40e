package org.offprint.methods.golden.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.methods.forecast.EntroPe;
import org.offprint.methods.forecast.EntropyModel;
import org.offprint.methods.forecast.EntropyPatcher;
import org.offprint.methods.forecast.EntropyPatcher.Threshold;
import org.offprint.methods.forecast.MeanScaleQuantiser;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// EntroPE: quantiser, entropy, boundaries in every mode, and the whole network with the file's
/// weights and entropies.
final class EntroPeGolden implements Golden {
  private static final Map<String, String> LAYER =
      Map.of(
          "attention_norm", "attention_norm",
          "ffn_norm", "feed_forward_norm",
          "wq", "attention.query",
          "wk", "attention.key",
          "wv", "attention.value",
          "wo", "attention.out",
          "w1", "feed_forward.gate",
          "w3", "feed_forward.up",
          "w2", "feed_forward.down");
  private static final Map<String, String> CROSS =
      Map.of(
          "norm_q", "query_norm",
          "norm_kv", "key_norm",
          "wq", "attention.query",
          "wk", "attention.key",
          "wv", "attention.value",
          "wo", "attention.out");

  @Override
  public Entry entry() {
    return new Entry(
        1,
        "2509.26157",
        "entrope",
        List.of(EntroPe.class, EntropyModel.class, EntropyPatcher.class, MeanScaleQuantiser.class),
        "The reference gives the entropies of the forward pass, so the entropy model's own transformer is held by tests, not by golden values; no gradients. The authors' second version is left out.");
  }

  @Override
  public void check(Node file) {
    checkQuantiser(file.at("quantiser"));
    Node entropy = file.at("entropy");
    entropy.at("natural_log_entropy").expect(EntropyModel.entropy(entropy.at("logits").tensor()));
    for (Map.Entry<String, Node> one : entropy.entries().entrySet()) {
      if (one.getKey().startsWith("uniform_")) {
        long size = Long.parseLong(one.getKey().substring("uniform_".length()));
        one.getValue().expect(EntropyModel.entropy(Tensor.zeros(Type.FLOAT64, size)));
      }
    }
    checkBoundaries(file.at("boundaries"));
    checkForward(file.at("forward"));
  }

  private static void checkQuantiser(Node node) {
    var quantiser =
        new MeanScaleQuantiser(
            node.at("low").number(),
            node.at("high").number(),
            node.at("n_tokens").integer(),
            node.at("special").integer(),
            node.at("pad").integer());
    List<double[]> rows = new ArrayList<>();
    for (Node row : node.at("input").list()) {
      rows.add(
          row.list().stream().mapToDouble(v -> v.isNumber() ? v.number() : Double.NaN).toArray());
    }
    var tokens = quantiser.apply(Tensor.of(rows.toArray(double[][]::new)));
    node.at("ids").expect(tokens.ids().toLongs());
    node.at("scale").expect(tokens.scales());
    double[] centres = quantiser.centres();
    Node first = node.at("first_centers");
    first.expect(Arrays.copyOf(centres, first.list().size()));
    node.at("n_centers").expect(centres.length);
  }

  private static void checkBoundaries(Node node) {
    double[][] entropies = node.at("entropies").matrix();
    int steps = entropies[0].length;
    for (Node one : node.at("cases").list()) {
      var quantile =
          new Threshold.Quantile(one.at("quantile").number(), one.at("monotone").truth());
      one.at("thresholds")
          .expect(
              Arrays.stream(entropies)
                  .mapToDouble(row -> EntropyPatcher.quantileThreshold(quantile, row))
                  .toArray());
      boolean[][] marks = marks(quantile, entropies);
      one.at("mask").expect(flat(marks));
      int[][] starts = Arrays.stream(marks).map(EntropyPatcher::starts).toArray(int[][]::new);
      List<Node> rows = one.at("starts").list(); // rows of uneven length
      for (int b = 0; b < starts.length; b++) {
        rows.get(b).expect(starts[b]);
      }
      for (Map.Entry<String, Node> entry : one.entries().entrySet()) {
        String key = entry.getKey();
        int longest =
            key.contains("_max")
                ? Integer.parseInt(key.substring(key.indexOf("_max") + 4))
                : Integer.MAX_VALUE;
        if (key.startsWith("lengths")) {
          entry.getValue().expect(flat(lengths(starts, steps, longest)));
        } else if (key.startsWith("patch_ids")) {
          entry.getValue().expect(patchOf(lengths(starts, steps, longest), steps));
        }
      }
    }
    Node dual = node.at("dual_threshold");
    var threshold =
        new Threshold.Dual(
            dual.at("global_threshold").number(), dual.at("relative_threshold").number());
    dual.at("mask").expect(flat(marks(threshold, entropies)));
  }

  private static void checkForward(Node node) {
    Node sizes = node.at("sizes");
    Tensor series = node.at("series").tensor(); // a row a channel
    var quantile = new Threshold.Quantile(sizes.at("quantile").number(), false);
    var patcher = new EntropyPatcher(quantile, sizes.at("max_patch_length").integer());
    EntroPe model = model(sizes, patcher, Math.toIntExact(series.size(0)), node.at("weights"));

    double[][] entropies = node.at("entropies").matrix();
    node.at("thresholds")
        .expect(
            Arrays.stream(entropies)
                .mapToDouble(row -> EntropyPatcher.quantileThreshold(quantile, row))
                .toArray());
    int[][] lengths = patcher.patches(entropies);
    node.at("patch_lengths").expect(flat(lengths));

    Tensor window = series.transpose(0, 1).unsqueeze(0);
    EntroPe.Parts parts = model.explain(window, lengths);
    node.at("revin_mean").expect(parts.normalised().mean());
    node.at("revin_std").expect(parts.normalised().deviation());
    node.at("tokens").expect(parts.ids().toLongs());
    Node out = node.at("outputs");
    out.at("patch_ids").expect(patchOf(lengths, model.context()));
    out.at("encoder_hidden").expect(parts.h());
    out.at("pooled").expect(parts.pooled());
    out.at("patch_embedding").expect(parts.patches());
    out.at("global_embedding").expect(parts.mixed());
    out.at("decoder_hidden").expect(parts.decoded());
    out.at("mask_encoder").expect(parts.stepsSeen());
    out.at("mask_decoder").expect(parts.patchesSeen());
    node.at("prediction").expect(parts.forecast().squeeze(0).transpose(0, 1));
  }

  private static EntroPe model(Node sizes, EntropyPatcher patcher, int channels, Node weights) {
    var initial = new Initial(Initial.seeded(0).random(), Type.FLOAT64);
    int context = sizes.at("seq_len").integer();
    int vocabulary = sizes.at("vocab").integer();
    var settings =
        new EntroPe.Settings(
            context,
            sizes.at("pred_len").integer(),
            channels,
            sizes.at("d_model").integer(),
            sizes.at("n_heads").integer(),
            sizes.at("ffn_hidden").integer(),
            sizes.at("global_layers").integer(),
            96,
            0,
            false,
            patcher);
    var quantiser =
        new MeanScaleQuantiser(
            sizes.at("low").number(), sizes.at("high").number(), vocabulary, 4, 0);
    var unused = // the file gives the entropies
        new EntropyModel(initial, new EntropyModel.Settings(vocabulary, 1, 1, 2, context, 0));
    var model = new EntroPe(initial, settings, quantiser, unused);
    var values = new LinkedHashMap<>(model.tensors());
    values.putAll(weights(weights));
    model.load(values);
    model.training(false);
    return model;
  }

  private static Map<String, Tensor> weights(Node file) {
    var values = new LinkedHashMap<String, Tensor>();
    values.put("tokens.weight", file.at("emb").tensor());
    put(values, "encoder", LAYER, file.at("enc"));
    put(values, "to_patches", CROSS, file.at("enc_cross"));
    List<Node> global = file.at("global").list();
    for (int i = 0; i < global.size(); i++) {
      put(values, "global." + i, LAYER, global.get(i));
    }
    put(values, "to_steps", CROSS, file.at("dec_cross"));
    put(values, "decoder", LAYER, file.at("dec"));
    values.put("norm.weight", file.at("dec_norm").tensor());
    values.put("head.weight", file.at("head_w").tensor());
    values.put("head.bias", file.at("head_b").tensor());
    return values;
  }

  private static void put(
      Map<String, Tensor> values, String path, Map<String, String> names, Node file) {
    names.forEach(
        (theirs, ours) -> values.put(path + "." + ours + ".weight", file.at(theirs).tensor()));
  }

  private static boolean[][] marks(Threshold threshold, double[][] entropies) {
    var patcher = new EntropyPatcher(threshold, Integer.MAX_VALUE);
    return Arrays.stream(entropies).map(patcher::marks).toArray(boolean[][]::new);
  }

  private static int[][] lengths(int[][] starts, int steps, int longest) {
    return EntropyPatcher.padded(
        Arrays.stream(starts)
            .map(row -> EntropyPatcher.lengths(row, steps + 1, longest))
            .toArray(int[][]::new));
  }

  private static int[] patchOf(int[][] lengths, int steps) {
    return Arrays.stream(lengths)
        .flatMapToInt(row -> Arrays.stream(EntropyPatcher.patchOf(row, steps)))
        .toArray();
  }

  private static int[] flat(int[][] rows) {
    return Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray();
  }

  private static boolean[] flat(boolean[][] rows) {
    int length = rows.length == 0 ? 0 : rows[0].length;
    boolean[] flat = new boolean[rows.length * length];
    for (int b = 0; b < rows.length; b++) {
      System.arraycopy(rows[b], 0, flat, b * length, length);
    }
    return flat;
  }
}
