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

/// What every loss over a list of candidates promises, whether it learns from a teacher's scores or
/// from relevance. Targets here are 0 and 1, which are both.
class RankingLossContractTest {
  private static final int B = 3;
  private static final int K = 5;
  private static final double[] TARGET = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0};

  static Stream<Named<RankingLoss>> losses() {
    return Family.members("org.offprint.methods.distill", RankingLoss.class);
  }

  @Test
  void theScanFindsTheFamily() {
    assertThat(losses().map(Named::getName))
        .containsExactlyInAnyOrder(
            "PointwiseCrossEntropy",
            "PairwiseHinge",
            "MarginMse",
            "InfoNce",
            "RankNet",
            "AdrMse",
            "ListwiseKl",
            "PointwiseMse",
            "PartialRanking");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theGradientIsTheSlopeOfTheLoss(RankingLoss loss) {
    double[] scores = scores(1, 2);
    Gradients.assertSlope(s -> loss.apply(s, target(TARGET), null), scores, B, K);
    Gradients.assertSlope(s -> loss.apply(s, target(TARGET), mask(7, 14)), scores, B, K);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void maskedCandidatesCountNowhere(RankingLoss loss) {
    double[] scores = scores(2, 2);
    double[] without = new double[B * (K - 1)];
    double[] kept = new double[without.length];
    for (int i = 0; i < without.length; i++) {
      without[i] = scores[i / (K - 1) * K + i % (K - 1)];
      kept[i] = TARGET[i / (K - 1) * K + i % (K - 1)];
    }
    double[] poisoned = scores.clone();
    for (int row = 0; row < B; row++) {
      poisoned[row * K + K - 1] = Double.NaN;
    }
    try (var scope = new Scope()) {
      double expected =
          loss.apply(Tensor.of(without, B, K - 1), Tensor.of(kept, B, K - 1), null).value();
      Tensor student = Tensor.of(poisoned, B, K).requireGradient();
      Tensor masked = loss.apply(student, target(poisonedTarget()), mask(4, 9, 14));
      masked.backward();
      assertThat(masked.value()).isCloseTo(expected, offset(1e-12));
      double[] gradient = gradient(student);
      assertThat(gradient).doesNotContain(Double.NaN);
      assertThat(new double[] {gradient[4], gradient[9], gradient[14]}).containsOnly(0);
    }
  }

  private static double[] poisonedTarget() {
    double[] target = TARGET.clone();
    target[4] = target[9] = target[14] = Double.NaN;
    return target;
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theOrderOfTheBatchDoesNotMatter(RankingLoss loss) {
    double[] scores = scores(3, 2);
    try (var scope = new Scope()) {
      Tensor student = Tensor.of(scores, B, K);
      Tensor turned = student.flip(0);
      assertThat(loss.apply(turned, target(TARGET).flip(0), null).value())
          .isCloseTo(loss.apply(student, target(TARGET), null).value(), offset(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void float32AgreesWithFloat64(RankingLoss loss) {
    try (var scope = new Scope()) {
      Tensor student = Tensor.of(scores(4, 2), B, K);
      double precise = loss.apply(student, target(TARGET), null).value();
      double single =
          loss.apply(student.to(Type.FLOAT32), target(TARGET).to(Type.FLOAT32), null).value();
      assertThat(single).isCloseTo(precise, offset(1e-5 * Math.max(1, Math.abs(precise))));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void scoresOfAThousandStayFinite(RankingLoss loss) {
    double[] scores = new double[B * K];
    Arrays.setAll(scores, i -> i % 2 == 0 ? 1000 : -1000);
    for (Type type : new Type[] {Type.FLOAT32, Type.FLOAT64}) {
      try (var scope = new Scope()) {
        Tensor student = Tensor.of(scores, B, K).to(type).requireGradient();
        Tensor value = loss.apply(student, target(TARGET).to(type), null);
        value.backward();
        assertThat(value.value()).isFinite();
        assertThat(Arrays.stream(gradient(student))).allMatch(Double::isFinite);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void nothingFlowsToTheTarget(RankingLoss loss) {
    try (var scope = new Scope()) {
      Tensor student = Tensor.of(scores(5, 2), B, K).requireGradient();
      Tensor target = target(TARGET).requireGradient();
      loss.apply(student, target, null).backward();
      assertThat(target.gradient()).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void wrongShapesAndTypesAreRefusedByName(RankingLoss loss) {
    Tensor student = Tensor.zeros(Type.FLOAT32, B, K);
    assertRefused(() -> loss.apply(student, Tensor.zeros(Type.FLOAT32, B, K - 1), null), "(3, 4)");
    assertRefused(
        () -> loss.apply(Tensor.zeros(Type.FLOAT32, K), Tensor.zeros(Type.FLOAT32, K), null),
        "student has shape (5); expected (B, K)");
    assertRefused(() -> loss.apply(student, Tensor.zeros(Type.FLOAT64, B, K), null), "float64");
    assertRefused(
        () -> loss.apply(student, student, Tensor.ones(Type.FLOAT32, B, K)),
        "mask is float32; expected bool");
    assertRefused(
        () -> loss.apply(student, student, Tensor.ones(Type.FLOAT32, B, K - 1).isGreater(0)),
        "mask has shape (3, 4)");
    assertRefused(
        () -> loss.apply(student.to(Type.INT64), student.to(Type.INT64), null), "student is int64");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aTargetThatIsNotANumberIsRefused(RankingLoss loss) {
    double[] target = TARGET.clone();
    target[7] = Double.NaN;
    try (var scope = new Scope()) {
      Tensor student = Tensor.of(scores(6, 1), B, K);
      assertRefused(() -> loss.apply(student, target(target), null), "[1, 2]");
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void nanSurfaces(RankingLoss loss) {
    double[] scores = scores(7, 1);
    scores[6] = Double.NaN;
    assertThat(Gradients.value(s -> loss.apply(s, target(TARGET), null), scores, B, K)).isNaN();
  }

  /// Pairs are the exception: the mean of none is 0 there, with a count beside it.
  @ParameterizedTest
  @MethodSource("losses")
  void theMeanOfNothingIsNotANumber(RankingLoss loss) {
    Tensor none = Tensor.zeros(Type.FLOAT32, 0, K);
    Tensor two = Tensor.ones(Type.FLOAT32, 2, K);
    Tensor nobody = Tensor.zeros(Type.FLOAT32, 2, K).isGreater(0);
    double[] values = {loss.apply(none, none, null).value(), loss.apply(two, two, nobody).value()};
    if (loss instanceof RankNet || loss instanceof PairwiseHinge) {
      assertThat(values).containsOnly(0);
    } else if (loss instanceof PartialRanking) { // a mean over queries, even over empty ones
      assertThat(values).containsExactly(Double.NaN, 0);
    } else {
      assertThat(values).containsOnly(Double.NaN);
    }
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

  private static Tensor target(double[] values) {
    return Tensor.of(values, B, K);
  }

  private static Tensor mask(int... gaps) {
    boolean[] there = new boolean[B * K];
    Arrays.fill(there, true);
    for (int gap : gaps) {
      there[gap] = false;
    }
    return Tensor.of(there, B, K);
  }

  private static double[] scores(long seed, double deviation) {
    var random = new SplittableRandom(seed);
    double[] scores = new double[B * K];
    Arrays.setAll(scores, i -> deviation * random.nextGaussian());
    return scores;
  }
}
