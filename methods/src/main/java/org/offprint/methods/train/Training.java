package org.offprint.methods.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.layer.Block;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// The loop that every model is trained by: a scope a step, an optional limit on the gradient's
/// length, an optional schedule of the learning rate, progress, and early stopping that ends with
/// the best parameters seen.
///
///     Training.of(model, Optimiser.adamW(model.trainable(), 1e-3, 0.01))
///         .clip(1.0)
///         .validate(100, 5, () -> lossOn(validation))
///         .run(2_000, step -> model.loss(batches.next()));
public final class Training {
  private final Block model;
  private final Optimiser optimiser;
  private double longestGradient = Double.POSITIVE_INFINITY;
  private @Nullable IntToDoubleFunction schedule;
  private int every;
  private int patience;
  private @Nullable DoubleSupplier validation;
  private Progress progress = (step, steps, loss) -> {};

  private Training(Block model, Optimiser optimiser) {
    this.model = model;
    this.optimiser = optimiser;
  }

  public static Training of(Block model, Optimiser optimiser) {
    return new Training(model, optimiser);
  }

  /// Told after each step.
  @FunctionalInterface
  public interface Progress {
    void step(int step, int steps, double loss);
  }

  /// How a training ended.
  ///
  /// @param steps how many were taken
  /// @param lastLoss of the last step, before its move
  /// @param best the lowest validation value; NaN without validation
  /// @param bestStep the step it was seen after; 0 without validation
  public record Fit(int steps, double lastLoss, double best, int bestStep) {}

  public Training clip(double longest) {
    longestGradient = longest;
    return this;
  }

  /// @param rate the learning rate of each step, counted from 0
  public Training schedule(IntToDoubleFunction rate) {
    schedule = rate;
    return this;
  }

  /// Looks every so many steps, and stops when `patience` looks in a row brought nothing better.
  ///
  /// @param value lower is better; computed outside training mode and without gradients
  public Training validate(int every, int patience, DoubleSupplier value) {
    if (every < 1 || patience < 1) {
      throw new IllegalArgumentException(
          "validation every %d steps with patience %d: expected 1 or more of each"
              .formatted(every, patience));
    }
    this.every = every;
    this.patience = patience;
    validation = value;
    return this;
  }

  public Training progress(Progress progress) {
    this.progress = progress;
    return this;
  }

  /// @param loss the loss to lower in a step, a single number; steps count from 0
  /// @throws IllegalStateException if a loss is not finite: the parameters are those before that
  ///   step
  public Fit run(int steps, IntFunction<Tensor> loss) {
    double last = Double.NaN;
    double best = Double.NaN;
    int bestStep = 0;
    int fruitless = 0;
    int step = 0;
    Map<String, Tensor> kept = Map.of();
    model.training(true);
    while (step < steps && (validation == null || fruitless < patience)) {
      last = one(step, loss);
      step++;
      progress.step(step, steps, last);
      if (validation != null && (step % every == 0 || step == steps)) {
        double now = look(validation);
        if (now < best || Double.isNaN(best)) {
          best = now;
          bestStep = step;
          fruitless = 0;
          kept = copies();
        } else {
          fruitless++;
        }
      }
    }
    if (!kept.isEmpty()) {
      model.load(kept);
    }
    return new Fit(step, last, best, bestStep);
  }

  private double one(int step, IntFunction<Tensor> loss) {
    if (schedule != null) {
      optimiser.rate(schedule.applyAsDouble(step));
    }
    try (var scope = new Scope()) {
      Tensor value = loss.apply(step);
      double number = value.value();
      if (!Double.isFinite(number)) {
        throw new IllegalStateException(
            "the loss of step %d is %s: lower the learning rate, limit the gradient, or look for NaN in the data"
                .formatted(step, number));
      }
      if (!value.requiresGradient()) {
        throw new IllegalArgumentException(
            "the loss of step %d does not depend on what is trained: compute it from the model"
                .formatted(step));
      }
      value.backward();
      if (longestGradient < Double.POSITIVE_INFINITY) {
        optimiser.clip(longestGradient);
      }
      optimiser.step();
      return number;
    }
  }

  private double look(DoubleSupplier value) {
    model.training(false);
    try (var scope = Scope.withoutGradients()) {
      return value.getAsDouble();
    } finally {
      model.training(true);
    }
  }

  private Map<String, Tensor> copies() {
    var copies = new LinkedHashMap<String, Tensor>();
    model.tensors().forEach((name, tensor) -> copies.put(name, tensor.copy()));
    return copies;
  }
}
