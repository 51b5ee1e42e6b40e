package org.offprint.methods.layer;

import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Convolution;
import org.offprint.methods.tensor.Tensor;

/// Each channel, the second axis, to mean 0 and variance 1 over all other axes, then a learned gain
/// and bias; ε = 1e-5. In training by the batch, which also moves the running statistics by a
/// tenth, else by the running statistics.
public final class BatchNorm extends Block {
  private final Tensor weight;
  private final Tensor bias;
  private final Tensor runningMean;
  private final Tensor runningVariance;

  public BatchNorm(Initial initial, long channels) {
    Shapes.require("channels", channels, channels >= 1, "1 or more");
    weight = parameter("weight", initial.ones(channels));
    bias = parameter("bias", initial.zeros(channels));
    runningMean = state("running_mean", initial.zeros(channels));
    runningVariance = state("running_var", initial.ones(channels));
  }

  /// @param x (N, channels) or (N, channels, …)
  public Tensor apply(Tensor x) {
    Shapes.requireRankOf("the input", x, 2, "(N, channels, …)");
    Shapes.requireType("the input", x, weight.type());
    Shapes.requireSize("the input", x, 1, weight.size(0), "the channels of the batch norm");
    return Convolution.batchNorm(
        x, weight, bias, runningMean, runningVariance, training(), 0.1, 1e-5);
  }
}
