package org.offprint.methods.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.model.BiEncoder.Pooling;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class BiEncoderTest extends ModelContract<BiEncoder> {
  static final Encoder.Settings TINY = new Encoder.Settings(7, 8, 8, 1, 2, 12, 0);
  private static final List<int[]> FIRST = List.of(new int[] {1, 2, 3}, new int[] {4});
  private static final List<int[]> SECOND = List.of(new int[] {2, 1}, new int[] {0, 5, 6, 1});
  private static final Tensor LABELS = Tensor.of(new double[] {0.9, 0.1}, 2);

  @Override
  protected BiEncoder model(Initial initial) {
    return new BiEncoder(initial, TINY, Pooling.MEAN);
  }

  @Override
  protected Tensor loss(BiEncoder model) {
    return model.loss(FIRST, SECOND, LABELS);
  }

  private static BiEncoder inDoubles(Pooling pooling) {
    return new BiEncoder(new Initial(new SplittableRandom(9), Type.FLOAT64), TINY, pooling);
  }

  @Property(seed = "1", tries = 30)
  void whatStandsBesideATextInTheBatchDoesNotReachIt(
      @ForAll @IntRange(min = 1, max = 6) int length, @ForAll Pooling pooling) {
    BiEncoder model = inDoubles(pooling);
    int[] other = new int[length];
    try (var scope = Scope.withoutGradients()) {
      double[] alone = model.embed(List.of(new int[] {1, 2})).toDoubles();
      double[] beside = model.embed(List.of(new int[] {1, 2}, other)).select(0, 0).toDoubles();
      assertThat(beside).containsExactly(alone, offset(1e-12));
    }
  }

  @Test
  void everyPositionSeesEveryOtherOne() {
    Encoder encoder = inDoubles(Pooling.MEAN).encoder();
    try (var scope = Scope.withoutGradients()) {
      double[] one = encoder.apply(encoder.batch(List.of(new int[] {1, 2, 3}))).toDoubles();
      double[] last = encoder.apply(encoder.batch(List.of(new int[] {1, 2, 4}))).toDoubles();
      double[] first = encoder.apply(encoder.batch(List.of(new int[] {5, 2, 3}))).toDoubles();
      for (int position = 0; position < 5; position++) {
        int at = position * TINY.width();
        assertThat(one[at]).isNotCloseTo(last[at], offset(1e-9));
        assertThat(one[at]).isNotCloseTo(first[at], offset(1e-9));
      }
    }
  }

  @Test
  void theOrderOfWordsMatters() {
    BiEncoder model = inDoubles(Pooling.MEAN);
    try (var scope = Scope.withoutGradients()) {
      double[] both = model.embed(List.of(new int[] {1, 2}, new int[] {2, 1})).toDoubles();
      assertThat(Arrays.copyOf(both, 8)).isNotEqualTo(Arrays.copyOfRange(both, 8, 16));
    }
  }

  @Test
  void similarityIsTheSameBothWaysAndOneWithItself() {
    BiEncoder model = inDoubles(Pooling.START);
    try (var scope = Scope.withoutGradients()) {
      assertThat(model.similarity(FIRST, SECOND).toDoubles())
          .containsExactly(model.similarity(SECOND, FIRST).toDoubles(), offset(1e-12));
      assertThat(model.similarity(FIRST, FIRST).toDoubles())
          .containsExactly(new double[] {1, 1}, offset(1e-12));
    }
  }

  @Test
  void aVectorOfLengthZeroIsLikeNothingAndHasNoGradient() {
    Tensor v = Tensor.of(new double[] {1, 2}, 1, 2);
    double[] gradient = Gradients.of(u -> BiEncoder.cosine(u, v).sum(), new double[2], 1, 2);
    assertThat(BiEncoder.cosine(Tensor.zeros(Type.FLOAT64, 1, 2), v).value()).isZero();
    assertThat(gradient).doesNotContain(Double.NaN);
    Gradients.assertSlope(u -> BiEncoder.cosine(u, v).sum(), new double[] {0.3, -2}, 1, 2);
  }

  @Test
  void textsThatAreTooLongAreCut() {
    BiEncoder model = inDoubles(Pooling.MEAN);
    int[] longer = {1, 2, 3, 4, 5, 6, 0, 1, 2, 3};
    try (var scope = Scope.withoutGradients()) {
      assertThat(model.embed(List.of(longer)).toDoubles())
          .isEqualTo(model.embed(List.of(Arrays.copyOf(longer, 6))).toDoubles());
    }
  }

  @Test
  void badInputIsRefusedByName() {
    BiEncoder model = model(Initial.seeded(1));
    assertRefused(() -> model.embed(List.of(new int[0])), "text length is 0.0");
    assertRefused(() -> model.embed(List.of(new int[] {1, 7})), "token 1 of a text is 7");
    assertRefused(() -> model.similarity(FIRST, List.of()), "2 first texts and 0 second ones");
    assertRefused(
        () -> model.loss(FIRST, SECOND, Tensor.zeros(Type.FLOAT64, 3)), "labels has shape (3)");
    assertRefused(() -> new Encoder.Settings(7, 4, 8, 1, 2, 12, 0), "context is 4");
    assertRefused(() -> new Encoder.Settings(7, 8, 8, 1, 9, 12, 0), "heads is 9");
    assertRefused(
        () -> BiEncoder.cosine(Tensor.zeros(Type.FLOAT64, 2, 3), Tensor.zeros(Type.FLOAT64, 2, 4)),
        "v has shape (2, 4)");
  }

  @Test
  void theLossOfNothingIsNotANumber() {
    assertThat(
            model(Initial.seeded(1))
                .loss(List.of(), List.of(), Tensor.zeros(Type.FLOAT64, 0))
                .value())
        .isNaN();
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
