package org.offprint.methods.golden.forecast;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.methods.forecast.Gateformer;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.RevIn;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Gateformer with the file's weights: both embeddings, both gates, the forecast.
final class GateformerGolden implements Golden {
  private static final Map<String, String> MAPS =
      Map.of(
          "head", "flat",
          "glob", "whole",
          "g1", "gate1",
          "g2", "gate2",
          "g3", "gate3",
          "g4", "gate4",
          "proj", "projection");
  private static final Map<String, String> PARTS =
      Map.of("out", "attention.out", "l1", "up", "l2", "down", "n1", "norm1", "n2", "norm2");

  @Override
  public Entry entry() {
    return new Entry(
        9,
        "2505.00307",
        "gateformer",
        List.of(Gateformer.class),
        "The forward pass only, dropout off; the reference has no gradients. The plug-in of the gates into other models is left out.");
  }

  @Override
  public void check(Node file) {
    Node sizes = file.at("sizes");
    var settings =
        new Gateformer.Settings(
            sizes.at("seq_len").integer(),
            sizes.at("pred_len").integer(),
            sizes.at("d_model").integer(),
            sizes.at("n_heads").integer(),
            sizes.at("d_ff").integer(),
            sizes.at("e_layers").integer(),
            sizes.at("patch_len").integer(),
            sizes.at("stride").integer(),
            0,
            RevIn.EPSILON);
    sizes.at("patch_num").expect(settings.patches());
    var model = new Gateformer(new Initial(Initial.seeded(0).random(), Type.FLOAT64), settings);
    model.load(weights(file.at("weights")));
    model.training(false);

    Tensor x = file.at("input").tensor();
    sizes.at("batch").expect(x.size(0));
    sizes.at("n_vars").expect(x.size(2));
    Gateformer.Parts parts = model.explain(x);
    Node out = file.at("outputs");
    out.at("global_embedding").expect(parts.g());
    out.at("temporal_embedding").expect(parts.t());
    out.at("gate1").expect(parts.a());
    out.at("variate_embedding").expect(parts.v());
    out.at("cross").expect(parts.c());
    out.at("gate2").expect(parts.a2());
    out.at("prediction").expect(parts.forecast());
  }

  private static Map<String, Tensor> weights(Node file) {
    var values = new LinkedHashMap<String, Tensor>();
    values.put("patch.weight", file.at("patch_w").tensor());
    MAPS.forEach((theirs, ours) -> put(values, ours, file, theirs));
    for (String encoder : List.of("temporal", "variate")) {
      List<Node> layers = file.at(encoder).list();
      for (int i = 0; i < layers.size(); i++) {
        Node layer = layers.get(i);
        String path = encoder + "." + i + ".";
        PARTS.forEach((theirs, ours) -> put(values, path + ours, layer, theirs));
        Tensor weight = layer.at("in_w").tensor(); // query, key and value, one above the other
        Tensor bias = layer.at("in_b").tensor();
        long d = weight.size(1);
        List<String> thirds = List.of("query", "key", "value");
        for (int k = 0; k < 3; k++) {
          String third = path + "attention." + thirds.get(k);
          values.put(third + ".weight", weight.narrow(0, k * d, d));
          values.put(third + ".bias", bias.narrow(0, k * d, d));
        }
      }
    }
    return values;
  }

  private static void put(Map<String, Tensor> values, String ours, Node file, String theirs) {
    values.put(ours + ".weight", file.at(theirs + "_w").tensor());
    values.put(ours + ".bias", file.at(theirs + "_b").tensor());
  }
}
