package org.offprint.methods.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Named;
import org.offprint.methods.Family;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Input of any size, good and bad, for every loss of logits and labels that the scan finds.
class LossPropertiesTest {
  private static final List<Loss> LOSSES =
      Family.members("org.offprint.methods.loss", Loss.class).map(Named::getPayload).toList();

  @Property(seed = "1", tries = 50)
  void anyLogitsUpToAHundredHaveFiniteValuesAndGradients(
      @ForAll @IntRange(min = 1, max = 9) int entries,
      @ForAll @IntRange(min = 2, max = 9) int classes,
      @ForAll @IntRange(min = 1, max = 100_000) int seed) {
    var random = new SplittableRandom(seed);
    Tensor values = Tensor.uniform(random, -100, 100, Type.FLOAT64, entries, classes);
    Tensor labels = Tensor.of(random.longs(entries, 0, classes).toArray(), entries);
    for (Loss loss : LOSSES) {
      for (Type type : List.of(Type.FLOAT32, Type.FLOAT64)) {
        try (var scope = new Scope()) {
          Tensor logits = values.to(type).copy().requireGradient();
          Tensor value = loss.apply(logits, labels);
          value.backward();
          assertThat(value.value()).as(loss.toString()).isFinite();
          Tensor gradient = logits.gradient();
          assertThat(gradient != null && gradient.allFinite()).as(loss.toString()).isTrue();
        }
      }
    }
  }

  @Property(seed = "1", tries = 50)
  void aLabelOutsideTheClassesIsRefusedWithItsPlace(
      @ForAll @IntRange(min = 1, max = 9) int entries,
      @ForAll @IntRange(min = 2, max = 9) int classes,
      @ForAll @IntRange(min = 0, max = 1000) int beyond,
      @ForAll @IntRange(min = 0, max = 8) int somewhere) {
    int place = somewhere % entries;
    long[] labels = new long[entries];
    Arrays.fill(labels, classes - 1L);
    labels[place] = classes + beyond;
    for (Loss loss : LOSSES) {
      assertThatThrownBy(() ->
              loss.apply(Tensor.zeros(Type.FLOAT32, entries, classes), Tensor.of(labels, entries)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("labels[%d] = %d".formatted(place, labels[place]));
    }
  }

  @Property(seed = "1", tries = 50)
  void labelsThatAreNotAsManyAsTheLogitsAreRefused(
      @ForAll @IntRange(min = 0, max = 9) int entries,
      @ForAll @IntRange(min = 0, max = 9) int labels) {
    for (Loss loss : LOSSES) {
      if (entries != labels) {
        assertThatThrownBy(() ->
                loss.apply(
                    Tensor.zeros(Type.FLOAT32, entries, 3), Tensor.zeros(Type.INT64, labels)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("labels has shape (%d)".formatted(labels));
      }
    }
  }
}
