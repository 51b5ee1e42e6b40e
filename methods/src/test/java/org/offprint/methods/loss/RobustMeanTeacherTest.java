package org.offprint.methods.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.loss.RobustMeanTeacher.Replay;
import org.offprint.methods.loss.RobustMeanTeacher.Settings;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class RobustMeanTeacherTest extends ModelContract<RobustMeanTeacher<RobustMeanTeacherTest.Small>> {
  /// Features and classes by one layer each.
  static final class Small extends Block implements FeatureClassifier {
    private final Linear hidden;
    private final Linear out;

    Small(Initial initial) {
      hidden = block("hidden", new Linear(initial, 3, 4));
      out = block("out", new Linear(initial, 4, 3));
    }

    @Override
    public Tensor features(Tensor x) {
      return hidden.apply(x).relu();
    }

    @Override
    public Tensor logits(Tensor features) {
      return out.apply(features);
    }
  }

  private static final Tensor X = Tensor.normal(new SplittableRandom(1), 1, 6, 3);
  private static final Tensor AUGMENTED = X.add(Tensor.normal(new SplittableRandom(2), 0.1, 6, 3));
  private static final Tensor LABELS = Tensor.of(new long[] {0, 1, 0, 1, 0, 1}, 6);

  @Override
  protected RobustMeanTeacher<Small> model(Initial initial) {
    var model =
        new RobustMeanTeacher<>(initial, new Settings(4, 3, 5, 0.1, 0.9, 1, 1, 1), Small::new);
    model.rememberSource(X, LABELS);
    return model;
  }

  @Override
  protected Tensor loss(RobustMeanTeacher<Small> model) {
    return model.loss(X, AUGMENTED, new Replay(X, LABELS));
  }

  @Test
  void anAdaptationPredictsThenLearnsAndTheTeacherFollows() {
    var model = model(Initial.seeded(1));
    Tensor before = weight(model.teacher()).copy();
    Tensor logits =
        model.student().logits(model.student().features(X)).mul(2).detach(); // the two are equal
    Tensor prediction =
        model.adapt(Optimiser.adamW(model.trainable(), 0.01, 0), X, AUGMENTED, null);

    assertThat(prediction.toDoubles())
        .usingComparatorWithPrecision(1e-5)
        .containsExactly(logits.toDoubles());
    double[] expected = before.mul(0.9).add(weight(model.student()).detach().mul(0.1)).toDoubles();
    assertThat(weight(model.teacher()).toDoubles())
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(expected);
    assertThat(weight(model.teacher()).toDoubles()).isNotEqualTo(before.toDoubles());
  }

  private static Tensor weight(Small classifier) {
    return Objects.requireNonNull(classifier.parameters().get("hidden.weight"));
  }

  @Test
  void theConsistencyMayBeCrossEntropyAlone() {
    var settings = new Settings(4, 3, 5, 0.1, 0.9, 1, 0, 0);
    var usual = SymmetricCrossEntropy.standard().withAlpha(0);
    var model = new RobustMeanTeacher<>(Initial.seeded(1), settings, usual, Small::new);
    model.rememberSource(X, LABELS);
    Tensor probs = model.teacher().logits(model.teacher().features(X)).softmax(-1);
    double same = crossEntropy(probs, model.student(), X);
    double other = crossEntropy(probs, model.student(), AUGMENTED);
    assertThat(model.loss(X, AUGMENTED, null).value()).isCloseTo((same + other) / 2, offset(1e-6));
  }

  private static double crossEntropy(Tensor probs, Small student, Tensor x) {
    Tensor logProbs = student.logits(student.features(x)).logSoftmax(-1);
    return -probs.mul(logProbs).sum(-1, false).mean().value();
  }

  @Test
  void warmingUpMovesStudentAndTeacher() {
    var model = model(Initial.seeded(1));
    double[] before = weight(model.teacher()).toDoubles();
    model.warmUp(Optimiser.adamW(model.trainable(), 1, 0), 0.01, 5, step -> X);
    assertThat(weight(model.teacher()).toDoubles()).isNotEqualTo(before);
    model.restart();
    assertThat(weight(model.teacher()).toDoubles()).isEqualTo(weight(model.student()).toDoubles());
  }

  @Test
  void aClassWithoutSourceExampleHasNoPrototype() {
    var model = model(Initial.seeded(1));
    assertThat(model.prototypes().shape()).containsExactly(2, 4);
    assertThat(model.prototypes().allFinite()).isTrue();
    double[] means = model.prototypes().toDoubles();
    model.rememberSource(X, LABELS); // the same again leaves the means where they are
    assertThat(model.prototypes().toDoubles())
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(means);
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    var model = model(Initial.seeded(1));
    assertThatThrownBy(() -> model.loss(X.narrow(0, 0, 1), AUGMENTED.narrow(0, 0, 1), null))
        .hasMessageContaining("B is 1.0; expected 2 or more");
    assertThatThrownBy(() -> model.loss(X, AUGMENTED.narrow(0, 0, 2), null))
        .hasMessageContaining("augmented has shape (2, 3)");
    assertThatThrownBy(() -> model.rememberSource(X, Tensor.full(3, Type.INT64, 6)))
        .hasMessageContaining("labels[0] = 3 is out of range");
    var fresh = new RobustMeanTeacher<>(Initial.seeded(1), Settings.standard(4, 3), Small::new);
    assertThatThrownBy(() -> fresh.loss(X, AUGMENTED, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("rememberSource");
    assertThatThrownBy(() -> new Settings(4, 3, 5, 0.1, 1.1, 1, 1, 1))
        .hasMessageContaining("momentum is 1.1");
    var wider = new RobustMeanTeacher<>(Initial.seeded(1), Settings.standard(5, 3), Small::new);
    assertThatThrownBy(() -> wider.rememberSource(X, LABELS))
        .hasMessageContaining("the classifier's features has shape (6, 4); expected 5");
  }

  /// Where the teacher is certain of another class, cross-entropy's gradient is bounded and the
  /// reverse direction keeps its own.
  @Test
  void symmetricCrossEntropyOfAHalfIsTheMeanOfBothDirections() {
    Tensor student = Tensor.of(new double[][] {{2, 0.5, -1}});
    Tensor teacher = Tensor.of(new double[][] {{1, 1.5, -0.5}});
    double one = new SymmetricCrossEntropy(0, Reduction.SUM).apply(student, teacher).value();
    double other = new SymmetricCrossEntropy(0, Reduction.SUM).apply(teacher, student).value();
    assertThat(SymmetricCrossEntropy.standard().apply(student, teacher).value())
        .isCloseTo((one + other) / 2, offset(1e-12));
    Tensor none = Tensor.zeros(Type.FLOAT64, 0, 3);
    assertThat(SymmetricCrossEntropy.standard().apply(none, none).value()).isNaN();
    assertThat(ViewContrastLoss.standard().apply(Tensor.zeros(Type.FLOAT64, 0, 2, 3)).value())
        .isNaN();
    assertThatThrownBy(() -> new SymmetricCrossEntropy(1.5, Reduction.MEAN))
        .hasMessageContaining("alpha is 1.5");
    assertThatThrownBy(() -> new ViewContrastLoss(0)).hasMessageContaining("temperature is 0.0");
  }
}
