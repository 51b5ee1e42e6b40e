package org.offprint.methods.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.loss.DiceLoss.Form;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class DiceLossTest {
  private static final Tensor LABELS = Tensor.of(new long[] {0, 2, 2, 0, 1}, 5);
  private static final double[] LOGITS =
      Tensor.normal(new SplittableRandom(1), 2, Type.FLOAT64, 5, 3).toDoubles();

  @Test
  void everyFormHasItsGradient() {
    for (Form form : Form.values()) {
      for (boolean squared : new boolean[] {false, true}) {
        for (double alpha : new double[] {0, 0.01, 1}) {
          var loss = new DiceLoss(1, alpha, squared, form);
          Gradients.assertSlope(x -> loss.apply(x, LABELS), LOGITS, 5, 3);
        }
      }
    }
  }

  @Test
  void certaintyStaysFiniteWithTheFactorThatMutesIt() {
    double[] certain = new double[15];
    Arrays.setAll(certain, i -> i % 3 == i / 3 % 3 ? 100 : -100);
    for (double alpha : new double[] {0.01, 0.5, 1}) {
      var loss = new DiceLoss(1, alpha, false, Form.SET);
      assertThat(Gradients.of(x -> loss.apply(x.to(Type.FLOAT32), LABELS), certain, 5, 3))
          .doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
      Tensor binary = Tensor.of(new double[] {1, 0, 1}, 3);
      assertThat(Gradients.of(x -> loss.binary(x, binary, null), new double[] {200, -200, 0}, 3))
          .doesNotContain(Double.NaN);
    }
  }

  @Test
  void aClassThatNobodyHasIsStillPushedDown() {
    var loss = DiceLoss.standard();
    double[] gradient =
        Gradients.of(
            x -> loss.each(x, Tensor.of(new long[] {0, 0}, 2)).select(0, 1),
            new double[] {0, 0, 0, 0},
            2,
            2);
    assertThat(gradient[1]).isPositive();
    assertThat(gradient[3]).isPositive();
  }

  @Test
  void nothingOverNothingIsNoLoss() {
    var loss = new DiceLoss(0, 0, false, Form.SET);
    assertThat(loss.ofProbs(Tensor.zeros(Type.FLOAT64, 4), Tensor.zeros(Type.FLOAT64, 4)).value())
        .isZero();
  }

  @Test
  void maskedEntriesOfTwoClassesAreAsIfTheyWereNotThere() {
    var loss = new DiceLoss(1, 0.5, true, Form.SET);
    double whole =
        loss.binary(
                Tensor.of(new double[] {1, -2, Double.NaN}, 3),
                Tensor.of(new double[] {1, 0, 1}, 3),
                Tensor.of(new double[] {1, 1, 0}, 3))
            .value();
    assertThat(whole)
        .isCloseTo(
            loss.binary(Tensor.of(new double[] {1, -2}, 2), Tensor.of(new double[] {1, 0}, 2), null)
                .value(),
            offset(1e-12));
    assertThat(
            loss.binary(Tensor.zeros(Type.FLOAT64, 0), Tensor.zeros(Type.FLOAT64, 0), null).value())
        .isNaN();
  }

  /// The identity that Dice training rests on.
  @Property(seed = "1", tries = 100)
  void ofHardDecisionsItIsOneMinusF1(
      @ForAll @IntRange(min = 0, max = 20) int hits,
      @ForAll @IntRange(min = 0, max = 20) int falseAlarms,
      @ForAll @IntRange(min = 1, max = 20) int misses) {
    double[] predicted = new double[hits + falseAlarms + misses];
    double[] truth = new double[predicted.length];
    Arrays.fill(predicted, 0, hits + falseAlarms, 1);
    Arrays.fill(truth, 0, hits, 1);
    Arrays.fill(truth, hits + falseAlarms, truth.length, 1);
    double f1 = 2.0 * hits / (2 * hits + falseAlarms + misses);
    assertThat(
            new DiceLoss(0, 0, false, Form.SET)
                .ofProbs(Tensor.of(predicted, predicted.length), Tensor.of(truth, truth.length))
                .value())
        .isCloseTo(1 - f1, offset(1e-12));
  }

  @Property(seed = "1", tries = 50)
  void tverskyWithHalvesIsDiceWithTwiceTheGamma(
      @ForAll @DoubleRange(min = 0, max = 5) double gamma,
      @ForAll @IntRange(min = 1, max = 1000) int seed) {
    Tensor logits = Tensor.normal(new SplittableRandom(seed), 2, Type.FLOAT64, 5, 3);
    assertThat(new TverskyLoss(0.5, 0.5, gamma, -100).apply(logits, LABELS).value())
        .isCloseTo(
            new DiceLoss(2 * gamma, 0, false, Form.SET).apply(logits, LABELS).value(),
            offset(1e-12));
  }

  @Test
  void focalWithGammaZeroIsCrossEntropy() {
    Tensor logits = Tensor.of(LOGITS, 5, 3);
    assertThat(new FocalLoss(0, -100, Reduction.SUM).apply(logits, LABELS).value())
        .isCloseTo(
            new CrossEntropy(-100, null, Reduction.SUM).apply(logits, LABELS).value(),
            offset(1e-12));
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    var loss = new DiceLoss(1, 1, false, Form.SET);
    assertThatThrownBy(() -> new DiceLoss(-1, 0, false, Form.SET))
        .hasMessageContaining("gamma is -1.0");
    assertThatThrownBy(() -> new TverskyLoss(-0.1, 1, 1, -100)).hasMessageContaining("a is -0.1");
    assertThatThrownBy(() -> new FocalLoss(Double.NaN, -100, Reduction.MEAN))
        .hasMessageContaining("gamma is NaN");
    assertThatThrownBy(
            () -> loss.apply(Tensor.zeros(Type.FLOAT32, 2, 1), Tensor.zeros(Type.INT64, 2)))
        .hasMessageContaining("one class");
    assertThatThrownBy(() ->
            loss.binary(Tensor.zeros(Type.FLOAT32, 2), Tensor.full(0.5, Type.FLOAT32, 2), null))
        .hasMessageContaining("a label is 0.5");
    assertThatThrownBy(
            () -> loss.binary(Tensor.zeros(Type.FLOAT32, 2), Tensor.zeros(Type.FLOAT32, 3), null))
        .hasMessageContaining("labels has shape (3)");
  }
}
