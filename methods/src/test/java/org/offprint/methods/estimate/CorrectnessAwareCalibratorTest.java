package org.offprint.methods.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.ModelContract;
import org.offprint.methods.estimate.CorrectnessAwareCalibrator.Settings;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class CorrectnessAwareCalibratorTest extends ModelContract<CorrectnessAwareCalibrator> {
  private static final int ROWS = 12;
  private static final int CLASSES = 5;

  @Override
  protected CorrectnessAwareCalibrator model(Initial initial) {
    return new CorrectnessAwareCalibrator(initial, Settings.standard());
  }

  @Override
  protected Tensor loss(CorrectnessAwareCalibrator model) {
    return model.loss(logits(), views(), labels(), CorrectnessAwareLoss.standard());
  }

  private static Tensor logits() {
    return Tensor.normal(new SplittableRandom(1), 2, Type.FLOAT32, ROWS, CLASSES);
  }

  private static List<Tensor> views() {
    var random = new SplittableRandom(2);
    return List.of(
        logits().add(Tensor.normal(random, 0.5, Type.FLOAT32, ROWS, CLASSES)),
        logits().add(Tensor.normal(random, 1, Type.FLOAT32, ROWS, CLASSES)),
        logits().add(Tensor.normal(random, 2, Type.FLOAT32, ROWS, CLASSES)));
  }

  /// Two thirds are right.
  private static Tensor labels() {
    long[] labels = logits().argmax(1).toLongs();
    for (int i = 0; i < ROWS; i += 3) {
      labels[i] = (labels[i] + 1) % CLASSES;
    }
    return Tensor.of(labels, ROWS);
  }

  @Test
  void calibrationKeepsTheOrderOfTheClasses() {
    var model = model(Initial.seeded(1));
    assertThat(model.calibrate(logits(), views()).argsortDescending(1).toLongs())
        .isEqualTo(logits().argsortDescending(1).toLongs());
  }

  @Test
  void theGradientIsTheSlope() {
    Tensor logits = logits().to(Type.FLOAT64);
    double[] temperature = new double[ROWS];
    Arrays.setAll(temperature, i -> 0.5 + 0.2 * i);
    for (boolean weighted : new boolean[] {true, false}) {
      var loss = new CorrectnessAwareLoss(weighted);
      Gradients.assertSlope(t -> loss.apply(logits, t, labels()), temperature, ROWS);
    }
    Tensor ones = Tensor.ones(Type.FLOAT64, ROWS);
    Gradients.assertSlope(
        z -> CorrectnessAwareLoss.standard().apply(z, ones, labels()),
        logits.toDoubles(),
        ROWS,
        CLASSES);
  }

  @Test
  void aBatchThatIsAllRightIsNotWeighted() {
    Tensor ones = Tensor.ones(Type.FLOAT32, ROWS);
    Tensor right = logits().argmax(1);
    assertThat(CorrectnessAwareLoss.standard().apply(logits(), ones, right).value())
        .isFinite()
        .isEqualTo(new CorrectnessAwareLoss(false).apply(logits(), ones, right).value());
  }

  @Test
  void anEmptyBatchGivesNanAndNanSurfaces() {
    var loss = CorrectnessAwareLoss.standard();
    assertThat(
            loss.apply(
                    Tensor.zeros(Type.FLOAT32, 0, CLASSES),
                    Tensor.ones(Type.FLOAT32, 0),
                    Tensor.zeros(Type.INT64, 0))
                .value())
        .isNaN();
    float[] values = logits().toFloats();
    values[7] = Float.NaN;
    assertThat(
            loss.apply(Tensor.of(values, ROWS, CLASSES), Tensor.ones(Type.FLOAT32, ROWS), labels())
                .value())
        .isNaN();
  }

  @Test
  void logitsOfAThousandStayFinite() {
    Tensor large = logits().mul(1000);
    assertThat(
            CorrectnessAwareLoss.standard()
                .apply(large, Tensor.ones(Type.FLOAT32, ROWS), labels())
                .value())
        .isBetween(0.0, 1.0);
  }

  @Test
  void wrongInputIsRefusedByName() {
    var model = model(Initial.seeded(1));
    assertThatThrownBy(() -> model.temperature(logits(), views().subList(0, 2)))
        .hasMessageContaining("there are 2 views; expected 3");
    assertThatThrownBy(() ->
            model.temperature(
                logits().narrow(1, 0, 3),
                views().stream().map(view -> view.narrow(1, 0, 3)).toList()))
        .hasMessageContaining("expected at least 4 classes");
    assertThatThrownBy(() -> model.temperature(logits().narrow(0, 0, 4), views()))
        .hasMessageContaining("views[0] has shape (12, 5)");
    var loss = CorrectnessAwareLoss.standard();
    Tensor ones = Tensor.ones(Type.FLOAT32, ROWS);
    assertThatThrownBy(() -> loss.apply(logits(), ones, Tensor.full(5, Type.INT64, ROWS)))
        .hasMessageContaining("labels[0] = 5 is out of range");
    assertThatThrownBy(() -> loss.apply(logits(), ones, ones))
        .hasMessageContaining("labels is float32; expected int64");
    assertThatThrownBy(() -> loss.apply(logits(), ones.narrow(0, 0, 3), labels()))
        .hasMessageContaining("temperature has shape (3)");
    assertThatThrownBy(() -> new Settings(4, 3, 5, 1, 1)).hasMessageContaining("0 < least");
  }

  @Test
  void temperatureScalingFindsTheScaleThatWasHidden() {
    // Labels drawn from softmax(z); logits shown three times too large
    var random = new SplittableRandom(3);
    Tensor z = Tensor.normal(random, 1.5, Type.FLOAT64, 3_000, 3);
    double[] p = z.softmax(1).toDoubles();
    long[] labels = new long[3_000];
    for (int i = 0; i < labels.length; i++) {
      double u = random.nextDouble();
      labels[i] = u < p[3 * i] ? 0 : u < p[3 * i] + p[3 * i + 1] ? 1 : 2;
    }
    var fitted = TemperatureScaling.fit(z.mul(3), Tensor.of(labels, labels.length));
    assertThat(fitted.temperature()).isCloseTo(3, offset(0.3));
    assertThat(fitted.apply(Tensor.full(6, Type.FLOAT64, 1)).value())
        .isCloseTo(6 / fitted.temperature(), offset(1e-12));
    assertThatThrownBy(() -> new TemperatureScaling(0)).hasMessageContaining("temperature is 0.0");
  }

  @Test
  void aPerfectlySureAndAPerfectlyWrongModelAreTheEndsOfTheScale() {
    var right = new CalibrationError(new double[] {1, 1}, new boolean[] {true, true});
    assertThat(right.expected(25)).isZero();
    assertThat(right.brier()).isZero();
    var wrong = new CalibrationError(new double[] {1, 1}, new boolean[] {false, false});
    assertThat(wrong.expected(25)).isEqualTo(1);
    assertThat(wrong.kolmogorovSmirnov()).isEqualTo(1);
    assertThat(wrong.auroc()).isNaN();
  }

  @Test
  void aConfidenceOfZeroFallsInNoBin() {
    assertThat(new CalibrationError(new double[] {0}, new boolean[] {true}).expected(25)).isZero();
  }

  @Test
  void metricsOfNothingOrOfNanAreNan() {
    var nothing = new CalibrationError(new double[0], new boolean[0]);
    var lost = new CalibrationError(new double[] {Double.NaN}, new boolean[1]);
    for (var one : List.of(nothing, lost)) {
      assertThat(one.expected(5)).isNaN();
      assertThat(one.adaptive(5)).isNaN();
      assertThat(one.brier()).isNaN();
    }
    assertThatThrownBy(() -> new CalibrationError(new double[2], new boolean[1]))
        .hasMessageContaining("2 confidences and 1 outcomes");
    assertThatThrownBy(() -> new CalibrationError(new double[] {1.5}, new boolean[1]))
        .hasMessageContaining("confidence[0] is 1.5");
    assertThatThrownBy(() -> nothing.expected(0)).hasMessageContaining("bins is 0");
  }

  @Property(seed = "1", tries = 100)
  void everyErrorIsAShare(
      @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0, max = 1) Double> confidences,
      @ForAll @IntRange(min = 1, max = 30) int bins,
      @ForAll long outcomes) {
    boolean[] right = new boolean[confidences.size()];
    for (int i = 0; i < right.length; i++) {
      right[i] = (outcomes >> i & 1) == 1;
    }
    var error = new CalibrationError(confidences.stream().mapToDouble(c -> c).toArray(), right);
    assertThat(error.expected(bins)).isBetween(0.0, 1 + 1e-9);
    assertThat(error.adaptive(bins)).isBetween(0.0, 1 + 1e-9);
    assertThat(error.kolmogorovSmirnov()).isBetween(0.0, 1 + 1e-9);
    assertThat(error.brier()).isBetween(0.0, 1.0);
  }
}
