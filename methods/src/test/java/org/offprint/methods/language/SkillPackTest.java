package org.offprint.methods.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.methods.language.SkillPack.Group;
import org.offprint.methods.language.SkillPack.Rule;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Checkpoint;
import org.offprint.methods.train.Training;

class SkillPackTest {
  private static final Tensor TEXT = Tensor.of(new long[] {0, 1, 2, 3, 4, 0, 1, 2}, 1, 8);

  private static Tensor normal(long seed, double deviation, long... shape) {
    return Tensor.normal(new SplittableRandom(seed), deviation, Type.FLOAT64, shape);
  }

  private static Map<String, Tensor> copy(Map<String, Tensor> tensors) {
    var copy = new LinkedHashMap<String, Tensor>();
    tensors.forEach((name, tensor) -> copy.put(name, tensor.copy()));
    return copy;
  }

  private static Rule plan(String name, Tensor change) {
    return change.rank() != 2
        ? new Rule.Whole()
        : name.startsWith("embedding")
            ? new Rule.Pruned(0.5)
            : new Rule.LowRank(List.of(new Group(8, 0, 2), new Group(4, 2, 8)));
  }

  @Test
  void aSkillIsAddedAndLeftOffAgainWithoutATrace(@TempDir Path folder) throws Exception {
    var model =
        new Decoder(Initial.seeded(1), new Decoder.Settings(5, 8, 8, 1, 2, 2, 12, 10_000, 0));
    Map<String, Tensor> base = copy(model.tensors());
    double untrained = model.loss(TEXT).value();
    Training.of(model, Optimiser.adamW(model.trainable(), 0.02, 0)).run(60, i -> model.loss(TEXT));
    double tuned = model.loss(TEXT).value();
    Map<String, Tensor> after = copy(model.tensors());

    SkillPack pack = SkillPack.compress(base, after, SkillPackTest::plan);
    Path file = folder.resolve("counting.safetensors");
    pack.save(file);
    SkillPack loaded = SkillPack.load(file);
    assertThat(loaded.names()).containsExactlyInAnyOrderElementsOf(pack.names());
    for (String name : pack.names()) {
      assertThat(loaded.delta(name).toDoubles()).containsExactly(pack.delta(name).toDoubles());
    }

    model.load(loaded.addTo(base, 1));
    assertThat(model.loss(TEXT).value()).isLessThan(0.5 * (untrained + tuned));
    model.load(base);
    assertThat(model.loss(TEXT).value()).isEqualTo(untrained);
  }

  @Test
  void packsOfTwoSkillsAddUp() {
    Map<String, Tensor> base = Map.of("w", normal(1, 1, 4, 3));
    Map<String, Tensor> one = Map.of("w", named(base, "w").add(normal(2, 0.1, 4, 3)));
    Map<String, Tensor> two = Map.of("w", named(base, "w").add(normal(3, 0.1, 4, 3)));
    SkillPack first = SkillPack.compress(base, one, (name, change) -> new Rule.Whole());
    SkillPack second = SkillPack.compress(base, two, (name, change) -> new Rule.Whole());
    Tensor both = Objects.requireNonNull(second.addTo(first.addTo(base, 1), 0.5).get("w"));
    double[] expected =
        named(base, "w").add(normal(2, 0.1, 4, 3)).add(normal(3, 0.05, 4, 3)).toDoubles();
    assertThat(both.toDoubles()).containsExactly(expected, offset(1e-12));
  }

  @Test
  void whatDidNotChangeIsNotStored() {
    Map<String, Tensor> base =
        Map.of("w", normal(1, 1, 4, 3), "steps", Tensor.of(new long[] {3}, 1));
    SkillPack pack = SkillPack.compress(base, copy(base), SkillPackTest::plan);
    assertThat(pack.names()).isEmpty();
    assertThat(pack.storedBytes()).isZero();
  }

  @Test
  void storedCodesTakeTheBitsTheyAreSaidToTake() {
    Map<String, Tensor> base = Map.of("w", Tensor.zeros(Type.FLOAT32, 64, 64));
    Map<String, Tensor> tuned =
        Map.of("w", Tensor.normal(new SplittableRandom(1), 1, Type.FLOAT32, 64, 64));
    SkillPack pack =
        SkillPack.compress(
            base, tuned, (name, change) -> new Rule.LowRank(List.of(new Group(2, 0, 32))));
    long codes = 2 * 32 * (64 + 64) / 8;
    long scales = 4 * (32 + 2 * 64 + 2 * 32) + 2 * 8; // S, scale and zero of both sides, bits
    assertThat(pack.storedBytes()).isEqualTo(codes + scales);
    assertThat(SkillPack.bitsPerWeight(64, 64, List.of(new int[] {2, 32})))
        .isCloseTo((codes * 8 + 16.0 * 32) / 4_096, offset(1e-12));
  }

  @Property(seed = "1", tries = 100)
  void packedCodesComeBack(
      @ForAll @IntRange(min = 1, max = 16) int bits,
      @ForAll @IntRange(min = 0, max = 200) int count) {
    var random = new SplittableRandom(bits * 1_000L + count);
    double[] codes = new double[count];
    java.util.Arrays.setAll(codes, i -> random.nextInt(1 << bits));
    assertThat(PackedCodes.unpack(PackedCodes.pack(codes, bits), count, bits))
        .containsExactly(codes);
  }

  @Property(seed = "1", tries = 60)
  void aQuantisedValueIsWithinHalfAStepInsideTheGrid(
      @ForAll @IntRange(min = 1, max = 10) int bits,
      @ForAll boolean symmetric,
      @ForAll @IntRange(min = 1, max = 100) int seed) {
    Tensor x = normal(seed, 2, 3, 5);
    var quantised = new RowQuantiser(bits, symmetric).quantise(x);
    double[] error = quantised.value().sub(x).abs().div(quantised.scale().unsqueeze(1)).toDoubles();
    // a zero point between two codes moves the grid by up to half a step, at its ends by more
    assertThat(java.util.Arrays.stream(error))
        .allMatch(steps -> steps <= (symmetric ? 1.0 : 0.5) + 0.5 + 1e-9);
    assertThat(java.util.Arrays.stream(quantised.codes().toDoubles()))
        .allMatch(code -> code >= 0 && code < 1 << bits && code == Math.rint(code));
  }

  @Test
  void aRowOfZerosStaysZero() {
    Tensor zeros = Tensor.zeros(Type.FLOAT64, 2, 3);
    assertThat(new RowQuantiser(8, false).quantise(zeros).value().toDoubles()).containsOnly(0);
    assertThat(new RowQuantiser(8, false).calibrated(zeros, zeros, 0.01).value().toDoubles())
        .containsOnly(0);
  }

  @Test
  void moreDirectionsThanThereAreAreLeftOut() {
    Tensor delta = normal(4, 1, 5, 3);
    var groups =
        SkillPack.quantise(
            delta,
            new Rule.LowRank(List.of(new Group(8, 0, 2), new Group(8, 2, 9), new Group(2, 9, 12))));
    assertThat(groups).hasSize(2);
    Tensor sum = groups.get(0).value().add(groups.get(1).value());
    assertThat(SkillPack.relativeError(delta, sum)).isLessThan(0.02);
  }

  @Test
  void calibrationKeepsTheOutputsNearerThanRounding() {
    Tensor delta = normal(5, 1, 8, 6);
    Tensor inputs = normal(6, 1, 40, 2).matmul(normal(7, 1, 2, 6)).add(normal(8, 0.2, 40, 6));
    var groups = List.of(new Group(4, 0, 2), new Group(2, 2, 6));
    double careful = outputError(inputs, delta, new Rule.LowRank(groups, inputs));
    double rounded = outputError(inputs, delta, new Rule.LowRank(groups));
    assertThat(careful).isLessThan(rounded);
  }

  private static double outputError(Tensor inputs, Tensor delta, Rule.LowRank rule) {
    Tensor sum =
        SkillPack.quantise(delta, rule).stream()
            .map(SkillPack.QuantisedGroup::value)
            .reduce(Tensor::add)
            .orElseThrow();
    return inputs.matmul(sum.sub(delta).transpose(0, 1)).square().sum().value();
  }

  @Property(seed = "1", tries = 50)
  void pruningKeepsTheShareAskedFor(@ForAll @DoubleRange(min = 0, max = 1) double keep) {
    Tensor delta = normal(9, 1, 6, 5);
    long kept = SkillPack.prune(delta, keep).isNotEqual(0).to(Type.INT64).sum().toLongs()[0];
    assertThat(kept).isEqualTo((long) Math.rint(keep * 30));
  }

  @Test
  void whatDoesNotFitIsRefused(@TempDir Path folder) throws Exception {
    Map<String, Tensor> base = Map.of("w", normal(1, 1, 4, 3));
    assertThatThrownBy(
            () -> SkillPack.compress(base, Map.of("v", normal(1, 1, 4, 3)), SkillPackTest::plan))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("different tensors");
    assertThatThrownBy(
            () -> SkillPack.compress(base, Map.of("w", normal(1, 1, 3, 4)), SkillPackTest::plan))
        .hasMessageContaining("w of the tuned model has shape (3, 4)");
    SkillPack pack = SkillPack.compress(base, Map.of("w", normal(2, 1, 4, 3)), SkillPackTest::plan);
    assertThatThrownBy(() -> pack.addTo(Map.of("v", normal(1, 1, 4, 3)), 1))
        .hasMessageContaining("the pack changes 'w'");
    assertThatThrownBy(() -> pack.delta("v")).hasMessageContaining("'v' is not in this pack");
    assertThatThrownBy(() -> new Group(0, 0, 1)).hasMessageContaining("bits is 0");
    assertThatThrownBy(() -> new Group(2, 3, 3)).hasMessageContaining("a group's end is 3");
    assertThatThrownBy(() -> new Rule.Pruned(1.5)).hasMessageContaining("the share to keep is 1.5");
    Path file = folder.resolve("model.safetensors");
    new Checkpoint(base).save(file);
    assertThatThrownBy(() -> SkillPack.load(file)).hasMessageContaining("is not a SkillPack");
    Files.writeString(file, "no pack");
    assertThatThrownBy(() -> SkillPack.load(file)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Tensor named(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }
}
