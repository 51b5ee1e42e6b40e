package org.offprint.methods.ctr;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.BatchNorm;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// A click model whose neurons multiply fields raised to learned powers, and choose their fields anew for every row: the gates say which
/// cross features a prediction used.
///
///     E_j = embedding(id_j) v_j with v_j cut to [0.001, 1]
///     g_koj = E_jᵀ B_k q_ko / √e;  s = α-entmax over the fields of g;  w = s a;  y_ko = exp(Σ_j w_koj E_j)
///     one head: g_oj = (W E_j)ᵀ q_o / √e
///     logit = MLP(flatten(BatchNorm y));  with an ensemble: w_1 logit + w_2 MLP′(flatten(embedding′(id) v)) + b
///
/// Shapes: ids (B, m) int64 in 0 … V − 1; values (B, m) floating, 1 where a field is only a category; logits (B).
/// Range: any logits; gates in [0, 1], summing to 1 over the fields of a neuron. The exponent is cut at 80, beyond which float32 overflows.
/// Source: ARM-Net, Cai et al., SIGMOD 2021, arXiv:2107.01830, equations 4 to 7; the authors' armnet.py and armnet_1h.py.
/// Differs from the source: values are not changed in place; the exponent is cut. The authors clamp each gradient ENTRY to ±1 in training,
/// where {@link org.offprint.methods.train.Training} limits their common length. A value of 0 counts as 0.001, as in the source.
/// Throws: IllegalArgumentException if ids or values do not fit, a value is NaN, or the batch is empty; from the settings, if they
/// make no model.
@Source(paper = "arXiv:2107.01830", equation = "4 to 7")
public final class ArmNet extends Block implements ClickModel {
  private static final double GAIN = 1.414;
  private static final double LEAST = 0.001;
  private static final double GREATEST_EXPONENT = 80;

  /// @param ids V, over all fields
  /// @param embedding e
  /// @param heads K; 0 for the one-head form, which has no K and a linear map for B
  /// @param neurons O of each head
  /// @param layers of the MLP
  /// @param hidden their width
  /// @param ensemble whether a second MLP on embeddings of its own joins in: ARM-Net+
  public record Settings(
      int fields,
      int ids,
      int embedding,
      int heads,
      int neurons,
      double alpha,
      int layers,
      int hidden,
      double dropout,
      boolean ensemble) {
    public Settings {
      Shapes.require("fields", fields, fields >= 1, "1 or more");
      Shapes.require("ids", ids, ids >= 1, "1 or more");
      Shapes.require("embedding", embedding, embedding >= 1, "1 or more");
      Shapes.require("heads", heads, heads >= 0, "0 or more");
      Shapes.require("neurons", neurons, neurons >= 1, "1 or more");
      Shapes.require("layers", layers, layers >= 0, "0 or more");
      Shapes.require("hidden", hidden, hidden >= 1, "1 or more");
    }

    /// The authors' defaults: embedding 10, 4 heads of 128 neurons, α = 1.7, two hidden layers of
    /// 256.
    public static Settings standard(int fields, int ids) {
      return new Settings(fields, ids, 10, 4, 128, 1.7, 2, 256, 0, false);
    }
  }

  private final Settings settings;
  private final Entmax entmax;
  private final Tensor embedding;
  private final Tensor bilinear;
  private final Tensor query;
  private final Tensor values;
  private final BatchNorm norm;
  private final Mlp mlp;
  private final @Nullable Tensor deepEmbedding;
  private final @Nullable Mlp deep;
  private final @Nullable Tensor mix;
  private final @Nullable Tensor mixBias;

  public ArmNet(Initial initial, Settings settings) {
    this.settings = settings;
    entmax = new Entmax(settings.alpha());
    int e = settings.embedding();
    int m = settings.fields();
    int k = settings.heads();
    int o = settings.neurons();
    long neurons = (long) Math.max(k, 1) * o;
    embedding = parameter("embedding", xavier(initial, 1, settings.ids(), e));
    bilinear =
        parameter(
            "bilinear", k == 0 ? xavier(initial, GAIN, e, e) : xavier(initial, GAIN, k, e, e));
    query =
        parameter("query", k == 0 ? xavier(initial, GAIN, o, e) : xavier(initial, GAIN, k, o, e));
    values =
        parameter("values", k == 0 ? xavier(initial, GAIN, o, m) : xavier(initial, GAIN, k, o, m));
    norm = block("norm", new BatchNorm(initial, neurons));
    mlp = block("mlp", mlp(initial, neurons * e));
    if (settings.ensemble()) {
      deepEmbedding = parameter("deep_embedding", xavier(initial, 1, settings.ids(), e));
      deep = block("deep", mlp(initial, (long) m * e));
      mix = parameter("mix", initial.full(0.5, 2));
      mixBias = parameter("mix_bias", initial.zeros(1));
    } else {
      deepEmbedding = null;
      deep = null;
      mix = null;
      mixBias = null;
    }
  }

  private Mlp mlp(Initial initial, long in) {
    return new Mlp(initial, in, settings.layers(), settings.hidden(), settings.dropout());
  }

  /// Uniform on ±gain √(6 / (in + out)), with in and out as PyTorch counts them.
  private static Tensor xavier(Initial initial, double gain, long... shape) {
    long field = shape.length == 3 ? shape[2] : 1;
    return initial.uniform(gain * Math.sqrt(6.0 / ((shape[0] + shape[1]) * field)), shape);
  }

  /// What a prediction is made of; a head's axis is there only with heads.
  ///
  /// @param scores g (B, K, O, m)
  /// @param gates s, in the same shape: exact zeros are fields that a neuron leaves out
  /// @param neurons y (B, K · O, e)
  public record Parts(Tensor scores, Tensor gates, Tensor neurons, Tensor logits) {}

  /// With all values 1: every field is a category.
  @Override
  public Tensor logits(Tensor ids) {
    return logits(ids, Tensor.ones(embedding.type(), ids.shape()));
  }

  public Tensor logits(Tensor ids, Tensor values) {
    return explain(ids, values).logits();
  }

  /// The training loss where fields have values.
  public Tensor loss(Tensor ids, Tensor values, Tensor labels) {
    return Clicks.crossEntropy(logits(ids, values), labels);
  }

  public Parts explain(Tensor ids, Tensor given) {
    Clicks.requireIds(ids, settings.fields());
    Shapes.requireIndices("ids", ids.toLongs(), embedding.size(0));
    Shapes.requireType("values", given, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireEqual("values", given, "ids", ids);
    if (!given.allFinite()) {
      throw new IllegalArgumentException("values holds NaN or infinity: fill it in first.");
    }
    Tensor v = clamped(given.to(embedding.type())).unsqueeze(2);
    Tensor x = embedding.embed(ids).mul(v); // (B, m, e)
    boolean oneHead = settings.heads() == 0;
    Tensor g =
        (oneHead
                ? Tensor.einsum("bfx,yx,oy->bof", x, bilinear, query)
                : Tensor.einsum("bfx,kxy,koy->bkof", x, bilinear, query))
            .div(Math.sqrt(settings.embedding()));
    Tensor s = entmax.apply(g);
    Tensor w = s.mul(values);
    Tensor exponent =
        oneHead
            ? Tensor.einsum("bfe,bof->boe", x, w)
            : Tensor.einsum("bfe,bkof->bkoe", x, w)
                .reshape(ids.size(0), neurons(), settings.embedding());
    Tensor y = exponent.clampMax(GREATEST_EXPONENT).exp();
    Tensor flat = norm.apply(y).reshape(ids.size(0), neurons() * settings.embedding());
    return new Parts(g, s, y, joined(mlp.apply(flat), ids, v));
  }

  /// v, the values as the model takes them.
  public static Tensor clamped(Tensor values) {
    return values.clamp(LEAST, 1);
  }

  private long neurons() {
    return (long) Math.max(settings.heads(), 1) * settings.neurons();
  }

  private Tensor joined(Tensor logits, Tensor ids, Tensor v) {
    if (deepEmbedding == null || deep == null || mix == null || mixBias == null) {
      return logits;
    }
    Tensor x = deepEmbedding.embed(ids).mul(v);
    Tensor second = deep.apply(x.reshape(ids.size(0), x.size(1) * x.size(2)));
    return logits.mul(mix.select(0, 0)).add(second.mul(mix.select(0, 1))).add(mixBias);
  }
}
