package org.offprint.methods.golden.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Filler;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.language.EntropyGuidedDecoder;
import org.offprint.methods.language.EntropyRegulariser;
import org.offprint.methods.loss.Reduction;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Entropy-guided attention: entropy of each row, the penalty and its gradient, temperatures, and
/// the ends of the range.
final class EntropyGuidedGolden implements Golden {
  /// The reference differentiates by central differences of step 1e-6.
  private static final double DIFFERENCES = 1e-7;

  private static final Pattern ATTENTION =
      Pattern.compile(
          ".*qfill\\(\\((?<shape>[\\d,\\s]+)\\),\\s*k,\\s*(?<scale>[\\d.eE+-]+)\\).*layers k = (?<layers>[\\d,\\s]+)");
  private static final Pattern SHARE =
      Pattern.compile("share_above_(?<share>[\\d.]+)_logT_layer(?<layer>\\d+)");
  private static final String ENTROPY = "entropy_layer";
  private static final String CONTEXT = "loss_context_";

  @Override
  public Entry entry() {
    return new Entry(
        33,
        "2501.03489",
        "entropy-guided-attention",
        List.of(EntropyGuidedDecoder.class, EntropyRegulariser.class),
        "The golden values cover entropy, penalty and temperature; the model is held to the contract. "
            + "Weight and spectral normalisation are left out; which residual α and β multiply is our reading.");
  }

  @Override
  public void check(Node file) {
    Matcher text = ATTENTION.matcher(file.at("attention").text());
    if (!text.matches()) {
      throw new IllegalArgumentException(
          "the attention is not understood: expected '… qfill((B,H,T,T),k,scale) … layers k = 1, 2'");
    }
    long[] shape = longs(text.group("shape"));
    double scale = Double.parseDouble(text.group("scale"));
    long[] fills = longs(text.group("layers"));
    List<Tensor> layers = new ArrayList<>();
    for (long fill : fills) {
      layers.add(attention(fill, scale, shape, Tensor.ones(Type.FLOAT64, shape[1])));
    }
    var loss =
        new EntropyRegulariser(file.at("gamma").number(), file.at("coef").number(), Reduction.SUM);
    Tensor thresholds = file.at("threshold_fraction_per_head").tensor();
    file.at("loss").expect(loss.apply(layers, thresholds));
    file.entries()
        .forEach((key, node) -> {
          if (key.startsWith(ENTROPY)) {
            int layer = Integer.parseInt(key.substring(ENTROPY.length()));
            node.expect(EntropyRegulariser.entropy(layers.get(layer - 1)));
          } else if (key.startsWith(CONTEXT)) {
            long context = Long.parseLong(key.substring(CONTEXT.length()));
            node.expect(loss.apply(layers, thresholds, context));
          }
        });

    Tensor moving = thresholds.copy().requireGradient();
    new EntropyRegulariser(loss.gamma(), 1, Reduction.SUM).apply(layers, moving).backward();
    file.at("grad_wrt_thresholds")
        .expectWithin(DIFFERENCES, Objects.requireNonNull(moving.gradient()));

    for (Node one : file.at("temperature").list()) {
      Tensor warm = attention(fills[0], scale, shape, one.at("per_head_temperature").tensor());
      one.at("mean_entropy_per_head")
          .expect(EntropyRegulariser.entropy(warm).mean(2, false).mean(0, false));
    }
    Node uniform = file.at("uniform_row_entropy");
    int keys = uniform.at("T").integer();
    uniform
        .at("value")
        .expect(EntropyRegulariser.entropy(Tensor.full(1.0 / keys, Type.FLOAT64, keys)));
    uniform.at("log_T").expect(Math.log(keys));
    file.at("one_hot_row_entropy")
        .expect(EntropyRegulariser.entropy(Tensor.eye(shape[3], Type.FLOAT64).select(0, 0)));
    file.at("relu_layernorm_free")
        .entries()
        .forEach((key, node) -> {
          Matcher share = SHARE.matcher(key);
          if (share.matches()) {
            Tensor layer = layers.get(Integer.parseInt(share.group("layer")) - 1);
            double part = Double.parseDouble(share.group("share"));
            node.expect(EntropyRegulariser.shareAbove(layer, part, shape[3]));
          }
        });
  }

  private static Tensor attention(long fill, double scale, long[] shape, Tensor temperatures) {
    return EntropyRegulariser.attention(Filler.fill(fill, scale, shape), temperatures);
  }

  private static long[] longs(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).mapToLong(Long::parseLong).toArray();
  }
}
