package org.offprint.methods.compress;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Attention within square windows, by the angle between query and key, with a bias that a small
/// network gives for each displacement:
///
///     A = softmax(cos(q, k) exp(min(τ, ln 100)) + 16 σ(B)),   out = A v
///     B = W₂ relu(W₁ r + b₁),   r = sign(Δ) log₂(1 + |8 Δ / (w − 1)|) / log₂ 8   for each axis
///
/// Shapes: q, k, v (…, heads, w², d); τ (heads); B (heads, w², w²).
/// Source: Liu et al., Swin Transformer V2, arXiv:2111.09883, §3.2 and §3.3; S2LIC
/// (arXiv:2403.14471) builds its transforms on it.
/// Throws: IllegalArgumentException if w < 2 or the width is no multiple of the heads.
public final class CosineWindowAttention extends Block {
  private static final double EPSILON = 1e-12;
  private static final double GREATEST = Math.log(100);

  private final long heads;
  private final Linear queries;
  private final Linear keys; // a bias here would only turn every key the same way
  private final Linear values;
  private final Linear out;
  private final Tensor logitScale;
  private final Tensor w1;
  private final Tensor b1;
  private final Tensor w2;
  private final Tensor coordinates;
  private final Tensor index;

  /// @param window w, in places
  /// @param biasWidth of the network that gives B
  public CosineWindowAttention(
      Initial initial, long width, long heads, int window, long biasWidth) {
    Shapes.require("width of the bias network", biasWidth, biasWidth >= 1, "1 or more");
    if (heads < 1 || width < 1 || width % heads != 0) {
      throw new IllegalArgumentException(
          "%d channels do not divide into %d heads; expected a multiple.".formatted(width, heads));
    }
    this.heads = heads;
    queries = block("query", new Linear(initial, width, width));
    keys = block("key", new Linear(initial, width, width, false));
    values = block("value", new Linear(initial, width, width));
    out = block("out", new Linear(initial, width, width));
    logitScale = parameter("logit_scale", initial.full(Math.log(10), heads));
    w1 = parameter("bias.w1", initial.uniform(Math.sqrt(0.5), biasWidth, 2));
    b1 = parameter("bias.b1", initial.uniform(Math.sqrt(0.5), biasWidth));
    w2 = parameter("bias.w2", initial.uniform(1 / Math.sqrt(biasWidth), heads, biasWidth));
    coordinates = logCoordinates(window).to(initial.type());
    index = displacement(window);
  }

  /// r of every displacement of a window, ((2w − 1)², 2), row displacements first.
  public static Tensor logCoordinates(int window) {
    if (window < 2) {
      throw new IllegalArgumentException(
          "a window of %d has no displacement; expected 2 or more.".formatted(window));
    }
    int side = 2 * window - 1;
    double[] r = new double[2 * side * side];
    for (int i = 0; i < side * side; i++) {
      r[2 * i] = log(i / side - window + 1, window);
      r[2 * i + 1] = log(i % side - window + 1, window);
    }
    return Tensor.of(r, side * side, 2);
  }

  private static double log(int displacement, int window) {
    double scaled = 8.0 * displacement / (window - 1);
    return Math.signum(scaled) * Math.log1p(Math.abs(scaled)) / Math.log(8);
  }

  /// Which displacement lies between query and key, int64 (w², w²).
  public static Tensor displacement(int window) {
    int places = window * window;
    long[] index = new long[places * places];
    for (int q = 0; q < places; q++) {
      for (int k = 0; k < places; k++) {
        int rows = q / window - k / window + window - 1;
        int columns = q % window - k % window + window - 1;
        index[q * places + k] = rows * (2L * window - 1) + columns;
      }
    }
    return Tensor.of(index, places, places);
  }

  /// W₂ relu(W₁ r + b₁) of every displacement.
  ///
  /// @param coordinates ((2w − 1)², 2)
  /// @param w1 (width, 2)
  /// @param b1 (width)
  /// @param w2 (heads, width)
  /// @return ((2w − 1)², heads)
  public static Tensor biasTable(Tensor coordinates, Tensor w1, Tensor b1, Tensor w2) {
    Shapes.requireRank("coordinates", coordinates, 2, "((2w − 1)², 2)");
    Shapes.requireFloating("coordinates", coordinates);
    Shapes.requireRank("w1", w1, 2, "(width, 2)");
    Shapes.requireSize("w1", w1, 1, coordinates.size(1), "the columns of coordinates");
    Shapes.requireRank("b1", b1, 1, "(width)");
    Shapes.requireSize("b1", b1, 0, w1.size(0), "the rows of w1");
    Shapes.requireRank("w2", w2, 2, "(heads, width)");
    Shapes.requireSize("w2", w2, 1, w1.size(0), "the rows of w1");
    Shapes.requireType("w1", w1, coordinates.type());
    Shapes.requireType("w2", w2, coordinates.type());
    return coordinates.matmul(w1.transpose(0, 1)).add(b1).relu().matmul(w2.transpose(0, 1));
  }

  /// B before the σ: ((2w − 1)², heads) to (heads, w², w²).
  public static Tensor bias(Tensor table, Tensor index) {
    Shapes.requireRank("table", table, 2, "((2w − 1)², heads)");
    Shapes.requireRank("index", index, 2, "(w², w²)");
    Shapes.requireType("index", index, Type.INT64);
    Shapes.requireSize("index", index, 1, index.size(0), "its rows");
    Shapes.requireIndices("index", index.toLongs(), table.size(0));
    long places = index.size(0);
    return table.indexSelect(0, index.reshape(-1)).reshape(places, places, -1).permute(2, 0, 1);
  }

  /// A.
  ///
  /// @param bias B
  /// @param mask added to the logits: 0 where a key is seen, else much below; (…, 1, w², w²)
  public static Tensor probabilities(
      Tensor q, Tensor k, Tensor logitScale, Tensor bias, @Nullable Tensor mask) {
    Shapes.requireRankOf("q", q, 3, "(…, heads, w², d)");
    Shapes.requireFloating("q", q);
    Shapes.requireType("k", k, q.type());
    Shapes.requireEqual("k", k, "q", q);
    Shapes.requireRank("logitScale", logitScale, 1, "(heads)");
    Shapes.requireSize("logitScale", logitScale, 0, q.size(-3), "the heads of q");
    Shapes.requireRank("bias", bias, 3, "(heads, w², w²)");
    Shapes.requireSize("bias", bias, 0, q.size(-3), "the heads of q");
    Shapes.requireSize("bias", bias, 1, q.size(-2), "the places of q");
    Shapes.requireSize("bias", bias, 2, q.size(-2), "the places of q");
    if (mask != null) {
      Shapes.requireRankOf("mask", mask, 2, "(…, 1, w², w²)");
      Shapes.requireSize("mask", mask, -1, q.size(-2), "the places of q");
      Shapes.requireSize("mask", mask, -2, q.size(-2), "the places of q");
    }
    Tensor cosine = unit(q).matmul(unit(k).transpose(-2, -1));
    Tensor scale = logitScale.clampMax(GREATEST).exp().reshape(-1, 1, 1);
    Tensor logits = cosine.mul(scale).add(bias.sigmoid().mul(16));
    return (mask == null ? logits : logits.add(mask)).softmax(-1);
  }

  private static Tensor unit(Tensor x) {
    // √(Σx² + tiny) keeps the gradient of a zero vector finite, which a norm does not
    Tensor length = x.square().sum(-1, true).add(EPSILON * EPSILON).sqrt().clampMin(EPSILON);
    return x.div(length);
  }

  /// @param x (windows, w², width)
  /// @param mask (windows, 1, w², w²) or null
  Tensor apply(Tensor x, @Nullable Tensor mask) {
    Shapes.requireRank("x", x, 3, "(windows, places, width)");
    Tensor q = split(queries.apply(x));
    Tensor k = split(keys.apply(x));
    Tensor v = split(values.apply(x));
    Tensor table = biasTable(coordinates, w1, b1, w2);
    Tensor mixed = probabilities(q, k, logitScale, bias(table, index), mask).matmul(v);
    return out.apply(mixed.transpose(1, 2).reshape(x.size(0), x.size(1), -1));
  }

  private Tensor split(Tensor x) {
    return x.reshape(x.size(0), x.size(1), heads, -1).transpose(1, 2);
  }
}
