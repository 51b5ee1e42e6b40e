package org.offprint.methods.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.methods.language.ForwardOnlyNetwork.LayerStep;
import org.offprint.methods.language.ForwardOnlyNetwork.Settings;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Checkpoint;

class ForwardOnlyNetworkTest {
  private static final Tensor X = Tensor.uniform(new SplittableRandom(3), 0, 1, Type.FLOAT64, 7, 5);

  private static ForwardOnlyNetwork network(double rate) {
    return new ForwardOnlyNetwork(
        new Initial(new SplittableRandom(1), Type.FLOAT64), new Settings(5, List.of(4L, 3L), rate));
  }

  private static Tensor weight(ForwardOnlyNetwork network) {
    return Objects.requireNonNull(network.tensors().get("weight.0"));
  }

  @Test
  void oneShowingChangesNothing() {
    ForwardOnlyNetwork network = network(0.1);
    double[] before = weight(network).toDoubles();
    network.learn(X, 1);
    assertThat(weight(network).toDoubles()).containsExactly(before);
    network.learn(X, 2);
    assertThat(weight(network).toDoubles()).isNotEqualTo(before);
  }

  /// η is a time step: half of it for twice the showings comes nearly to the same weights.
  @Test
  void halfTheRateForTwiceTheShowingsEndsNearTheSamePlace() {
    ForwardOnlyNetwork one = network(0.002);
    ForwardOnlyNetwork other = network(0.001);
    one.learn(X, 101);
    other.learn(X, 201);
    double far = weight(one).sub(weight(other)).abs().max().value();
    double moved = weight(one).sub(weight(network(1))).abs().max().value();
    assertThat(far).isLessThan(0.02 * moved);
  }

  @Test
  void theFirstChangeHasNoEntropyAndLaterOnesFallBelowZero() {
    var steps = new ArrayList<List<LayerStep>>();
    network(0.05).learn(X, 6, (step, layers) -> steps.add(layers));
    assertThat(steps).hasSize(5);
    assertThat(steps.getFirst().getFirst().entropy()).isZero();
    assertThat(steps.getFirst().getFirst().cosine()).isZero();
    assertThat(steps.getLast()).allMatch(layer -> layer.entropy() < 0 && layer.cosine() <= 1);
  }

  @Property(seed = "1", tries = 40)
  void theTwoReadingsOfTheNetDifferByTheCurvatureAlone(
      @ForAll @IntRange(min = 2, max = 6) int showings) {
    network(0.05)
        .learn(
            X,
            showings,
            (step, layers) ->
                layers.forEach(layer ->
                    assertThat((layer.netOfPaper() - layer.netOfCode()) * Math.log(2) / 2)
                        .isCloseTo(-0.05 * layer.lagrangian(), offset(1e-10))));
  }

  @Test
  void aSavedNetworkComesBack(@TempDir Path folder) throws Exception {
    ForwardOnlyNetwork network = network(0.1);
    network.learn(X, 5);
    Path file = folder.resolve("ska.safetensors");
    new Checkpoint(network.tensors()).save(file);
    ForwardOnlyNetwork again = network(0.3);
    again.load(Checkpoint.load(file).tensors());
    assertThat(again.apply(X).getLast().toDoubles())
        .containsExactly(network.apply(X).getLast().toDoubles());
  }

  @Test
  void aThousandShowingsHoldNativeMemoryFlat() {
    ForwardOnlyNetwork network = network(1e-4);
    network.learn(X, 200);
    System.gc();
    long before = Pointer.physicalBytes();
    network.learn(X, 1_000);
    System.gc();
    assertThat(Pointer.physicalBytes() - before).isLessThan(24L << 20);
  }

  @Test
  void whatItCannotLearnFromIsRefused() {
    assertThatThrownBy(() -> network(0.1).learn(X.div(0).mul(0), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("X has NaN");
    assertThatThrownBy(() -> network(0.1).learn(Tensor.zeros(Type.FLOAT64, 0, 5), 2))
        .hasMessageContaining("rows of X is 0");
    assertThatThrownBy(() -> network(0.1).apply(Tensor.zeros(Type.FLOAT64, 2, 4)))
        .hasMessageContaining("X has shape (2, 4)");
    assertThatThrownBy(() -> network(0.1).learn(X, 0)).hasMessageContaining("showings is 0");
    assertThatThrownBy(() -> network(0)).hasMessageContaining("rate is 0");
  }
}
