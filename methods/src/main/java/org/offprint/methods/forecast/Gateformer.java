package org.offprint.methods.forecast;

import java.util.List;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.RevIn;
import org.offprint.methods.tensor.Tensor;

/// A forecaster that embeds each variate twice, as a whole and by patches, mixes the two by a gate, lets variates attend to each other, and
/// mixes again.
///
///     z = (x − mean) / sd;  g = W_g zᵀ, one token a variate;  t = W_h flatten(encode(patches of zᵀ W_p + positions))
///     a = σ(W₁ g + W₂ t),  v = a g + (1 − a) t;  c = encode over the variates of v
///     a′ = σ(W₃ v + W₄ c),  o = a′ v + (1 − a′) c;  y = (W_o o)ᵀ sd + mean
///
/// Shapes: window (B, L, C) floating, any C ≥ 1; returns (B, T, C). The last value is repeated `stride` times before windows of
/// `patch` are cut `stride` apart, ⌊(L − patch) / stride⌋ + 2 of them; the flattening has the width outside, the patches inside.
/// Range: any. A variate that never varies has sd = √1e-5. NaN spreads to every variate of its window.
/// Source: Gateformer, arXiv:2505.00307; the authors' models/Gateformer.py, whose embedding file is the usual one of the
/// Time-Series Library (the authors' copy of it was not seen). Layers have the norm first, ReLU, no norm at the end.
/// Differs from the source: attention maps have no dropout. Biases everywhere but in the patch map, as in the source.
/// Throws: IllegalArgumentException if the window does not fit; from the settings, if they make no model.
@Source(paper = "arXiv:2505.00307", equation = "Gateformer.py")
public final class Gateformer extends Block implements Forecaster {
  /// @param width d, even
  /// @param layers of each of the two encoders
  /// @param epsilon added to the variance of a window
  public record Settings(
      int context,
      int horizon,
      int width,
      int heads,
      int feedForward,
      int layers,
      int patch,
      int stride,
      double dropout,
      double epsilon) {
    public Settings {
      Window.requirePositive("context", context);
      Window.requirePositive("horizon", horizon);
      Window.requirePositive("feedForward", feedForward);
      Window.requirePositive("layers", layers);
      Window.requirePositive("stride", stride);
      Shapes.require("patch", patch, patch >= 1 && patch <= context, "1 to the context");
      Shapes.require("width", width, width >= 2 && width % 2 == 0, "an even number above 0");
      Shapes.require("heads", heads, heads >= 1 && width % heads == 0, "a divisor of the width");
    }

    /// The authors' for ETTh1: width 64, 4 heads, 1 layer, patches of 8.
    public static Settings standard() {
      return new Settings(96, 96, 64, 4, 64, 1, 8, 8, 0.1, RevIn.EPSILON);
    }

    /// How many patches a window gives.
    public int patches() {
      return (context - patch) / stride + 2;
    }
  }

  private final Settings settings;
  private final RevIn revIn;
  private final Linear whole;
  private final Linear patchMap;
  private final Tensor positions;
  private final List<TransformerLayer> temporal;
  private final Linear flat;
  private final Linear gate1;
  private final Linear gate2;
  private final List<TransformerLayer> variate;
  private final Linear gate3;
  private final Linear gate4;
  private final Linear projection;
  private final Dropout dropout;

  public Gateformer(Initial initial, Settings settings) {
    this.settings = settings;
    int d = settings.width();
    revIn = block("norm", new RevIn(initial, 1, settings.epsilon(), false));
    whole = block("whole", new Linear(initial, settings.context(), d));
    patchMap = block("patch", new Linear(initial, settings.patch(), d, false));
    positions = sinusoids(settings.patches(), d).to(initial.type());
    temporal = blocks("temporal", encoder(initial, settings));
    flat = block("flat", new Linear(initial, (long) d * settings.patches(), d));
    gate1 = block("gate1", new Linear(initial, d, d));
    gate2 = block("gate2", new Linear(initial, d, d));
    variate = blocks("variate", encoder(initial, settings));
    gate3 = block("gate3", new Linear(initial, d, d));
    gate4 = block("gate4", new Linear(initial, d, d));
    projection = block("projection", new Linear(initial, d, settings.horizon()));
    dropout = block("dropout", new Dropout(initial, settings.dropout()));
  }

  private static List<TransformerLayer> encoder(Initial initial, Settings settings) {
    var shape =
        new TransformerLayer.Shape(
            settings.width(), settings.heads(), settings.feedForward(), settings.dropout(), 1e-5);
    return IntStream.range(0, settings.layers())
        .mapToObj(i -> new TransformerLayer(initial, shape, true, Tensor::relu))
        .toList();
  }

  /// sin and cos of p · 10000^(−2i/d), alternating.
  private static Tensor sinusoids(int count, int d) {
    double[] values = new double[count * d];
    for (int i = 0; i < values.length; i++) {
      int column = i % d;
      double angle = i / d * Math.pow(10_000, -(column - column % 2) / (double) d);
      values[i] = column % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
    }
    return Tensor.of(values, count, d);
  }

  @Override
  public int context() {
    return settings.context();
  }

  @Override
  public int horizon() {
    return settings.horizon();
  }

  /// What the forecast is made of, in the equation's letters; all but the forecast are (B, C, d).
  public record Parts(
      Tensor g, Tensor t, Tensor a, Tensor v, Tensor c, Tensor a2, Tensor forecast) {}

  @Override
  public Tensor forecast(Tensor window) {
    return explain(window).forecast();
  }

  /// A forecast with what led to it.
  public Parts explain(Tensor window) {
    Window.require(window, settings.context());
    RevIn.Normalised from = revIn.normalise(window);
    Tensor z = from.z().transpose(1, 2);
    Tensor g = dropout.apply(whole.apply(z));
    Tensor t = byPatches(z);
    Tensor a = gate1.apply(g).add(gate2.apply(t)).sigmoid();
    Tensor v = mix(a, g, t);
    Tensor c = encode(v, variate);
    Tensor a2 = gate3.apply(v).add(gate4.apply(c)).sigmoid();
    Tensor y = projection.apply(mix(a2, v, c)).transpose(1, 2);
    return new Parts(g, t, a, v, c, a2, revIn.restore(y, from));
  }

  private Tensor byPatches(Tensor z) {
    long batch = z.size(0);
    long channels = z.size(1);
    Tensor last = z.narrow(2, settings.context() - 1, 1).expand(batch, channels, settings.stride());
    Tensor patches =
        Tensor.concat(2, z, last)
            .windows(2, settings.patch(), settings.stride()); // (B, C, P, patch)
    int count = settings.patches();
    int d = settings.width();
    Tensor rows = patchMap.apply(patches).add(positions).reshape(batch * channels, count, d);
    Tensor encoded = encode(dropout.apply(rows), temporal);
    Tensor flattened = encoded.transpose(1, 2).reshape(batch, channels, (long) d * count);
    return dropout.apply(flat.apply(flattened));
  }

  private static Tensor encode(Tensor x, List<TransformerLayer> layers) {
    Tensor y = x;
    for (TransformerLayer layer : layers) {
      y = layer.apply(y);
    }
    return y;
  }

  private static Tensor mix(Tensor share, Tensor one, Tensor other) {
    return share.mul(one).add(share.neg().add(1).mul(other));
  }
}
