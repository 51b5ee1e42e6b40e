package org.offprint.methods.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class MultiAspectTest {
  private static final MultiAspect LOSS = MultiAspect.of(3);
  private static final double[] OUTPUTS = {1, -2, 0.5, 0.3, -1, 2, 0.1, -0.4, 1.5, -2.5};
  private static final Tensor LABELS = Tensor.of(new long[] {2, 0}, 2);
  private static final Tensor ASPECTS = Tensor.of(new double[] {0.9, 0.2, 0, 1}, 2, 2);

  @Test
  void theGradientIsTheSlopeOfTheLoss() {
    Gradients.assertSlope(o -> LOSS.apply(o, LABELS, ASPECTS, null), OUTPUTS, 2, 5);
    Tensor mask = Tensor.of(new boolean[] {true, false, true, true}, 2, 2);
    Gradients.assertSlope(o -> LOSS.apply(o, LABELS, ASPECTS, mask), OUTPUTS, 2, 5);
  }

  @Test
  void anAspectThatNobodyAnsweredTeachesNothing() {
    Tensor mask = Tensor.of(new boolean[] {true, false, false, false}, 2, 2);
    Tensor spoiled = Tensor.of(new double[] {0.9, Double.NaN, Double.NaN, Double.NaN}, 2, 2);
    double[] gradient = Gradients.of(o -> LOSS.apply(o, LABELS, spoiled, mask), OUTPUTS, 2, 5);
    assertThat(new double[] {gradient[4], gradient[8], gradient[9]}).containsOnly(0);
    assertThat(gradient[3]).isNotZero();
  }

  @Test
  void withoutAnyAnswerTheClassLossIsLeft() {
    Tensor nobody = Tensor.zeros(Type.FLOAT32, 2, 2).isGreater(0);
    Tensor outputs = Tensor.of(OUTPUTS, 2, 5);
    assertThat(LOSS.apply(outputs, LABELS, ASPECTS, nobody).value())
        .isEqualTo(LOSS.classLoss(outputs, LABELS).value());
  }

  @Test
  void theAspectPartReachesItsFloorWhereTheStudentAgrees() {
    Tensor q = Tensor.of(new double[] {0.9, 0.2, 0.5, 0.7}, 2, 2);
    double[] outputs = OUTPUTS.clone();
    double[] logit = Arrays.stream(q.toDoubles()).map(p -> Math.log(p / (1 - p))).toArray();
    outputs[3] = logit[0];
    outputs[4] = logit[1];
    outputs[8] = logit[2];
    outputs[9] = logit[3];
    assertThat(LOSS.aspectLoss(Tensor.of(outputs, 2, 5), q, null).value())
        .isCloseTo(LOSS.floor(q, null), offset(1e-12));
    assertThat(LOSS.floor(Tensor.of(new double[] {0, 1}, 1, 2), null)).isZero();
  }

  @Test
  void answersAreTheProbabilityOfYesAgainstNo() {
    Tensor yes = Tensor.of(new double[] {Math.log(3), 900, -900}, 1, 3);
    assertThat(MultiAspect.answers(yes, Tensor.zeros(Type.FLOAT64, 1, 3)).toDoubles())
        .containsExactly(new double[] {0.75, 1, 0}, offset(1e-12));
  }

  @Test
  void extremeLogitsStayFinite() {
    double[] far = new double[10];
    Arrays.setAll(far, i -> i % 2 == 0 ? 800 : -800);
    for (Type type : new Type[] {Type.FLOAT32, Type.FLOAT64}) {
      try (var scope = new Scope()) {
        Tensor o = Tensor.of(far, 2, 5).to(type);
        assertThat(LOSS.apply(o, LABELS, ASPECTS.to(type), null).value()).isFinite();
      }
    }
  }

  @Test
  void nanSurfacesAndAnEmptyBatchHasNoMean() {
    double[] spoiled = OUTPUTS.clone();
    spoiled[4] = Double.NaN;
    assertThat(LOSS.apply(Tensor.of(spoiled, 2, 5), LABELS, ASPECTS, null).value()).isNaN();
    Tensor none = Tensor.zeros(Type.FLOAT64, 0, 5);
    assertThat(
            LOSS.apply(none, Tensor.zeros(Type.INT64, 0), Tensor.zeros(Type.FLOAT64, 0, 2), null)
                .value())
        .isNaN();
  }

  @Test
  void badInputIsRefusedByName() {
    Tensor outputs = Tensor.of(OUTPUTS, 2, 5);
    assertRefused(
        () -> LOSS.apply(outputs, LABELS, Tensor.zeros(Type.FLOAT64, 2, 3), null),
        "aspects has shape (2, 3)");
    assertRefused(
        () -> LOSS.apply(outputs, Tensor.of(new long[] {0, 3}, 2), ASPECTS, null),
        "labels[1] = 3 is not a class");
    assertRefused(
        () -> MultiAspect.of(6).apply(outputs, LABELS, ASPECTS, null),
        "columns of outputs is 5.0; expected at least the 6 classes");
    assertRefused(
        () -> LOSS.apply(Tensor.of(OUTPUTS, 10), LABELS, ASPECTS, null), "outputs has shape (10)");
    assertRefused(() -> new MultiAspect(3, -1), "alpha is -1.0");
  }

  @Property(seed = "1", tries = 60)
  void noAspectLossIsBelowTheFloorAndNoAnswerOutsideItsRangeIsTaken(
      @ForAll @LongRange(min = 0, max = 1000) long seed,
      @ForAll @DoubleRange(min = -2, max = 3) double answer) {
    var random = new SplittableRandom(seed);
    try (var scope = new Scope()) {
      Tensor outputs = Tensor.of(random.doubles(10, -5, 5).toArray(), 2, 5);
      Tensor q = Tensor.of(new double[] {0.9, answer, 0.3, 0.5}, 2, 2);
      if (answer >= 0 && answer <= 1) {
        assertThat(LOSS.aspectLoss(outputs, q, null).value())
            .isGreaterThanOrEqualTo(LOSS.floor(q, null) - 1e-12);
      } else {
        assertRefused(() -> LOSS.aspectLoss(outputs, q, null), "aspects[0, 1] = " + answer);
      }
    }
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
