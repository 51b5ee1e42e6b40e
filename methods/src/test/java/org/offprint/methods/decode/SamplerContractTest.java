package org.offprint.methods.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.Family;

/// What every sampler promises. One that remembers is built anew for each text.
class SamplerContractTest {
  static Stream<Named<Supplier<Sampler>>> samplers() {
    return Family.classes("org.offprint.methods.decode", Sampler.class)
        .map(type -> Named.of(type.getSimpleName(), () -> standard(type)));
  }

  private static Sampler standard(Class<?> type) {
    try {
      return (Sampler) type.getMethod("standard").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(type.getSimpleName() + " needs a public static standard()", e);
    }
  }

  @Test
  void theScanFindsTheFamily() {
    assertThat(samplers().map(Named::getName))
        .containsExactlyInAnyOrder("TopP", "Mirostat", "Mirostat2");
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void theSameSeedChoosesTheSameTokens(Supplier<Sampler> sampler) {
    double[] logits = logits(1, 50, 3);
    assertThat(text(sampler.get(), logits, 40, 7)).isEqualTo(text(sampler.get(), logits, 40, 7));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void aConstantAddedToAllLogitsChangesNothing(Supplier<Sampler> sampler) {
    double[] logits = logits(2, 50, 3);
    double[] moved = Arrays.stream(logits).map(logit -> logit + 64).toArray();
    assertThat(text(sampler.get(), moved, 40, 8)).isEqualTo(text(sampler.get(), logits, 40, 8));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void anExcludedTokenIsNeverChosen(Supplier<Sampler> sampler) {
    double[] logits = new double[20];
    Arrays.fill(logits, Double.NEGATIVE_INFINITY);
    logits[3] = 1;
    logits[11] = 1.5;
    assertThat(text(sampler.get(), logits, 60, 9)).containsOnly(3, 11);
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void aVocabularyOfOneHasOneAnswer(Supplier<Sampler> sampler) {
    assertThat(text(sampler.get(), new double[] {-4}, 5, 1)).containsOnly(0);
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void logitsFarApartAndFlatOnesAreTaken(Supplier<Sampler> sampler) {
    double[] far = {1e4, -1e4, 0, 3e4};
    assertThat(text(sampler.get(), far, 10, 2)).containsOnly(3);
    assertThat(Arrays.stream(text(sampler.get(), new double[30], 10, 2)))
        .allMatch(token -> token >= 0 && token < 30);
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void whatIsNoLogitIsRefusedByItsPlace(Supplier<Sampler> sampler) {
    var random = new SplittableRandom(1);
    assertRefused(
        () -> sampler.get().next(new double[] {0, Double.NaN}, random), "logits[1] is NaN");
    assertRefused(
        () -> sampler.get().next(new double[] {Double.POSITIVE_INFINITY}, random),
        "logits[0] is Infinity");
    assertRefused(() -> sampler.get().next(new double[0], random), "0 logits leave no token");
    assertRefused(
        () -> sampler.get().next(new double[] {Double.NEGATIVE_INFINITY}, random),
        "1 logits leave no token");
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static int[] text(Sampler sampler, double[] logits, int length, long seed) {
    var random = new SplittableRandom(seed);
    return IntStream.range(0, length).map(i -> sampler.next(logits, random)).toArray();
  }

  private static double[] logits(long seed, int count, double deviation) {
    var random = new SplittableRandom(seed);
    return IntStream.range(0, count).mapToDouble(i -> deviation * random.nextGaussian()).toArray();
  }
}
