package org.offprint.methods.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class CrossEncoderTest extends ModelContract<CrossEncoder> {
  private static final List<int[]> FIRST = List.of(new int[] {1, 2}, new int[] {4});
  private static final List<int[]> SECOND = List.of(new int[] {2, 1}, new int[] {0, 5, 6});

  @Override
  protected CrossEncoder model(Initial initial) {
    return new CrossEncoder(initial, BiEncoderTest.TINY);
  }

  @Override
  protected Tensor loss(CrossEncoder model) {
    return model.loss(FIRST, SECOND, Tensor.of(new double[] {0.9, 0.1}, 2));
  }

  private static CrossEncoder inDoubles() {
    return new CrossEncoder(new Initial(new SplittableRandom(9), Type.FLOAT64), BiEncoderTest.TINY);
  }

  @Test
  void aPairMayScoreOtherwiseWhenItIsTurned() {
    CrossEncoder model = inDoubles();
    try (var scope = Scope.withoutGradients()) {
      assertThat(model.scores(FIRST, SECOND).toDoubles()[1])
          .isNotCloseTo(model.scores(SECOND, FIRST).toDoubles()[1], offset(1e-9));
    }
  }

  @Test
  void otherPairsOfTheBatchDoNotMatter() {
    CrossEncoder model = inDoubles();
    try (var scope = Scope.withoutGradients()) {
      double alone = model.scores(FIRST.subList(1, 2), SECOND.subList(1, 2)).value();
      assertThat(model.scores(FIRST, SECOND).toDoubles()[1]).isCloseTo(alone, offset(1e-12));
    }
  }

  /// Context 8 leaves five tokens to a pair.
  @Property(seed = "1", tries = 60)
  void pairsThatAreTooLongLoseTokensOfTheLongerTextFirst(
      @ForAll @IntRange(min = 1, max = 12) int first,
      @ForAll @IntRange(min = 1, max = 12) int second) {
    Encoder.Batch batch =
        inDoubles().encoder().batch(List.of(new int[first]), List.of(new int[second]));
    long[] tokens = batch.tokens().toLongs();
    long kept = IntStream.range(0, tokens.length).filter(i -> tokens[i] == 0).count();
    long ofSecond =
        IntStream.range(0, tokens.length)
            .filter(i -> tokens[i] == 0 && batch.segments().toLongs()[i] == 1)
            .count();
    assertThat(kept).isEqualTo(Math.min(5, first + second));
    assertThat(ofSecond).isBetween(1L, (long) second);
    if (first + second > 5) {
      assertThat(Math.min(kept - ofSecond, ofSecond))
          .isEqualTo(Math.min(2, Math.min(first, second)));
    }
  }

  @Test
  void aLabelBelowZeroHasNoMinimum() {
    Tensor label = Tensor.of(new double[] {-0.08}, 1);
    double near = CrossEncoder.losses(Tensor.of(new double[] {-10}, 1), label).value();
    double far = CrossEncoder.losses(Tensor.of(new double[] {-1000}, 1), label).value();
    assertThat(far).isCloseTo(-80, offset(1e-9)).isLessThan(near);
  }

  @Test
  void theLossHasItsSlopeAndStaysFinite() {
    Tensor y = Tensor.of(new double[] {0.3, 1}, 2);
    Gradients.assertSlope(z -> CrossEncoder.losses(z, y).mean(), new double[] {-2.5, 0.7}, 2);
    assertThat(CrossEncoder.losses(Tensor.of(new double[] {1e4, -1e4}, 2), y).toDoubles())
        .containsExactly(new double[] {7e3, 1e4}, offset(1e-6));
  }

  @Test
  void badInputIsRefusedByName() {
    CrossEncoder model = model(Initial.seeded(1));
    assertRefused(() -> model.scores(FIRST, List.of(new int[] {1})), "2 first texts and 1 second");
    assertRefused(
        () -> model.scores(List.of(new int[] {1}), List.of(new int[0])), "text length is 0.0");
    assertRefused(
        () -> model.loss(FIRST, SECOND, Tensor.zeros(Type.FLOAT64, 1)), "labels has shape (1)");
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
