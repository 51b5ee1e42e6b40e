package org.offprint.methods.forecast;

import java.util.stream.LongStream;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// The last season, again and again: yesterday's hours for today's.
///
///     y_t = x_(L − period + 1 + (t − 1) mod period) for t = 1 … horizon
///
/// Shapes: window (B, L, C) with L ≥ period; returns (B, horizon, C).
/// Range: that of the last season; NaN there stays NaN.
/// Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd edition, §5.2, the seasonal naïve method.
/// Differs from the source: nothing.
/// Throws: IllegalArgumentException if the window is shorter than the period; from the constructor, if period or horizon < 1.
@Source(
    paper = "Hyndman and Athanasopoulos, Forecasting: Principles and Practice",
    equation = "§5.2")
public record SeasonalNaive(int period, int horizon) implements Forecaster {
  public SeasonalNaive {
    Window.requirePositive("period", period);
    Window.requirePositive("horizon", horizon);
  }

  @Override
  public int context() {
    return period;
  }

  @Override
  public Tensor forecast(Tensor window) {
    Window.requireLong(window, period);
    long first = window.size(1) - period;
    long[] places = LongStream.range(0, horizon).map(t -> first + t % period).toArray();
    return window.indexSelect(1, Tensor.of(places, horizon));
  }
}
