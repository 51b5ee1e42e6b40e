package org.offprint.lab.model;

import java.util.function.Function;
import java.util.function.Supplier;
import org.offprint.lab.task.Progress;
import org.offprint.methods.layer.Block;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Training;

/// How tasks train a small model on passages of text: AdamW without decay, gradients no longer than
/// 1, a learning rate that rises over the first tenth of the steps and falls to a tenth of its
/// height along half a cosine.
///
/// @param rate the learning rate at its height
public record TextTraining(int steps, double rate) {
  public static final String PROTOCOL =
      "AdamW (β 0.9 and 0.999, no decay), gradients cut to length 1, learning rate rising linearly over the first tenth of the steps and falling to a tenth of its height along half a cosine";

  /// @param batches called once a step
  /// @param loss of a batch, a single number
  public <B> void fit(
      Block model, Supplier<B> batches, Function<B, Tensor> loss, Progress progress, String what) {
    Training.of(model, Optimiser.adamW(model.trainable(), rate, 0))
        .clip(1)
        .schedule(step -> rate * height(step))
        .progress(
            (step, all, value) -> progress.step(what, step, all, "loss %.4f".formatted(value)))
        .run(steps, step -> loss.apply(batches.get()));
    model.training(false);
  }

  private double height(int step) {
    double warm = Math.max(1, steps / 10);
    if (step < warm) {
      return (step + 1) / warm;
    }
    double done = (step - warm) / Math.max(1, steps - warm);
    return 0.1 + 0.9 * (1 + Math.cos(Math.PI * done)) / 2;
  }
}
