package org.offprint.methods.vision;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// A transformer layer over the places of a picture, in which the groups of a {@link Grouping} attend and a small network gives
/// the bias of each offset.
///
///     x = x + Att(LN x);  x = x + W₂ gelu(W₁ LN x), four times as wide between
///     Att: softmax(q kᵀ / √D + bias(offset) − 10⁶ at padded keys) v in each group, then a linear map
///     bias(dy, dx) = Linear(2 → p), then three times LN, ReLU, Linear, the last to one number a head; p = ⌊⌊dim/4⌋/4⌋
public final class CrossScaleBlock extends Block {
  private static final double PADDED =
      -1e6; // as in the source: −∞ would make NaN of an all-padded group

  private final Grouping grouping;
  private final int heads;
  private final double dropPath;
  private final RandomGenerator random;
  private final LayerNorm norm1;
  private final Linear qkv;
  private final Linear projection;
  private final LayerNorm norm2;
  private final Linear up;
  private final Linear down;
  private final PositionBias bias;

  /// @param dim a multiple of the heads, 16 or more
  /// @param dropPath how likely each of the two branches is left out for a picture, in training
  public CrossScaleBlock(Initial initial, int dim, int heads, Grouping grouping, double dropPath) {
    Shapes.require("dim", dim, dim >= 16, "16 or more, so that the bias network has a width");
    Shapes.require("heads", heads, heads >= 1 && dim % heads == 0, "a divisor of dim " + dim);
    Shapes.require("dropPath", dropPath, dropPath >= 0 && dropPath < 1, "0 ≤ rate < 1");
    this.grouping = grouping;
    this.heads = heads;
    this.dropPath = dropPath;
    random = initial.random();
    norm1 = block("norm1", new LayerNorm(initial, dim));
    qkv = block("qkv", linear(initial, dim, 3L * dim));
    projection = block("proj", linear(initial, dim, dim));
    norm2 = block("norm2", new LayerNorm(initial, dim));
    up = block("fc1", linear(initial, dim, 4L * dim));
    down = block("fc2", linear(initial, 4L * dim, dim));
    bias = block("bias", new PositionBias(initial, dim / 4 / 4, heads));
  }

  /// Weights normal with deviation 0.02, biases 0.
  static Linear linear(Initial initial, long in, long out) {
    var linear = new Linear(initial, in, out);
    try (var scope = Scope.withoutGradients()) {
      linear.weight().copyFrom(initial.normal(0.02, out, in));
      linear.parameters().values().stream()
          .filter(parameter -> parameter.rank() == 1)
          .forEach(parameter -> parameter.copyFrom(initial.zeros(out)));
    }
    return linear;
  }

  /// @param x (B, height · width, dim), places row by row
  public Tensor apply(Tensor x, int height, int width) {
    Shapes.requireRank("x", x, 3, "(B, height · width, dim)");
    Shapes.requireSize("x", x, 1, (long) height * width, "height times width");
    Tensor attended = x.add(dropped(attend(norm1.apply(x), height, width)));
    Tensor inner = up.apply(norm2.apply(attended)).gelu();
    return attended.add(dropped(down.apply(inner)));
  }

  private Tensor attend(Tensor x, int height, int width) {
    int least = Math.min(height, width);
    Grouping used = least <= grouping.size() ? new Grouping(least, 0) : grouping;
    int places = used.size() * used.size();
    int paddedHeight = used.padded(height);
    int paddedWidth = used.padded(width);
    long batch = x.size(0);
    long dim = x.size(2);
    int[] order = Arrays.stream(used.groups(height, width)).flatMapToInt(Arrays::stream).toArray();
    long groups = order.length / places;

    Tensor padded =
        x.reshape(batch, height, width, dim)
            .pad(0, 0, 0, 0, paddedWidth - width, 0, paddedHeight - height)
            .reshape(batch, (long) paddedHeight * paddedWidth, dim);
    Tensor index = Tensor.of(Arrays.stream(order).asLongStream().toArray(), order.length);
    Tensor rows = qkv.apply(padded.indexSelect(1, index));
    Tensor split =
        rows.reshape(batch, groups, places, 3, heads, dim / heads)
            .permute(3, 0, 1, 4, 2, 5); // (3, B, groups, heads, places, D)
    Tensor scores =
        split
            .select(0, 0)
            .matmul(split.select(0, 1).transpose(-1, -2))
            .div(Math.sqrt((double) dim / heads));
    Tensor masked =
        scores.add(bias.apply(used.size())).add(mask(order, places, height, width, paddedWidth, x));
    Tensor mixed = masked.softmax(-1).matmul(split.select(0, 2));
    Tensor out = projection.apply(mixed.transpose(2, 3).reshape(batch, order.length, dim));

    long[] back = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      back[order[i]] = i;
    }
    return out.indexSelect(1, Tensor.of(back, back.length))
        .reshape(batch, paddedHeight, paddedWidth, dim)
        .narrow(1, 0, height)
        .narrow(2, 0, width)
        .reshape(batch, (long) height * width, dim);
  }

  /// (groups, 1, 1, places): 0, and −10⁶ at padding.
  private static Tensor mask(
      int[] order, int places, int height, int width, int paddedWidth, Tensor like) {
    double[] mask = new double[order.length];
    for (int i = 0; i < mask.length; i++) {
      boolean inside = order[i] / paddedWidth < height && order[i] % paddedWidth < width;
      mask[i] = inside ? 0 : PADDED;
    }
    return Tensor.of(mask, order.length / places, 1, 1, places).to(like.type());
  }

  private Tensor dropped(Tensor branch) {
    if (!training() || dropPath == 0) {
      return branch;
    }
    double[] factors = new double[Math.toIntExact(branch.size(0))];
    Arrays.setAll(factors, b -> random.nextDouble() < dropPath ? 0 : 1 / (1 - dropPath));
    return branch.mul(Tensor.of(factors, factors.length, 1, 1).to(branch.type()));
  }

  /// The dynamic position bias: (heads, G², G²) for any G.
  private static final class PositionBias extends Block {
    private final Linear projection;
    private final LayerNorm norm1;
    private final Linear map1;
    private final LayerNorm norm2;
    private final Linear map2;
    private final LayerNorm norm3;
    private final Linear map3;

    PositionBias(Initial initial, long p, long heads) {
      projection = block("proj", linear(initial, 2, p));
      norm1 = block("norm1", new LayerNorm(initial, p));
      map1 = block("fc1", linear(initial, p, p));
      norm2 = block("norm2", new LayerNorm(initial, p));
      map2 = block("fc2", linear(initial, p, p));
      norm3 = block("norm3", new LayerNorm(initial, p));
      map3 = block("fc3", linear(initial, p, heads));
    }

    Tensor apply(int size) {
      int across = 2 * size - 1;
      double[] offsets = new double[2 * across * across];
      for (int i = 0; i < across * across; i++) {
        offsets[2 * i] = i / across - (size - 1);
        offsets[2 * i + 1] = i % across - (size - 1);
      }
      Tensor at = Tensor.of(offsets, (long) across * across, 2).to(projection.weight().type());
      Tensor h = map1.apply(norm1.apply(projection.apply(at)).relu());
      h = map2.apply(norm2.apply(h).relu());
      h = map3.apply(norm3.apply(h).relu());
      long[] pairs = Arrays.stream(Grouping.relativeIndex(size)).asLongStream().toArray();
      long places = (long) size * size;
      return h.indexSelect(0, Tensor.of(pairs, pairs.length))
          .reshape(places, places, h.size(1))
          .permute(2, 0, 1);
    }
  }
}
