package org.offprint.methods.golden.language;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.language.MixtureOfLoras;
import org.offprint.methods.language.MixtureOfLoras.Renormalisation;
import org.offprint.methods.language.OpenExtractor;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Mixture of LoRAs: router weights and output of the adapted layer, with all experts and with the
/// top K in each reading.
final class MixtureOfLorasGolden implements Golden {
  @Override
  public Entry entry() {
    return new Entry(
        10,
        "2308.06552",
        "mixture-of-loras",
        List.of(OpenExtractor.class, MixtureOfLoras.class),
        "The golden values cover the adapted layer; extractor, loss and stages are held to the contract of models. "
            + "Left out: multilingual BERT (too large to train here), adapters on the embeddings, and the training data made by a language model.");
  }

  @Override
  public void check(Node file) {
    Tensor weight = file.at("W").tensor();
    Tensor down = file.at("A").tensor();
    var initial = new Initial(new SplittableRandom(1), Type.FLOAT64);
    var linear = new Linear(initial, weight.size(1), weight.size(0));
    linear.load(Map.of("weight", weight, "bias", file.at("bias").tensor()));
    long experts = down.size(0);
    var mixture =
        new MixtureOfLoras(
            initial,
            weight.size(1),
            weight.size(0),
            Math.toIntExact(experts),
            file.at("rank").integer(),
            file.at("lora_alpha").number());
    mixture.load(
        Map.of("router", file.at("router").tensor(), "down", down, "up", file.at("B").tensor()));
    Tensor x = file.at("x").tensor();
    Tensor first = file.at("cls").tensor();

    for (Node one : file.at("cases").list()) {
      if (one.has("top_k")) {
        mixture.keepTop(one.at("top_k").integer(), reading(one.at("renormalisation").text()));
      } else {
        mixture.keepAll();
      }
      one.at("router_weights").expect(mixture.weights(first));
      one.at("output").expect(linear.apply(x).add(mixture.change(x, first)));
    }
  }

  private static Renormalisation reading(String text) {
    return switch (text) {
      case "none" -> Renormalisation.NONE;
      case "sum" -> Renormalisation.BY_SUM;
      case "code" -> Renormalisation.SECOND_SOFTMAX;
      default ->
          throw new IllegalArgumentException(
              "renormalisation '%s' is not known: expected none, sum or code".formatted(text));
    };
  }
}
