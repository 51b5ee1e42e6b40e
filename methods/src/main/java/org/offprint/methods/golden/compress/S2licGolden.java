package org.offprint.methods.golden.compress;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.offprint.methods.compress.Checkerboard;
import org.offprint.methods.compress.CosineWindowAttention;
import org.offprint.methods.compress.GaussianConditional;
import org.offprint.methods.compress.Quantiser;
import org.offprint.methods.compress.RateDistortion;
import org.offprint.methods.compress.S2lic;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Filler;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The parts of S2LIC that its text fixes: checkerboard, likelihood and bits, rounding, loss, scale
/// table, cosine window attention.
final class S2licGolden implements Golden {
  private static final Pattern FILL = Pattern.compile("qfill\\([^)]*\\)[^)]*\\)");
  private static final Pattern THREE_FILLS =
      Pattern.compile("(qfill\\(\\([^)]*\\),\\s*)([\\d/]+)(,.*\\))");
  private static final Pattern MAGNITUDE =
      Pattern.compile("(?:([-\\d.]+)\\s*\\+\\s*)?abs\\((qfill.*)\\)");

  @Override
  public Entry entry() {
    return new Entry(
        37,
        "2403.14471",
        "s2lic",
        List.of(
            S2lic.class,
            GaussianConditional.class,
            Checkerboard.class,
            CosineWindowAttention.class,
            RateDistortion.class),
        "The golden values cover the parts that the text fixes. Four layers of the codec are missing from the"
            + " published code and are our reading; no published figure was reproduced.");
  }

  @Override
  public void check(Node file) {
    for (Map.Entry<String, Node> one : file.entries().entrySet()) {
      if (one.getKey().startsWith("checkerboard_anchor_mask")) {
        long[] shape = one.getValue().shape();
        var board = new Checkerboard((int) shape[0], (int) shape[1]);
        one.getValue().expect(board.mask(Checkerboard.Half.ANCHOR, Type.FLOAT64));
      }
    }
    Node gaussian = file.at("gaussian_likelihood");
    Node table = file.at("scale_table");
    double least = table.at("min").number();
    double greatest = table.at("max").number();
    var model = new GaussianConditional(least, greatest, table.at("levels").integer(), 1e-9);
    double[] scales = model.scales();
    for (Map.Entry<String, Node> one : table.entries().entrySet()) {
      if (one.getKey().startsWith("first")) {
        one.getValue().expect(Arrays.copyOf(scales, (int) one.getValue().shape()[0]));
      }
    }
    table.at("last").expect(scales[scales.length - 1]);

    Tensor y = gaussian.at("y").tensor();
    Tensor means = gaussian.at("mean").tensor();
    Tensor likelihood = model.likelihood(y, means, magnitude(gaussian.at("scale")));
    gaussian.at("likelihood").expect(likelihood);
    double bits = GaussianConditional.bits(likelihood).value();
    gaussian.at("bits").expect(bits);

    for (Map.Entry<String, Node> one : file.at("quantise").entries().entrySet()) {
      if (one.getValue().isArray()) {
        int count = (int) one.getValue().shape()[0];
        one.getValue().expect(Arrays.copyOf(Quantiser.rounded(y, means).toDoubles(), count));
      }
    }
    rateDistortion(file.at("rd_loss"), bits);
    attention(file.at("swin_v2_attention"));
  }

  /// `0.05+abs(qfill(…))`, or what a tensor can be.
  private static Tensor magnitude(Node node) {
    if (!node.isText()) {
      return node.tensor();
    }
    Matcher matcher = MAGNITUDE.matcher(node.text());
    if (!matcher.matches()) {
      return node.tensor();
    }
    String offset = matcher.group(1);
    Tensor magnitude = Filler.parse(matcher.group(2)).abs();
    return offset == null ? magnitude : magnitude.add(Double.parseDouble(offset));
  }

  private static void rateDistortion(Node rd, double bits) {
    Tensor x = rd.at("x").tensor();
    String text = rd.at("x_hat").isText() ? rd.at("x_hat").text() : "";
    Tensor decoded =
        text.startsWith("x+") ? x.add(Filler.parse(text.substring(2))) : rd.at("x_hat").tensor();
    double bpp = bits / (x.size(0) * x.size(2) * x.size(3));
    double meanSquare = RateDistortion.meanSquare(x, decoded).value();
    rd.at("bpp").expect(bpp);
    rd.at("mse").expect(meanSquare);
    rd.at("psnr").expect(RateDistortion.psnr(meanSquare));
    rd.at("loss").expect(new RateDistortion(rd.at("lambda").number()).apply(meanSquare, bpp));
  }

  private static void attention(Node swin) {
    int window = swin.at("window").integer();
    int heads = swin.at("heads").integer();
    Tensor coordinates = CosineWindowAttention.logCoordinates(window);
    swin.at("log_coords").expect(coordinates);
    Tensor index = CosineWindowAttention.displacement(window);
    swin.at("index").expect(index.toLongs());

    List<Tensor> network =
        FILL.matcher(swin.at("cpb_mlp").text())
            .results()
            .map(found -> Filler.parse(found.group()))
            .toList();
    Tensor table =
        CosineWindowAttention.biasTable(
            coordinates, network.get(0), network.get(1), network.get(2));
    swin.at("bias_table").expect(table);
    if (table.size(1) != heads) {
      throw new IllegalArgumentException(
          "cpb_mlp gives %d heads; expected %d".formatted(table.size(1), heads));
    }

    Matcher fills = THREE_FILLS.matcher(swin.at("qkv").text());
    if (!fills.matches()) {
      throw new IllegalArgumentException(
          "qkv is '%s'; expected a text such as qfill((2,4,3),4/5/6,1.0)"
              .formatted(swin.at("qkv").text()));
    }
    List<Tensor> three =
        Arrays.stream(fills.group(2).split("/"))
            .map(k -> Filler.parse(fills.group(1) + k + fills.group(3)))
            .collect(Collectors.toList());
    Tensor logitScale =
        swin.entries().entrySet().stream()
            .filter(one -> one.getKey().startsWith("logit_scale"))
            .map(one -> one.getValue().tensor())
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no logit_scale"));
    Tensor probabilities =
        CosineWindowAttention.probabilities(
            three.get(0), three.get(1), logitScale, CosineWindowAttention.bias(table, index), null);
    swin.at("probabilities").expect(probabilities);
    swin.at("output").expect(probabilities.matmul(three.get(2)));
  }
}
