package org.offprint.methods.golden.forecast;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.methods.forecast.PvClient;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// PV-Client and Client with the file's weights: what each branch gives, the first attention map,
/// both outputs.
final class PvClientGolden implements Golden {
  /// The file's names of a layer's parts and ours.
  private static final Map<String, String> PARTS =
      Map.of(
          "q", "attention.query",
          "k", "attention.key",
          "v", "attention.value",
          "o", "attention.out",
          "ff1", "up",
          "ff2", "down",
          "ln1", "norm1",
          "ln2", "norm2");

  @Override
  public Entry entry() {
    return new Entry(
        39,
        "2406.03808",
        "pv-client",
        List.of(PvClient.class),
        "The forward pass only, dropout off; the reference has no gradients. The published results are on private data.");
  }

  @Override
  public void check(Node file) {
    Node dims = file.at("dims");
    Node params = file.at("params");
    var values = weights(params, dims.at("layers").integer());
    PvClient pvClient = model(dims, PvClient.Mix.PV_CLIENT, values);
    var ofClient = new LinkedHashMap<>(values);
    ofClient.remove("w_trans");
    PvClient client = model(dims, PvClient.Mix.CLIENT, ofClient);

    Tensor x = file.at("x").tensor();
    dims.at("B").expect(x.size(0));
    dims.at("d_model").expect(client.context()); // a token is as wide as the context is long
    PvClient.Parts parts = pvClient.explain(x);
    file.at("revin_normed").expect(parts.normalised());
    file.at("attention_layer0").expect(parts.maps().getFirst());
    file.at("transformer_branch").expect(parts.transformer());
    file.at("linear_branch").expect(parts.linear());
    file.at("y_pv_client").expect(parts.forecast());
    file.at("y_client").expect(client.forecast(x));
    file.at("pv_power_head_last_plus_first_channel").expect(PvClient.power(parts.forecast()));
  }

  private static PvClient model(Node dims, PvClient.Mix mix, Map<String, Tensor> values) {
    var settings =
        new PvClient.Settings(
            dims.at("L").integer(),
            dims.at("T").integer(),
            dims.at("C").integer(),
            dims.at("heads").integer(),
            dims.at("d_ff").integer(),
            dims.at("layers").integer(),
            0,
            1,
            dims.at("revin_eps").number(),
            dims.at("ln_eps").number(),
            mix);
    var model = new PvClient(new Initial(Initial.seeded(0).random(), Type.FLOAT64), settings);
    model.load(values);
    model.training(false);
    return model;
  }

  private static Map<String, Tensor> weights(Node params, int layers) {
    var values = new LinkedHashMap<String, Tensor>();
    values.put("w_lin", params.at("w_dec").tensor());
    values.put("w_trans", params.at("w_trans").tensor());
    values.put("revin.gain", params.at("revin_w").tensor());
    values.put("revin.bias", params.at("revin_b").tensor());
    for (int l = 0; l < layers; l++) {
      String from = "l" + l + ".";
      String to = "layers." + l + ".";
      PARTS.forEach((theirs, ours) -> {
        String weight = theirs.startsWith("ln") ? ".g" : ".w";
        values.put(to + ours + ".weight", params.at(from + theirs + weight).tensor());
        values.put(to + ours + ".bias", params.at(from + theirs + ".b").tensor());
      });
    }
    values.put("norm.weight", params.at("ln.g").tensor());
    values.put("norm.bias", params.at("ln.b").tensor());
    values.put("projection.weight", params.at("proj.w").tensor());
    values.put("projection.bias", params.at("proj.b").tensor());
    values.put("trend.weight", params.at("lin.w").tensor());
    values.put("trend.bias", params.at("lin.b").tensor());
    return values;
  }
}
