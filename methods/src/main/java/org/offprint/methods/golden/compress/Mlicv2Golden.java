package org.offprint.methods.golden.compress;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.compress.BdRate;
import org.offprint.methods.compress.ChannelReweighting;
import org.offprint.methods.compress.Checkerboard;
import org.offprint.methods.compress.Checkerboard.Half;
import org.offprint.methods.compress.GaussianConditional;
import org.offprint.methods.compress.GumbelAnnealing;
import org.offprint.methods.compress.LatentRefinement;
import org.offprint.methods.compress.LinearAttention;
import org.offprint.methods.compress.Mlicv2;
import org.offprint.methods.compress.RateDistortion;
import org.offprint.methods.compress.Rotary2d;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The parts of MLICv2: checkerboard, Gaussian rate, linear attention, channel re-weighting, Gumbel
/// annealing, positions on a grid, loss, BD-rate.
final class Mlicv2Golden implements Golden {
  private static final Pattern ROTATED = Pattern.compile("rotated_q_at_(-?\\d+)_(-?\\d+)");

  @Override
  public Entry entry() {
    return new Entry(
        47,
        "2504.19119",
        "mlicv2",
        List.of(
            Mlicv2.class,
            LinearAttention.class,
            ChannelReweighting.class,
            Rotary2d.class,
            GumbelAnnealing.class,
            LatentRefinement.class,
            BdRate.class),
        "The golden values cover the parts. The authors published no code of v2, so that how the codec joins them is"
            + " our reading; the skipping of symbols that are predicted to be zero is left out; no published figure"
            + " was reproduced.");
  }

  @Override
  public void check(Node file) {
    checkerboard(file.at("checkerboard"));
    rate(file.at("gaussian_rate"));
    attention(file.at("linear_attention"), file.at("channel_reweighting_core"));
    annealing(file);
    rotary(file.at("rope2d"));
    for (Node row : file.at("rd_loss").list()) {
      row.at("loss")
          .expect(
              new RateDistortion(row.at("lmbda").number())
                  .apply(row.at("mse_01").number(), row.at("bpp").number()));
    }
    Node bd = file.at("bd_rate_percent");
    bd.at("value")
        .expect(
            BdRate.percent(
                bd.at("R1").numbers(),
                bd.at("D1").numbers(),
                bd.at("R2").numbers(),
                bd.at("D2").numbers()));
  }

  private static void checkerboard(Node node) {
    long[] shape = node.at("anchor").shape();
    var board = new Checkerboard((int) shape[0], (int) shape[1]);
    node.at("anchor").expect(board.mask(Half.ANCHOR, Type.FLOAT64));
    Tensor numbered =
        Tensor.range(shape[0] * shape[1]).to(Type.FLOAT64).reshape(shape[0], shape[1]);
    node.at("squeeze_anchor").expect(board.squeeze(numbered, Half.ANCHOR));
    node.at("squeeze_nonanchor").expect(board.squeeze(numbered, Half.OTHER));
  }

  private static void rate(Node node) {
    var model =
        new GaussianConditional(
            node.at("scale_floor").number(), 256, 64, node.at("likelihood_floor").number());
    for (Node row : node.at("rows").list()) {
      Tensor likelihood =
          model.likelihood(single(row, "y"), single(row, "mu"), single(row, "scale"));
      row.at("likelihood").expect(likelihood);
      row.at("bits").expect(GaussianConditional.bits(likelihood));
    }
  }

  private static Tensor single(Node row, String key) {
    return Tensor.of(new double[] {row.at(key).number()}, 1);
  }

  private static void attention(Node linear, Node channels) {
    Tensor q = linear.at("Q").tensor();
    Tensor k = linear.at("K").tensor();
    Tensor v = linear.at("V").tensor();
    linear.at("context").expect(LinearAttention.context(k, v));
    linear.at("out").expect(LinearAttention.apply(q, k, v));
    channels.at("attention").expect(ChannelReweighting.attention(q, k));
    channels.at("out").expect(ChannelReweighting.apply(q, k, v));
  }

  private static void annealing(Node file) {
    for (Node row : file.at("sga").list()) {
      Tensor v = single(row, "v");
      double temperature = row.at("tau").number();
      double[] logits = GumbelAnnealing.logits(v, temperature).toDoubles();
      row.at("logit_floor").expect(logits[0]);
      row.at("logit_ceil").expect(logits[1]);
      row.at("p_floor").expect(GumbelAnnealing.floorProbability(v, temperature));
      row.at("expected").expect(GumbelAnnealing.expected(v, temperature));
    }
    for (Node row : file.at("sga_soft_sample").list()) {
      Tensor noise =
          Tensor.of(new double[] {row.at("g_floor").number(), row.at("g_ceil").number()}, 1, 2);
      row.at("value")
          .expect(GumbelAnnealing.sample(single(row, "v"), row.at("tau").number(), noise));
    }
    GumbelAnnealing standard = GumbelAnnealing.standard();
    for (Node row : file.at("sga_schedule").list()) {
      row.at("tau").expect(standard.temperature(row.at("it").integer(), row.at("total").integer()));
    }
  }

  private static void rotary(Node node) {
    Tensor q = node.at("q").tensor().unsqueeze(0);
    Tensor k = node.at("k").tensor().unsqueeze(0);
    for (Map.Entry<String, Node> one : node.entries().entrySet()) {
      Matcher place = ROTATED.matcher(one.getKey());
      if (place.matches()) {
        double row = Double.parseDouble(place.group(1));
        double column = Double.parseDouble(place.group(2));
        one.getValue().expect(turned(q, row, column));
      }
    }
    for (Node row : node.at("dots").list()) {
      double[] here = row.at("q_pos").numbers();
      double[] there = row.at("k_pos").numbers();
      row.at("dot").expect(turned(q, here[0], here[1]).mul(turned(k, there[0], there[1])).sum());
    }
  }

  private static Tensor turned(Tensor x, double row, double column) {
    return Rotary2d.apply(x, new double[] {row}, new double[] {column}, 10_000);
  }
}
