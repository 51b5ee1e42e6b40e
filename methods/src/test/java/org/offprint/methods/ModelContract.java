package org.offprint.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Checkpoint;
import org.offprint.methods.train.Training;

/// What every complete model promises. A model's own test extends this and says how to build a tiny
/// one and what its training loss is on one small fixed batch; {@code ModelsTest} fails for a model
/// without such a test.
public abstract class ModelContract<M extends Block> {
  /// How many steps of training are held against each other.
  private static final int STEPS = Integer.getInteger("contract.steps", 240);

  private static final long MOST_GROWTH_PER_STEP = 30L << 10;

  /// A tiny model; the same for the same initial values.
  protected abstract M model(Initial initial);

  /// The training loss on one small fixed batch: a single number. Anything random in the forward
  /// pass comes from the model's own generator.
  protected abstract Tensor loss(M model);

  /// A learning rate at which the loss on the batch falls within fifty steps.
  protected double rate() {
    return 0.01;
  }

  @Test
  void trainingLowersTheLoss() {
    M model = model(Initial.seeded(1));
    double before = value(model);
    train(model, 50);
    assertThat(value(model)).isLessThan(before);
  }

  @Test
  void everyTrainableParameterGetsAGradient() {
    M model = model(Initial.seeded(2));
    // A second step, since what starts at zero can hide its neighbours' gradients in the first
    train(model, 1);
    try (var scope = new Scope()) {
      loss(model).backward();
      model
          .parameters()
          .forEach((name, parameter) -> {
            if (parameter.requiresGradient()) {
              assertThat(parameter.gradient()).as(name).isNotNull();
            }
          });
    }
  }

  @Test
  void theSameSeedGivesTheSameModelAndTraining() {
    M one = model(Initial.seeded(3));
    M other = model(Initial.seeded(3));
    train(one, 5);
    train(other, 5);
    assertThat(value(one)).isEqualTo(value(other));
  }

  @Test
  void aSavedModelComesBackTheSame(@TempDir Path folder) throws Exception {
    M trained = model(Initial.seeded(4));
    train(trained, 3);
    new Checkpoint(trained.tensors()).save(folder.resolve("model.safetensors"));

    M fresh = model(Initial.seeded(5));
    fresh.load(Checkpoint.load(folder.resolve("model.safetensors")).tensors());
    assertThat(value(fresh)).isCloseTo(value(trained), offset(1e-12));
  }

  @Test
  void valuesOfAnotherModelAreRefused() {
    M model = model(Initial.seeded(6));
    Map<String, Tensor> values = new LinkedHashMap<>(model.tensors());
    values.remove(values.keySet().iterator().next());
    values.put("stranger", Tensor.scalar(1, org.offprint.methods.tensor.Type.FLOAT32));
    assertThatThrownBy(() -> model.load(values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("missing")
        .hasMessageContaining("stranger");
  }

  /// Native memory after many steps is what it was after a quarter of them, give or take what an
  /// allocator does and the Java heap, which grows too: a leak does so every time.
  @Test
  void trainingHoldsNativeMemoryFlat() {
    M model = model(Initial.seeded(7));
    Optimiser optimiser = Optimiser.adamW(model.trainable(), rate() / 10, 0);
    Training training = Training.of(model, optimiser).clip(1);
    training.run(STEPS / 4, step -> loss(model));
    long grown = growth(training, model);
    for (int again = 0; again < 3 && grown >= MOST_GROWTH_PER_STEP * STEPS; again++) {
      grown = growth(training, model);
    }
    assertThat(grown)
        .as("bytes more after %d steps", STEPS)
        .isLessThan(MOST_GROWTH_PER_STEP * STEPS);
  }

  private long growth(Training training, M model) {
    System.gc();
    long before = Pointer.physicalBytes();
    training.run(STEPS, step -> loss(model));
    System.gc();
    return Pointer.physicalBytes() - before;
  }

  private void train(M model, int steps) {
    Optimiser optimiser = Optimiser.adamW(model.trainable(), rate(), 0);
    Training.of(model, optimiser).run(steps, step -> loss(model));
  }

  private double value(M model) {
    model.training(false);
    try (var scope = Scope.withoutGradients()) {
      return loss(model).value();
    } finally {
      model.training(true);
    }
  }
}
