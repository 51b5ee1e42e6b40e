package org.offprint.methods.ctr;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.BatchNorm;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.tensor.Tensor;

/// One of the two cross networks of {@link Fcn}: each layer multiplies what is there with a map of itself, half of which is a gated copy of
/// the other half.
///
///     c = W_l x_l, D = d/2 numbers;  m = c max(0, LN c);  h = [c ; m]
///     exponential: x_(l+1) = x_l (h + b_l) + x_l, order 2^L;  linear: x_(l+1) = x_1 (h + b_l) + x_l, order L + 1
///
/// Shapes: x (B, heads, d), d even; the same W serves every head. With batch norm, c is normalised first, one mean and variance a head.
/// Values of a deep exponential network explode: watch them where |x| > 1.
public final class CrossNetwork extends Block {
  /// How the order of interaction grows with the layers.
  public enum Growth {
    /// Doubles: ECN.
    EXPONENTIAL,
    /// By one: LCN.
    LINEAR
  }

  private final Growth growth;
  private final List<Layer> layers;
  private final Tensor weight;
  private final Tensor bias;
  private final Dropout dropout;

  /// @param width d, even
  /// @param normEpsilon of the layer norms
  public CrossNetwork(
      Initial initial,
      Growth growth,
      int width,
      int heads,
      int layers,
      boolean batchNorm,
      double dropout,
      double normEpsilon) {
    Shapes.require(
        "width", width, width > 0 && width % 2 == 0, "an even number, fields times embedding");
    Shapes.require("layers", layers, layers >= 1, "1 or more");
    this.growth = growth;
    var list = new ArrayList<Layer>();
    for (int l = 0; l < layers; l++) {
      list.add(new Layer(initial, width, batchNorm ? heads : 0, normEpsilon));
    }
    this.layers = blocks("layers", list);
    weight = parameter("out.weight", initial.normal(Math.sqrt(2.0 / (width + 1)), 1, width));
    bias = parameter("out.bias", initial.zeros(1));
    this.dropout = block("dropout", new Dropout(initial, dropout));
  }

  /// x after the last layer, (B, heads, d).
  public Tensor cross(Tensor x) {
    Shapes.requireRank("x", x, 3, "(B, heads, d)");
    Shapes.requireSize("x", x, 2, weight.size(1), "the width of the cross network");
    Shapes.requireType("x", x, weight.type());
    Tensor now = x;
    for (Layer layer : layers) {
      Tensor factor = growth == Growth.EXPONENTIAL ? now : x;
      now = dropout.apply(factor.mul(layer.apply(now)).add(now));
    }
    return now;
  }

  /// The logit of each head, (B, heads).
  public Tensor headLogits(Tensor crossed) {
    Shapes.requireRank("crossed", crossed, 3, "(B, heads, d)");
    Shapes.requireSize("crossed", crossed, 2, weight.size(1), "the width of the cross network");
    Shapes.requireType("crossed", crossed, weight.type());
    return crossed.matmul(weight.transpose(0, 1)).add(bias).squeeze(-1);
  }

  /// The mean of the heads' logits, (B).
  public Tensor logits(Tensor x) {
    return headLogits(cross(x)).mean(1, false);
  }

  /// h + b.
  private static final class Layer extends Block {
    private final Tensor weight;
    private final Tensor bias;
    private final @Nullable BatchNorm batchNorm;
    private final LayerNorm norm;

    Layer(Initial initial, int width, int normedHeads, double normEpsilon) {
      double deviation = Math.sqrt(2.0 / (width + width / 2.0));
      weight = parameter("weight", initial.normal(deviation, width / 2, width));
      bias = parameter("bias", Tensor.uniform(initial.random(), 0, 1, initial.type(), width));
      batchNorm = normedHeads > 0 ? block("batch_norm", new BatchNorm(initial, normedHeads)) : null;
      norm = block("norm", new LayerNorm(initial, width / 2, normEpsilon, true));
    }

    Tensor apply(Tensor x) {
      Tensor mapped = x.matmul(weight.transpose(0, 1));
      Tensor c = batchNorm == null ? mapped : batchNorm.apply(mapped);
      Tensor m = c.mul(norm.apply(c).relu());
      return Tensor.concat(-1, c, m).add(bias);
    }
  }
}
