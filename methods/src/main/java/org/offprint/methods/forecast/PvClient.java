package org.offprint.methods.forecast;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.RevIn;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// A forecaster in which each variable is one token: attention mixes variables, never steps, and a linear map over time carries the
/// trend. With its parent, Client, as a choice of the last mix.
///
///     x_n = RevIN x;  E_0 = x_nᵀ, C tokens of width L;  each layer, norm last, with the exact GELU:
///     E′ = LN(E + Att E),  E″ = LN(E′ + W₂ gelu(W₁ E′ + b₁) + b₂);  E = LN E_last
///     trans = (W_p E + b_p)ᵀ;  lin = (W_l x_nᵀ + b_l)ᵀ
///     PV-Client: y = RevIN⁻¹(w_trans trans + w_lin lin);  Client: y = RevIN⁻¹(trans + w_lin lin), each w one number a variable
///
/// Shapes: window (B, L, C) floating and finite; returns (B, T, C). L, T and C are fixed when it is built.
/// Range: any. A variable that never varies has spread √1e-5 and stays finite. With C = 1 each attention map is the number 1.
/// Source: PV-Client, arXiv:2406.03808, and its parent Client, arXiv:2305.18838; the authors' models/Client.py of both.
/// Differs from the source: attention maps have no dropout; a negative gain of RevIN is not prevented. Whether the reported
/// results use the sum of two channels as the power, as the released predictor does, is UNCERTAIN: {@link #power} is
/// apart and off. The published gains are on private data.
/// Throws: IllegalArgumentException if the window does not fit or holds NaN or infinity, which attention would spread to
/// every variable; from the settings, if they make no model.
@Source(paper = "arXiv:2406.03808", equation = "Client.py")
public final class PvClient extends Block implements Forecaster {
  /// The last mix of the two branches.
  public enum Mix {
    /// Both branches have weights.
    PV_CLIENT,
    /// Only the linear branch has.
    CLIENT
  }

  /// @param context L, which is also the width of a token
  /// @param linearWeight w_lin at the start; w_trans starts at 1
  /// @param epsilon of RevIN
  /// @param normEpsilon of the layer norms
  public record Settings(
      int context,
      int horizon,
      int channels,
      int heads,
      int feedForward,
      int layers,
      double dropout,
      double linearWeight,
      double epsilon,
      double normEpsilon,
      Mix mix) {
    public Settings {
      Window.requirePositive("context", context);
      Window.requirePositive("horizon", horizon);
      Window.requirePositive("channels", channels);
      Window.requirePositive("layers", layers);
      Window.requirePositive("feedForward", feedForward);
      Shapes.require("heads", heads, heads >= 1 && heads <= context, "1 to the context");
    }

    /// The paper's: two days of quarter-hours for the next one, 4 heads, 2 layers.
    public static Settings standard(int channels) {
      return new Settings(192, 96, channels, 4, 128, 2, 0.1, 1, RevIn.EPSILON, 1e-5, Mix.PV_CLIENT);
    }
  }

  private final Settings settings;
  private final RevIn revIn;
  private final List<TransformerLayer> layers;
  private final LayerNorm norm;
  private final Linear projection;
  private final Linear trend;
  private final Tensor linearWeight;
  private final @Nullable Tensor transformerWeight;

  public PvClient(Initial initial, Settings settings) {
    this.settings = settings;
    int context = settings.context();
    var shape =
        new TransformerLayer.Shape(
            context,
            settings.heads(),
            settings.feedForward(),
            settings.dropout(),
            settings.normEpsilon());
    revIn = block("revin", new RevIn(initial, settings.channels(), settings.epsilon(), true));
    layers =
        blocks(
            "layers",
            IntStream.range(0, settings.layers())
                .mapToObj(i -> new TransformerLayer(initial, shape, false, Tensor::gelu))
                .toList());
    norm = block("norm", new LayerNorm(initial, context, settings.normEpsilon(), true));
    projection = block("projection", new Linear(initial, context, settings.horizon()));
    trend = block("trend", new Linear(initial, context, settings.horizon()));
    linearWeight = parameter("w_lin", initial.full(settings.linearWeight(), settings.channels()));
    transformerWeight =
        settings.mix() == Mix.PV_CLIENT
            ? parameter("w_trans", initial.ones(settings.channels()))
            : null;
  }

  @Override
  public int context() {
    return settings.context();
  }

  @Override
  public int horizon() {
    return settings.horizon();
  }

  /// What the forecast is made of.
  ///
  /// @param normalised x_n (B, L, C)
  /// @param maps what attends to what, (B, heads, C, C), of each layer
  /// @param transformer trans (B, T, C)
  /// @param linear lin (B, T, C)
  public record Parts(
      Tensor normalised, List<Tensor> maps, Tensor transformer, Tensor linear, Tensor forecast) {}

  @Override
  public Tensor forecast(Tensor window) {
    return parts(window, false).forecast();
  }

  /// A forecast with what led to it.
  public Parts explain(Tensor window) {
    return parts(window, true);
  }

  private Parts parts(Tensor window, boolean withMaps) {
    Window.require(window, settings.context(), settings.channels());
    if (!window.allFinite()) {
      throw new IllegalArgumentException(
          "window holds NaN or infinity, which attention would spread to every channel. Fill the gaps first.");
    }
    RevIn.Normalised from = revIn.normalise(window);
    Tensor tokens = from.z().transpose(1, 2);
    Tensor e = tokens;
    var maps = new ArrayList<Tensor>();
    for (TransformerLayer layer : layers) {
      if (withMaps) {
        maps.add(layer.maps(e));
      }
      e = layer.apply(e);
    }
    Tensor trans = projection.apply(norm.apply(e)).transpose(1, 2);
    Tensor lin = trend.apply(tokens).transpose(1, 2);
    Tensor weighted = transformerWeight == null ? trans : trans.mul(transformerWeight);
    Tensor mixed = weighted.add(lin.mul(linearWeight));
    return new Parts(from.z(), maps, trans, lin, revIn.restore(mixed, from));
  }

  /// The released predictor's power, in standardised units: the last channel plus the first.
  ///
  /// @param forecast (B, T, C)
  /// @return (B, T)
  public static Tensor power(Tensor forecast) {
    Shapes.requireRank("forecast", forecast, 3, "(B, T, C)");
    Shapes.require("channels of forecast", forecast.size(2), forecast.size(2) >= 1, "1 or more");
    return forecast.select(2, forecast.size(2) - 1).add(forecast.select(2, 0));
  }

  /// Power as a plant can give it: none without irradiance, never below 0 or above the capacity.
  ///
  /// @param power (B, T) in the plant's unit
  /// @param irradiance (B, T) as forecast
  public static Tensor possible(Tensor power, Tensor irradiance, double capacity) {
    Shapes.requireType("power", power, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireType("irradiance", irradiance, power.type());
    Shapes.requireEqual("irradiance", irradiance, "power", power);
    Shapes.require("capacity", capacity, capacity > 0, "a number above 0");
    Tensor known = power.clamp(0, capacity).maskedFill(irradiance.isAtMost(0), 0);
    return known.add(irradiance.mul(0)); // an irradiance of NaN surfaces
  }
}
