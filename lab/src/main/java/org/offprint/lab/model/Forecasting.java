package org.offprint.lab.model;

import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.offprint.lab.data.Windows;
import org.offprint.lab.task.Progress;
import org.offprint.methods.forecast.Forecaster;
import org.offprint.methods.layer.Block;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Training;

/// Trains any forecaster the same way, and measures it: Adam on windows drawn anew each step, the
/// rate falling to a twentieth along half a cosine, the parameters of the best look at validation
/// kept.
///
/// @param looks how often validation is looked at
public record Forecasting(int steps, int batch, int looks) {
  private static final int BATCH = 64;

  /// What a forecaster missed by on a set of windows.
  ///
  /// @param byStep the mean squared error of each step ahead
  public record Errors(double squared, double absolute, double[] byStep) {}

  /// @param seed of the order of windows
  public <M extends Block & Forecaster> M fit(
      String name,
      M model,
      double rate,
      Windows training,
      Windows validation,
      long seed,
      Progress progress) {
    var random = new SplittableRandom(seed);
    Training.of(model, Optimiser.adamW(model.trainable(), rate, 0))
        .schedule(step -> rate * (0.05 + 0.95 * (1 + Math.cos(Math.PI * step / steps)) / 2))
        .validate(Math.ceilDiv(steps, looks), looks, () -> errors(model, validation).squared())
        .progress((step, of, loss) -> progress.step(name, step, of, "loss %.4f".formatted(loss)))
        .run(
            steps,
            step -> {
              Windows.Batch part = training.batch(random.ints(batch, 0, training.size()).toArray());
              return model.loss(part.past(), part.future());
            });
    model.training(false);
    return model;
  }

  /// Of a model outside training mode.
  public static Errors errors(Forecaster model, Windows windows) {
    return errors(model, windows, channel -> true);
  }

  /// The same on some of the channels.
  public static Errors errors(Forecaster model, Windows windows, IntPredicate counted) {
    long[] channels =
        IntStream.range(0, windows.series()[0].length).filter(counted).asLongStream().toArray();
    double squared = 0;
    double absolute = 0;
    double[] byStep = new double[windows.horizon()];
    for (int from = 0; from < windows.size(); from += BATCH) {
      int to = Math.min(windows.size(), from + BATCH);
      try (var scope = Scope.withoutGradients()) {
        Windows.Batch part = windows.range(from, to);
        Tensor missed =
            model
                .forecast(part.past())
                .sub(part.future())
                .indexSelect(2, Tensor.of(channels, channels.length));
        double share = (to - from) / (double) windows.size();
        absolute += share * missed.abs().mean().value();
        double[] steps = missed.square().mean(2, false).mean(0, false).toDoubles();
        for (int t = 0; t < steps.length; t++) {
          byStep[t] += share * steps[t];
          squared += share * steps[t] / steps.length;
        }
      }
    }
    return new Errors(squared, absolute, byStep);
  }

  /// Every `stride`-th entry, from the stride itself on, for a curve.
  public static double[] thin(double[] byStep, int stride) {
    double[] some = new double[byStep.length / stride];
    for (int i = 0; i < some.length; i++) {
      some[i] = byStep[(i + 1) * stride - 1];
    }
    return some;
  }

  /// Steps ahead that `thin` keeps.
  public static double[] ahead(int horizon, int stride) {
    double[] steps = new double[horizon / stride];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (i + 1) * stride;
    }
    return steps;
  }
}
