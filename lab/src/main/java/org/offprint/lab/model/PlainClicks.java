package org.offprint.lab.model;

import java.util.List;
import java.util.stream.IntStream;
import org.offprint.methods.ctr.ClickModel;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Embedding;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;

/// The click models that newer ones are compared with. Each has a number for every category, which
/// is logistic regression; what else it has is the rest of its name.
public final class PlainClicks extends Block implements ClickModel {
  /// What reads the embeddings beside the numbers.
  @FunctionalInterface
  private interface Reader {
    /// (B, F, e) to (B).
    Tensor apply(Tensor embedded);
  }

  private final Tensor bias;
  private final Embedding numbers;
  private final Embedding embedding;
  private final Reader reader;

  private PlainClicks(Initial initial, int ids, int width, Reader reader) {
    bias = parameter("bias", initial.zeros(1));
    numbers = block("embedding.numbers", new Embedding(initial, ids, 1, 1e-2));
    embedding = block("embedding", new Embedding(initial, ids, width, 1e-2));
    this.reader = reader;
  }

  /// Logistic regression: the numbers and nothing else.
  public static PlainClicks logistic(long seed, int ids) {
    return new PlainClicks(
        Initial.seeded(seed), ids, 1, embedded -> embedded.sum(2, false).sum(1, false).mul(0));
  }

  /// A factorisation machine: the inner product of every two fields' embeddings (Rendle, ICDM
  /// 2010).
  public static PlainClicks factorisation(long seed, int ids, int width) {
    return new PlainClicks(
        Initial.seeded(seed),
        ids,
        width,
        embedded ->
            embedded
                .sum(1, false)
                .square()
                .sub(embedded.square().sum(1, false))
                .sum(1, false)
                .div(2));
  }

  /// A network of hidden layers over all embeddings side by side.
  public static PlainClicks deep(long seed, int fields, int ids, int width, int... hidden) {
    int[] widths = new int[hidden.length + 2];
    widths[0] = fields * width;
    System.arraycopy(hidden, 0, widths, 1, hidden.length);
    widths[hidden.length + 1] = 1;
    var network = new Perceptron(seed + 1, widths);
    var model =
        new PlainClicks(
            Initial.seeded(seed),
            ids,
            width,
            embedded -> network.apply(flat(embedded)).squeeze(-1));
    model.block("network", network);
    return model;
  }

  /// The cross network of DCN-V2 with full matrices, x ← x_1 (W x + b) + x, without a deep part
  /// (Wang et al., WWW 2021).
  public static PlainClicks crossed(long seed, int fields, int ids, int width, int layers) {
    var network = new DenseCross(Initial.seeded(seed + 1), fields * width, layers);
    var model =
        new PlainClicks(
            Initial.seeded(seed), ids, width, embedded -> network.apply(flat(embedded)));
    model.block("network", network);
    return model;
  }

  private static Tensor flat(Tensor embedded) {
    return embedded.reshape(embedded.size(0), embedded.size(1) * embedded.size(2));
  }

  @Override
  public Tensor logits(Tensor ids) {
    Tensor linear = numbers.apply(ids).squeeze(-1).sum(1, false).add(bias);
    return linear.add(reader.apply(embedding.apply(ids)));
  }

  private static final class DenseCross extends Block {
    private final List<Linear> layers;
    private final Linear out;

    DenseCross(Initial initial, int width, int count) {
      layers =
          blocks(
              "layers",
              IntStream.range(0, count).mapToObj(i -> new Linear(initial, width, width)).toList());
      out = block("out", new Linear(initial, width, 1));
    }

    Tensor apply(Tensor x) {
      Tensor now = x;
      for (var layer : layers) {
        now = x.mul(layer.apply(now)).add(now);
      }
      return out.apply(now).squeeze(-1);
    }
  }
}
