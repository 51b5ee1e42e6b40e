package org.offprint.methods.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// What every loss of the package promises. Members are found by scanning, so none is forgotten;
/// each gives itself with its defaults by a static `standard()`. Labels are class indices with −100
/// to ignore an entry.
class LossContractTest {
  private static final int ENTRIES = 5;
  private static final int CLASSES = 7;
  private static final long[] LABELS = {3, 0, 6, 2, 2};

  static Stream<Named<Loss>> losses() {
    return new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
        .importPackages("org.offprint.methods.loss").stream()
            .filter(type -> type.isAssignableTo(Loss.class))
            .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
            .map(type -> Named.of(type.getSimpleName(), standard(type.reflect())));
  }

  private static Loss standard(Class<?> type) {
    try {
      return (Loss) type.getMethod("standard").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(
          type.getSimpleName()
              + " needs a public static standard() that gives it with its defaults",
          e);
    }
  }

  @Test
  void theScanFindsTheFamily() {
    assertThat(losses().map(Named::getName))
        .containsExactlyInAnyOrder(
            "AldrLoss",
            "CompSumLoss",
            "CoverageLoss",
            "CrossEntropy",
            "CutCrossEntropy",
            "DiceLoss",
            "FocalLoss",
            "LdrLoss",
            "TverskyLoss");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theGradientIsTheSlopeOfTheLoss(Loss loss) {
    double[] logits = logits(1, 2);
    double[] gradient = gradient(loss, Type.FLOAT64, logits, LABELS);
    double h = 1e-5;
    for (int i = 0; i < logits.length; i++) {
      double[] up = logits.clone();
      double[] down = logits.clone();
      up[i] += h;
      down[i] -= h;
      double slope =
          (value(loss, Type.FLOAT64, up, LABELS) - value(loss, Type.FLOAT64, down, LABELS))
              / (2 * h);
      assertThat(gradient[i]).as("entry %d", i).isCloseTo(slope, offset(1e-8));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void float32AgreesWithFloat64(Loss loss) {
    double[] logits = logits(2, 3);
    assertThat(value(loss, Type.FLOAT32, logits, LABELS))
        .isCloseTo(value(loss, Type.FLOAT64, logits, LABELS), offset(1e-5));
    assertThat(gradient(loss, Type.FLOAT32, logits, LABELS))
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(gradient(loss, Type.FLOAT64, logits, LABELS));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void ignoredEntriesCountInNeitherSumNorDivisor(Loss loss) {
    double[] logits = logits(3, 2);
    double[] without = Arrays.copyOf(logits, 3 * CLASSES);
    long[] labels = {3, 0, 6, -100, -100};

    assertThat(value(loss, Type.FLOAT32, logits, labels))
        .isCloseTo(value(loss, Type.FLOAT32, without, new long[] {3, 0, 6}), offset(1e-6));
    assertThat(
            Arrays.copyOfRange(
                gradient(loss, Type.FLOAT32, logits, labels), 3 * CLASSES, 5 * CLASSES))
        .containsOnly(0);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theOrderOfTheBatchDoesNotMatter(Loss loss) {
    double[] logits = logits(4, 2);
    double[] turned = new double[logits.length];
    long[] labels = new long[ENTRIES];
    for (int i = 0; i < ENTRIES; i++) {
      System.arraycopy(logits, i * CLASSES, turned, (ENTRIES - 1 - i) * CLASSES, CLASSES);
      labels[ENTRIES - 1 - i] = LABELS[i];
    }
    assertThat(value(loss, Type.FLOAT64, turned, labels))
        .isCloseTo(value(loss, Type.FLOAT64, logits, LABELS), offset(1e-12));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void logitsOfAHundredStayFinite(Loss loss) {
    double[] logits = new double[ENTRIES * CLASSES];
    Arrays.setAll(logits, i -> i % 2 == 0 ? 100 : -100);
    for (Type type : new Type[] {Type.FLOAT32, Type.FLOAT64}) {
      assertThat(value(loss, type, logits, LABELS)).isFinite();
      assertThat(Arrays.stream(gradient(loss, type, logits, LABELS))).allMatch(Double::isFinite);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void wrongShapesAreRefusedByName(Loss loss) {
    Tensor logits = Tensor.zeros(Type.FLOAT32, ENTRIES, CLASSES);
    assertThatThrownBy(() -> loss.apply(logits, Tensor.zeros(Type.INT64, ENTRIES - 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels has shape (4)");
    assertThatThrownBy(() -> loss.apply(logits, Tensor.zeros(Type.INT64, ENTRIES, CLASSES)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels has shape (5, 7)");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void labelsOfAnotherTypeAreRefusedByName(Loss loss) {
    assertThatThrownBy(
            () -> loss.apply(Tensor.zeros(Type.FLOAT32, 2, 3), Tensor.zeros(Type.FLOAT32, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels is float32; expected int64");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aLabelThatIsNoClassIsRefused(Loss loss) {
    Tensor logits = Tensor.zeros(Type.FLOAT32, 3, CLASSES);
    assertThatThrownBy(() -> loss.apply(logits, Tensor.of(new long[] {0, 1, 7}, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels[2] = 7 is not a class: expected 0 to 6");
    assertThatThrownBy(() -> loss.apply(logits, Tensor.of(new long[] {0, -1, 6}, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels[1] = -1 is not a class");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void nanSurfaces(Loss loss) {
    double[] logits = logits(5, 1);
    logits[9] = Double.NaN;
    assertThat(value(loss, Type.FLOAT32, logits, LABELS)).isNaN();
    assertThat(value(loss, Type.FLOAT64, logits, LABELS)).isNaN();
    assertThat(Arrays.stream(gradient(loss, Type.FLOAT32, logits, LABELS)))
        .anyMatch(x -> x.isNaN());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theMeanOfNothingIsNotANumber(Loss loss) {
    assertThat(value(loss, Type.FLOAT32, new double[0], new long[0])).isNaN();
    assertThat(value(loss, Type.FLOAT32, new double[2 * CLASSES], new long[] {-100, -100})).isNaN();
  }

  private static double[] logits(long seed, double deviation) {
    var random = new SplittableRandom(seed);
    double[] logits = new double[ENTRIES * CLASSES];
    Arrays.setAll(logits, i -> deviation * random.nextGaussian());
    return logits;
  }

  private static double value(Loss loss, Type type, double[] logits, long[] labels) {
    try (var scope = new Scope()) {
      return loss.apply(
              Tensor.of(logits, labels.length, CLASSES).to(type), Tensor.of(labels, labels.length))
          .value();
    }
  }

  private static double[] gradient(Loss loss, Type type, double[] logits, long[] labels) {
    try (var scope = new Scope()) {
      Tensor x = Tensor.of(logits, labels.length, CLASSES).to(type).requireGradient();
      loss.apply(x, Tensor.of(labels, labels.length)).backward();
      @Nullable Tensor gradient = x.gradient();
      return gradient == null ? new double[0] : gradient.toDoubles();
    }
  }
}
