package org.offprint.methods.forecast;

import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;

/// One linear map over time of what differs from the last value: the baseline that took much of the shine off forecasting
/// transformers.
///
///     y = W (x − x_L) + b + x_L, one W (horizon, context) for all channels
///
/// Shapes: window (B, context, C) floating, any C; returns (B, horizon, C).
/// Range: any. A level added to the window is added to the forecast. NaN stays in its channel.
/// Source: Zeng et al., Are Transformers Effective for Time Series Forecasting?, AAAI 2023, arXiv:2205.13504, §4 (NLinear).
/// Differs from the source: the variant with a W for each channel is left out.
/// Throws: IllegalArgumentException if the window does not fit; from the constructor, if context or horizon < 1.
@Source(paper = "arXiv:2205.13504", equation = "§4, NLinear")
public final class NLinear extends Block implements Forecaster {
  private final int context;
  private final int horizon;
  private final Linear map;

  public NLinear(Initial initial, int context, int horizon) {
    this.context = Window.requirePositive("context", context);
    this.horizon = Window.requirePositive("horizon", horizon);
    map = block("map", new Linear(initial, context, horizon));
  }

  @Override
  public int context() {
    return context;
  }

  @Override
  public int horizon() {
    return horizon;
  }

  @Override
  public Tensor forecast(Tensor window) {
    Window.require(window, context);
    Tensor last = window.narrow(1, context - 1, 1);
    Tensor steps = map.apply(window.sub(last).transpose(1, 2));
    return steps.transpose(1, 2).add(last);
  }
}
