package org.offprint.methods.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.Family;
import org.offprint.methods.Gradients;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// What every distillation of class logits promises.
class ClassDistillationContractTest {
  private static final int N = 4;
  private static final int C = 6;
  private static final long[] LABELS = {3, 0, 5, 2};

  static Stream<Named<ClassDistillation>> losses() {
    return Family.members("org.offprint.methods.distill", ClassDistillation.class);
  }

  @Test
  void theScanFindsTheFamily() {
    assertThat(losses().map(Named::getName))
        .containsExactlyInAnyOrder("PlackettLuce", "SoftTargets");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theGradientIsTheSlopeOfTheLoss(ClassDistillation loss) {
    Gradients.assertSlope(s -> loss.apply(s, teacher(), labels(LABELS)), logits(1, 2), N, C);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void ignoredEntriesCountInNeitherSumNorDivisor(ClassDistillation loss) {
    double[] student = logits(2, 2);
    Arrays.fill(student, 2 * C, N * C, Double.NaN);
    try (var scope = new Scope()) {
      Tensor s = Tensor.of(student, N, C).requireGradient();
      Tensor all = loss.apply(s, teacher(), labels(3, 0, -100, -100));
      all.backward();
      Tensor two =
          loss.apply(s.narrow(0, 0, 2), teacher().narrow(0, 0, 2), Tensor.of(new long[] {3, 0}, 2));
      assertThat(all.value()).isCloseTo(two.value(), offset(1e-12));
      assertThat(Arrays.copyOfRange(gradient(s), 2 * C, N * C)).containsOnly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theOrderOfTheBatchDoesNotMatter(ClassDistillation loss) {
    try (var scope = new Scope()) {
      Tensor s = Tensor.of(logits(3, 2), N, C);
      assertThat(loss.apply(s.flip(0), teacher().flip(0), labels(LABELS).flip(0)).value())
          .isCloseTo(loss.apply(s, teacher(), labels(LABELS)).value(), offset(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void leadingDimensionsAreABatch(ClassDistillation loss) {
    try (var scope = new Scope()) {
      Tensor s = Tensor.of(logits(4, 2), N, C);
      Tensor folded =
          loss.apply(s.reshape(2, 2, C), teacher().reshape(2, 2, C), labels(LABELS).reshape(2, 2));
      assertThat(folded.value())
          .isCloseTo(loss.apply(s, teacher(), labels(LABELS)).value(), offset(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void logitsOfAThousandStayFinite(ClassDistillation loss) {
    double[] far = new double[N * C];
    Arrays.setAll(far, i -> i % 2 == 0 ? 1000 : -1000);
    for (Type type : new Type[] {Type.FLOAT32, Type.FLOAT64}) {
      try (var scope = new Scope()) {
        Tensor s = Tensor.of(far, N, C).to(type).requireGradient();
        Tensor t = Tensor.of(far, N, C).to(type).neg();
        Tensor value = loss.apply(s, t, labels(LABELS));
        value.backward();
        assertThat(value.value()).isFinite();
        assertThat(Arrays.stream(gradient(s))).allMatch(Double::isFinite);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void wrongShapesTypesAndLabelsAreRefusedByName(ClassDistillation loss) {
    Tensor s = Tensor.zeros(Type.FLOAT32, N, C);
    assertRefused(
        () -> loss.apply(s, Tensor.zeros(Type.FLOAT32, N, C - 1), labels(LABELS)),
        "teacher has shape (4, 5)");
    assertRefused(() -> loss.apply(s, s, Tensor.zeros(Type.INT64, N - 1)), "labels has shape (3)");
    assertRefused(
        () -> loss.apply(s, s, Tensor.zeros(Type.FLOAT32, N)), "labels is float32; expected int64");
    assertRefused(() -> loss.apply(s, s, labels(0, 1, 6, 2)), "labels[2] = 6 is not a class");
    assertRefused(() -> loss.apply(s, s, labels(0, -1, 3, 2)), "labels[1] = -1 is not a class");
    assertRefused(() -> loss.apply(s, s.to(Type.FLOAT64), labels(LABELS)), "teacher is float64");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void nanSurfaces(ClassDistillation loss) {
    double[] spoiled = logits(5, 1);
    spoiled[9] = Double.NaN;
    try (var scope = new Scope()) {
      Tensor whole = Tensor.of(logits(6, 1), N, C);
      Tensor broken = Tensor.of(spoiled, N, C);
      assertThat(loss.apply(broken, teacher(), labels(LABELS)).value()).isNaN();
      if (loss instanceof PlackettLuce) { // the other one refuses such a teacher by name
        assertThat(loss.apply(whole, broken, labels(LABELS)).value()).isNaN();
      } else {
        assertRefused(() -> loss.apply(whole, broken, labels(LABELS)), "teacher[1, 3] is NaN");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theMeanOfNothingIsNotANumber(ClassDistillation loss) {
    Tensor none = Tensor.zeros(Type.FLOAT32, 0, C);
    assertThat(loss.apply(none, none, Tensor.zeros(Type.INT64, 0)).value()).isNaN();
    Tensor s = Tensor.zeros(Type.FLOAT32, N, C);
    assertThat(loss.apply(s, s, labels(-100, -100, -100, -100)).value()).isNaN();
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static double[] gradient(Tensor tensor) {
    @Nullable Tensor gradient = tensor.gradient();
    return gradient == null ? new double[0] : gradient.toDoubles();
  }

  private static Tensor teacher() {
    return Tensor.of(logits(9, 3), N, C);
  }

  private static Tensor labels(long... labels) {
    return Tensor.of(labels, labels.length);
  }

  private static double[] logits(long seed, double deviation) {
    var random = new SplittableRandom(seed);
    double[] logits = new double[N * C];
    Arrays.setAll(logits, i -> deviation * random.nextGaussian());
    return logits;
  }
}
