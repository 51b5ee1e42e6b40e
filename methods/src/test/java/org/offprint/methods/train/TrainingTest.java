package org.offprint.methods.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.RmsNorm;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The training loop, optimisers and checkpoints, held to the contract of models by a small
/// network.
class TrainingTest extends ModelContract<TrainingTest.Network> {
  static final class Network extends Block {
    private final Linear in;
    private final LayerNorm norm;
    private final RmsNorm root;
    private final Dropout dropout;
    private final Linear out;

    Network(Initial initial) {
      in = block("in", new Linear(initial, 4, 8));
      norm = block("norm", new LayerNorm(initial, 8));
      root = block("root", new RmsNorm(initial, 8, 1e-5));
      dropout = block("dropout", new Dropout(initial, 0.1));
      out = block("out", new Linear(initial, 8, 3));
    }

    Tensor apply(Tensor x) {
      return out.apply(dropout.apply(root.apply(norm.apply(in.apply(x)).gelu())));
    }
  }

  private static final Tensor X = Tensor.normal(new SplittableRandom(8), 1, 12, 4);
  private static final Tensor LABELS =
      Tensor.of(new long[] {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2}, 12);

  @Override
  protected Network model(Initial initial) {
    return new Network(initial);
  }

  @Override
  protected Tensor loss(Network model) {
    return CrossEntropy.standard().apply(model.apply(X), LABELS);
  }

  /// m = 0.1 and v = 0.001 after a gradient of 1; then, without a gradient, m = 0.09 and v =
  /// 0.000999, corrected to 0.09 / 0.19 and 0.000999 / 0.001999.
  @Test
  void adamRemembersGradientsShortlyAndTheirSquaresLong() {
    Tensor x = Tensor.zeros(Type.FLOAT64, 1).requireGradient();
    Optimiser adam = Optimiser.adamW(List.of(x), 0.001, 0);
    x.sum().backward();
    adam.step();
    assertThat(x.value()).isCloseTo(-0.001, offset(1e-9));
    x.mul(0).sum().backward();
    adam.step();
    double second = 0.09 / 0.19 / Math.sqrt(0.000999 / 0.001999);
    assertThat(x.value()).isCloseTo(-0.001 * (1 + second), offset(1e-9));
  }

  @Test
  void trainingStopsEarlyAndEndsWithTheBestParametersSeen() {
    Network model = model(Initial.seeded(1));
    double[] values = {3, 2, 1, 4, 5, 6};
    var looks = new AtomicInteger();
    var kept = new double[1][];
    Training.Fit fit =
        Training.of(model, Optimiser.sgd(model.trainable(), 0.1, 0.9, 0))
            .validate(
                2,
                3,
                () -> {
                  if (values[looks.get()] == 1) {
                    kept[0] = named(model.parameters(), "in.weight").toDoubles();
                  }
                  return values[looks.getAndIncrement()];
                })
            .run(1_000, step -> loss(model));

    assertThat(fit.steps()).isEqualTo(12);
    assertThat(fit.best()).isEqualTo(1);
    assertThat(fit.bestStep()).isEqualTo(6);
    assertThat(named(model.parameters(), "in.weight").toDoubles()).containsExactly(kept[0]);
  }

  @Test
  void aLossThatIsNotFiniteStopsTheTrainingByName() {
    Network model = model(Initial.seeded(1));
    Optimiser optimiser = Optimiser.adamW(model.trainable(), 0.1, 0);
    assertThatThrownBy(
            () -> Training.of(model, optimiser).run(3, step -> loss(model).mul(Double.NaN)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("step 0 is NaN");
  }

  @Test
  void clippingShortensOnlyLongGradients() {
    Tensor x = Tensor.of(new double[] {3, 4}, 2).requireGradient();
    Optimiser optimiser = Optimiser.sgd(java.util.List.of(x), 1, 0, 0);
    x.mul(Tensor.of(new double[] {3, 4}, 2)).sum().backward();
    assertThat(optimiser.clip(1)).isEqualTo(5);
    optimiser.step();
    assertThat(x.toDoubles()).containsExactly(new double[] {3 - 0.6, 4 - 0.8}, within(1e-6));
  }

  private static Tensor named(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void aCheckpointKeepsEveryType(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("all.safetensors");
    Map<String, Tensor> tensors =
        Map.of(
            "float32", Tensor.of(new float[] {1.5f, -2}, 2),
            "float64", Tensor.of(new double[] {Math.PI}, 1, 1),
            "int64", Tensor.of(new long[] {Long.MIN_VALUE, 7}, 2),
            "bool", Tensor.of(new boolean[] {true, false, true}, 3),
            "half", Tensor.full(0.5, Type.FLOAT16, 3),
            "brain", Tensor.full(2, Type.BFLOAT16, 2, 2),
            "nothing", Tensor.zeros(Type.FLOAT32, 0, 4));
    new Checkpoint(tensors, Map.of("width", "8")).save(file);

    Checkpoint read = Checkpoint.load(file);
    assertThat(read.notes()).containsExactly(Map.entry("width", "8"));
    assertThat(read.tensors()).containsOnlyKeys(tensors.keySet());
    tensors.forEach((name, tensor) -> {
      Tensor back = named(read.tensors(), name);
      assertThat(back.type()).isEqualTo(tensor.type());
      assertThat(back.shape()).isEqualTo(tensor.shape());
      assertThat(back.toDoubles()).isEqualTo(tensor.toDoubles());
    });
  }

  @Test
  void aCutCheckpointIsRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("cut.safetensors");
    new Checkpoint(Map.of("x", Tensor.ones(Type.FLOAT32, 100))).save(file);
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, 8, 30, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Checkpoint.load(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cut.safetensors");
    }
  }
}
