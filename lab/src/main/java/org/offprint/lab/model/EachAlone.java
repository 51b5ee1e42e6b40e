package org.offprint.lab.model;

import org.offprint.methods.forecast.Forecaster;
import org.offprint.methods.layer.Block;
import org.offprint.methods.tensor.Tensor;

/// The same forecaster with every channel a series of its own: what is lost by it is what mixing
/// channels was worth.
public final class EachAlone<M extends Block & Forecaster> extends Block implements Forecaster {
  private final M model;

  /// @param model one that takes any number of channels with the same weights
  public EachAlone(M model) {
    this.model = block("model", model);
  }

  @Override
  public int context() {
    return model.context();
  }

  @Override
  public int horizon() {
    return model.horizon();
  }

  @Override
  public Tensor forecast(Tensor window) {
    long batch = window.size(0);
    long channels = window.size(2);
    Tensor rows = window.transpose(1, 2).reshape(batch * channels, window.size(1), 1);
    return model.forecast(rows).reshape(batch, channels, horizon()).transpose(1, 2);
  }
}
