package org.offprint.methods.golden.vision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Filler;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.vision.CrossFormer;
import org.offprint.methods.vision.CrossScaleBlock;
import org.offprint.methods.vision.CrossScaleEmbedding;
import org.offprint.methods.vision.Grouping;

/// CrossFormer: group maps, the index of offsets, whole blocks, one cross-scale embedding,
/// parameter counts of the published sizes.
final class CrossFormerGolden implements Golden {
  private static final Pattern NUMBERED = Pattern.compile("(\\d+)(/\\d+)+");

  @Override
  public Entry entry() {
    return new Entry(
        22,
        "2108.00154",
        "crossformer",
        List.of(
            CrossFormer.class, CrossScaleBlock.class, CrossScaleEmbedding.class, Grouping.class),
        "No gradients and no whole network in the reference: the stages are held by their parameter counts and by tests. The options of CrossFormer++ are left out.");
  }

  @Override
  public void check(Node file) {
    for (Node one : file.at("group_maps").list()) {
      int height = one.at("H").integer();
      int width = one.at("W").integer();
      Grouping grouping = grouping(one);
      one.at("padded").expect(new int[] {grouping.padded(height), grouping.padded(width)});
      one.at("group_to_flat_padded_index")
          .expect(
              Arrays.stream(grouping.groups(height, width)).flatMapToInt(Arrays::stream).toArray());
    }
    for (Map.Entry<String, Node> one : file.entries().entrySet()) {
      String key = one.getKey();
      if (key.startsWith("relative_position_index_G")) {
        int size = Integer.parseInt(key.substring("relative_position_index_G".length()));
        one.getValue().expect(Grouping.relativeIndex(size));
      } else if (key.startsWith("parameter_counts")) {
        checkCounts(one.getValue());
      }
    }
    for (Node one : file.at("blocks").list()) {
      checkBlock(one, file.at("block_weights"));
    }
    checkEmbedding(file.at("cel"));
  }

  private static Grouping grouping(Node one) {
    Node interval = one.at("interval");
    boolean windows = interval.isText() && interval.text().equals("SDA");
    return new Grouping(one.at("G").integer(), windows ? 0 : interval.integer());
  }

  private static void checkCounts(Node counts) {
    Map<String, CrossFormer.Settings> sizes =
        Map.of(
            "T", CrossFormer.Settings.tiny(),
            "S", CrossFormer.Settings.small(),
            "B", CrossFormer.Settings.base(),
            "L", CrossFormer.Settings.large());
    sizes.forEach((name, settings) -> {
      if (counts.has(name)) {
        counts.at(name).expect(settings.parameterCount());
      }
    });
  }

  private static void checkBlock(Node one, Node weights) {
    int dim = weights.at("dim").integer();
    int heads = weights.at("heads").integer();
    var initial = new Initial(Initial.seeded(0).random(), Type.FLOAT64);
    var block = new CrossScaleBlock(initial, dim, heads, grouping(one), 0);
    block.load(weights(dim, heads));
    Tensor y = block.apply(one.at("input").tensor(), one.at("H").integer(), one.at("W").integer());
    Node first = one.at("output_first_2_tokens");
    first.expect(y.select(0, 0).narrow(0, 0, first.list().size()).contiguous());
    one.at("output_last_token").expect(y.select(0, 0).select(0, y.size(1) - 1).contiguous());
    one.at("output_sum").expect(y.sum());
    one.at("output_abs_sum").expect(y.abs().sum());
  }

  /// The numbers of the tensors are those that the file's `block_weights` tells in words.
  private static Map<String, Tensor> weights(long dim, long heads) {
    long p = dim / 4 / 4;
    var values = new LinkedHashMap<String, Tensor>();
    putNorm(values, "norm1", 20, dim);
    putNorm(values, "norm2", 22, dim);
    putLinear(values, "qkv", 24, 0.3, 3 * dim, dim);
    putLinear(values, "proj", 26, 0.3, dim, dim);
    putLinear(values, "fc1", 28, 0.3, 4 * dim, dim);
    putLinear(values, "fc2", 30, 0.3, dim, 4 * dim);
    putLinear(values, "bias.proj", 40, 1, p, 2);
    for (int j = 1; j <= 3; j++) {
      putNorm(values, "bias.norm" + j, 40 + 4 * j, p);
      putLinear(values, "bias.fc" + j, 42 + 4 * j, 1, j == 3 ? heads : p, p);
    }
    return values;
  }

  private static void putNorm(Map<String, Tensor> values, String name, int k, long width) {
    values.put(name + ".weight", Filler.fill(k, 0.1, width).add(1));
    values.put(name + ".bias", Filler.fill(k + 1, 0.1, width));
  }

  private static void putLinear(
      Map<String, Tensor> values, String name, int k, double scale, long out, long in) {
    values.put(name + ".weight", Filler.fill(k, scale, out, in));
    values.put(name + ".bias", Filler.fill(k + 1, 0.3, out));
  }

  private static void checkEmbedding(Node node) {
    Tensor image = node.at("image").tensor();
    List<Integer> kernels = Arrays.stream(node.at("kernels").integers()).boxed().toList();
    int stride = node.at("stride").integer();
    long inputs = image.size(1);
    int[] given = node.at("channels").integers();
    int width = Arrays.stream(given).sum(); // the sum alone is given; how it is split is compared
    List<Integer> channels = CrossScaleEmbedding.channels(width, kernels.size());
    node.at("channels").expect(ints(channels));
    node.at("paddings")
        .expect(kernels.stream().mapToInt(k -> CrossScaleEmbedding.padding(k, stride)).toArray());

    var initial = new Initial(Initial.seeded(0).random(), Type.FLOAT64);
    var embedding = new CrossScaleEmbedding(initial, inputs, width, kernels, stride);
    List<Long> weightNumbers = numbers(node.at("conv_w").text());
    List<Long> biasNumbers = numbers(node.at("conv_b").text());
    var values = new LinkedHashMap<String, Tensor>();
    for (int i = 0; i < kernels.size(); i++) {
      int out = channels.get(i);
      int k = kernels.get(i);
      values.put(
          "convolutions." + i + ".weight",
          Filler.fill(weightNumbers.get(i), 0.3, out, inputs, k, k));
      values.put("convolutions." + i + ".bias", Filler.fill(biasNumbers.get(i), 0.3, out));
    }
    embedding.load(values);
    var norm = new LayerNorm(initial, width);
    norm.load(normOf(node.at("ln").text(), width));
    node.at("tokens").expect(norm.apply(CrossFormer.tokens(embedding.apply(image))));
  }

  /// `w 1+qfill((4,),75,.1) b qfill((4,),76,.1)`.
  private static Map<String, Tensor> normOf(String text, long width) {
    String[] parts = text.substring(2).split(" b ");
    String shape = "((" + width + ",)";
    return Map.of(
        "weight", Filler.parse(parts[0].replaceFirst("\\(\\([^)]*\\)", shape)),
        "bias", Filler.parse(parts[1].replaceFirst("\\(\\([^)]*\\)", shape)));
  }

  /// The 71 and 72 of `qfill((2,1,k,k),71/72)`.
  private static List<Long> numbers(String text) {
    Matcher matcher = NUMBERED.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException(
          "'%s' is not understood: expected numbers of tensors such as 71/72".formatted(text));
    }
    List<Long> numbers = new ArrayList<>();
    for (String number : matcher.group().split("/")) {
      numbers.add(Long.parseLong(number));
    }
    return numbers;
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
