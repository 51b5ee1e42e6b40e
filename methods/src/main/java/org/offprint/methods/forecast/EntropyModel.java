package org.offprint.methods.forecast;

import java.util.List;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Embedding;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.SelfAttention;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// A small causal transformer that predicts the next token of a quantised series, and says how unsure it is.
///
///     logits_t = model(id_1 … id_t);  H_t = −Σ_v p_tv ln p_tv with p = softmax(logits): how unsure about step t + 1
///     loss = mean over t < L of −ln p_(t, id_(t+1))
///
/// Shapes: ids (B, L) int64 in 0 … V − 1, L ≤ block; logits (B, L, V); entropies (B, L); the loss is a scalar and needs L ≥ 2.
/// Range: nats; entropies from 0 to ln V. The loss of an empty batch is NaN.
/// Source: EntroPE, arXiv:2509.26157, §3; the authors' layers/BaseTransformer.py, first version: GPT-2 with the norm first,
/// learned positions, GELU, one table for reading and predicting, no biases.
/// Differs from the source: the maps start uniform on ±1/√width, only the tables normal with deviation 0.02; the table of
/// positions is unlike the rest never decayed by the authors, which is for the caller's optimiser to say. Theirs: AdamW
/// with β (0.9, 0.95), rate 1e-3 falling to 5 % along a cosine, decay 0.05 on matrices, gradients clipped to 1.
/// Throws: IllegalArgumentException if ids are no tokens or the series is longer than the block.
@Source(paper = "arXiv:2509.26157", equation = "§3, BaseTransformer.py")
public final class EntropyModel extends Block {
  /// @param block the longest series
  public record Settings(
      int vocabulary, int layers, int heads, int width, int block, double dropout) {
    public Settings {
      Shapes.require("vocabulary", vocabulary, vocabulary >= 2, "2 or more");
      Window.requirePositive("layers", layers);
      Window.requirePositive("width", width);
      Window.requirePositive("block", block);
      Shapes.require("heads", heads, heads >= 1 && width % heads == 0, "a divisor of the width");
    }

    /// The authors': 256 tokens, 2 layers, 4 heads, width 32, block 96, dropout 0.1.
    public static Settings standard() {
      return new Settings(256, 2, 4, 32, 96, 0.1);
    }
  }

  private final Settings settings;
  private final Embedding tokens;
  private final Embedding positions;
  private final List<Layer> layers;
  private final LayerNorm norm;
  private final Dropout dropout;

  public EntropyModel(Initial initial, Settings settings) {
    this.settings = settings;
    int width = settings.width();
    tokens = block("tokens", new Embedding(initial, settings.vocabulary(), width, 0.02));
    positions = block("positions", new Embedding(initial, settings.block(), width, 0.02));
    layers =
        blocks(
            "layers",
            IntStream.range(0, settings.layers())
                .mapToObj(i -> new Layer(initial, settings))
                .toList());
    norm = block("norm", new LayerNorm(initial, width, 1e-5, false));
    dropout = block("dropout", new Dropout(initial, settings.dropout()));
  }

  public Settings settings() {
    return settings;
  }

  public Tensor logits(Tensor ids) {
    Shapes.requireRank("ids", ids, 2, "(B, L)");
    if (ids.size(1) > settings.block()) {
      throw new IllegalArgumentException(
          "ids has shape %s; expected at most %d in dimension 1, the block of the entropy model"
              .formatted(Shapes.text(ids.shape()), settings.block()));
    }
    Tensor x = tokens.apply(ids).add(positions.apply(Tensor.range(ids.size(1))));
    x = dropout.apply(x);
    for (Layer layer : layers) {
      x = layer.apply(x);
    }
    return norm.apply(x).matmul(tokens.weight().transpose(0, 1));
  }

  /// The training loss: the mean cross-entropy of each next token.
  public Tensor loss(Tensor ids) {
    Shapes.requireRank("ids", ids, 2, "(B, L)");
    Shapes.requireType("ids", ids, Type.INT64);
    Shapes.require("L", ids.size(1), ids.size(1) >= 2, "2 or more, to have a next token");
    long steps = ids.size(1) - 1;
    Tensor logits = logits(ids.narrow(1, 0, steps).contiguous());
    Tensor next = ids.narrow(1, 1, steps).reshape(ids.size(0) * steps);
    return logits.reshape(next.count(), settings.vocabulary()).crossEntropy(next, -100, 1);
  }

  /// H (B, L) in nats, without dropout and without a gradient, whatever mode the model is in.
  public Tensor entropies(Tensor ids) {
    boolean before = training();
    training(false);
    try (var scope = Scope.withoutGradients()) {
      return scope.keep(entropy(logits(ids)));
    } finally {
      training(before);
    }
  }

  /// −Σ p ln p over the last axis, in nats.
  public static Tensor entropy(Tensor logits) {
    Shapes.requireFloating("logits", logits);
    Shapes.require("the rank of logits", logits.rank(), logits.rank() >= 1, "1 or more: (…, V)");
    Tensor logProbs = logits.logSoftmax(-1);
    return logProbs.exp().mul(logProbs).sum(-1, false).neg();
  }

  private static final class Layer extends Block {
    private final LayerNorm norm1;
    private final SelfAttention attention;
    private final LayerNorm norm2;
    private final Linear up;
    private final Linear down;
    private final Dropout dropout;

    Layer(Initial initial, Settings settings) {
      int width = settings.width();
      int heads = settings.heads();
      norm1 = block("norm1", new LayerNorm(initial, width, 1e-5, false));
      attention = block("attention", new SelfAttention(initial, width, heads, heads, true, null));
      norm2 = block("norm2", new LayerNorm(initial, width, 1e-5, false));
      up = block("up", new Linear(initial, width, 4L * width, false));
      down = block("down", new Linear(initial, 4L * width, width, false));
      dropout = block("dropout", new Dropout(initial, settings.dropout()));
    }

    Tensor apply(Tensor x) {
      Tensor attended = x.add(dropout.apply(attention.apply(norm1.apply(x))));
      Tensor inner = up.apply(norm2.apply(attended)).gelu();
      return attended.add(dropout.apply(down.apply(inner)));
    }
  }
}
