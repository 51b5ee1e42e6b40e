package org.offprint.methods.forecast;

import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;

/// From a window of the past the next steps, of every channel at once.
public interface Forecaster {
  /// How many steps a window has at least.
  int context();

  /// How many steps are forecast.
  int horizon();

  /// @param window (B, context, C), the latest step last
  /// @return (B, horizon, C); an empty batch gives an empty one
  Tensor forecast(Tensor window);

  /// The training loss: the mean squared error over windows, steps and channels; NaN of an empty
  /// batch.
  ///
  /// @param future (B, horizon, C), what came after the window
  default Tensor loss(Tensor window, Tensor future) {
    Tensor forecast = forecast(window);
    Shapes.requireEqual("future", future, "the forecast", forecast);
    return forecast.sub(future).square().mean();
  }
}
