package org.offprint.methods.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.loss.Reduction;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

class PlackettLuceTest {
  private static final double[] STUDENT = {0.3, -1.2, 2.0, 0.7};
  private static final double[] TEACHER = {1.5, 0.2, -0.4, 3.0};
  private static final PlackettLuce LOSS = PlackettLuce.standard();

  @Test
  void allWeightOnTheFirstStepIsCrossEntropy() {
    try (var scope = new Scope()) {
      Tensor s = row(STUDENT);
      Tensor y = label(1);
      assertThat(LOSS.withWeighting(Weighting.FIRST).apply(s, row(TEACHER), y).value())
          .isCloseTo(CrossEntropy.standard().apply(s, y).value(), offset(1e-12));
    }
  }

  @Test
  void theTrueClassIsFirstEvenWhereTheTeacherPutsItLast() {
    assertThat(LOSS.order(row(TEACHER), label(2)).toLongs()).containsExactly(2, 3, 0, 1);
  }

  @Test
  void classesThatTheTeacherTiesRankByIndex() {
    assertThat(LOSS.order(row(1, 5, 1, 5), label(0)).toLongs()).containsExactly(0, 1, 3, 2);
  }

  @Test
  void aConstantInARowChangesNothing() {
    double[] up = Arrays.stream(STUDENT).map(s -> s + 7.5).toArray();
    double[] down = Arrays.stream(TEACHER).map(t -> t - 3).toArray();
    assertThat(value(up, down, 1)).isCloseTo(value(STUDENT, TEACHER, 1), offset(1e-12));
  }

  @Test
  void aSingleClassCostsNothing() {
    assertThat(LOSS.apply(row(4), row(-2), label(0)).value()).isZero();
  }

  @Test
  void aClassThatTheTeacherExcludesHasNoWeight() {
    double[] excluded = {1.5, Double.NEGATIVE_INFINITY, -0.4, 3.0};
    double[] student = {0.3, Double.NEGATIVE_INFINITY, 2.0, 0.7};
    assertThat(value(student, excluded, 3)).isFinite();
    assertThat(Gradients.of(s -> LOSS.apply(s, row(excluded), label(3)), student, 1, 4))
        .doesNotContain(Double.NaN);
  }

  @Test
  void unreducedLossesKeepTheShapeOfTheLabels() {
    try (var scope = new Scope()) {
      Tensor two = Tensor.of(new double[][] {STUDENT, TEACHER});
      Tensor y = Tensor.of(new long[] {-100, 2}, 2);
      double[] each = LOSS.withReduction(Reduction.NONE).apply(two, two, y).toDoubles();
      assertThat(each[0]).isZero();
      assertThat(each[1]).isCloseTo(value(TEACHER, TEACHER, 2), offset(1e-12));
      assertThat(LOSS.withReduction(Reduction.SUM).apply(two, two, y).value())
          .isCloseTo(each[1], offset(1e-12));
    }
  }

  @Test
  void aTemperatureThatIsNotPositiveIsRefused() {
    assertThatThrownBy(() -> LOSS.withTemperature(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("temperature is 0.0; expected a finite number > 0");
  }

  @Property(seed = "1", tries = 100)
  void theGradientOfARowSumsToZero(
      @ForAll @Size(5) double[] any, @ForAll @IntRange(max = 4) int label) {
    double[] s = Arrays.stream(any).map(x -> 20 * Math.sin(x)).toArray(); // any finite start
    double[] gradient = Gradients.of(x -> LOSS.apply(x, row(5, 4, 3, 2, 1), label(label)), s, 1, 5);
    assertThat(Arrays.stream(gradient).sum()).isCloseTo(0, offset(1e-12));
  }

  @Property(seed = "1", tries = 100)
  void theLossIsNeverNegative(
      @ForAll @Size(4) double[] any,
      @ForAll @DoubleRange(min = 0.1, max = 10) double temperature,
      @ForAll Weighting weighting) {
    double[] s = Arrays.stream(any).map(x -> 300 * Math.sin(x)).toArray();
    try (var scope = new Scope()) {
      PlackettLuce loss = LOSS.withTemperature(temperature).withWeighting(weighting);
      assertThat(loss.apply(row(s), row(TEACHER), label(2)).value()).isGreaterThanOrEqualTo(0);
    }
  }

  @Property(seed = "1", tries = 50)
  void aLabelThatIsNoClassIsRefused(@ForAll @IntRange(min = -200, max = 200) int label) {
    boolean known = label == -100 || (label >= 0 && label < 4);
    try (var scope = new Scope()) {
      if (known) {
        LOSS.apply(row(STUDENT), row(TEACHER), label(label));
      } else {
        assertThatThrownBy(() -> LOSS.apply(row(STUDENT), row(TEACHER), label(label)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("labels[0] = " + label);
      }
    }
  }

  private static double value(double[] student, double[] teacher, long label) {
    try (var scope = new Scope()) {
      return LOSS.apply(row(student), row(teacher), label(label)).value();
    }
  }

  private static Tensor row(double... values) {
    return Tensor.of(values, 1, values.length);
  }

  private static Tensor label(long label) {
    return Tensor.of(new long[] {label}, 1);
  }
}
