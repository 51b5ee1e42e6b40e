package org.offprint.methods.forecast;

import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// The last value, again and again: the least that a forecast must beat.
///
///     y_t = x_L for t = 1 … horizon
///
/// Shapes: window (B, L, C) with L ≥ 1; returns (B, horizon, C).
/// Range: that of the last step; NaN there stays NaN.
/// Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd edition, §5.2, the naïve method.
/// Differs from the source: nothing.
/// Throws: IllegalArgumentException if the window has another rank or no step; from the constructor, if horizon < 1.
@Source(
    paper = "Hyndman and Athanasopoulos, Forecasting: Principles and Practice",
    equation = "§5.2")
public record RepeatLast(int horizon) implements Forecaster {
  public RepeatLast {
    Window.requirePositive("horizon", horizon);
  }

  @Override
  public int context() {
    return 1;
  }

  @Override
  public Tensor forecast(Tensor window) {
    Window.requireLong(window, context());
    Tensor last = window.narrow(1, window.size(1) - 1, 1);
    return last.expand(window.size(0), horizon, window.size(2));
  }
}
