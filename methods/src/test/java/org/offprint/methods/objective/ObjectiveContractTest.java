package org.offprint.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.Family;
import org.offprint.methods.Gradients;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// What every objective of the package promises. Members are found by scanning; each gives itself
/// with its defaults by a static `standard()`.
class ObjectiveContractTest {
  private static final String PACKAGE = "org.offprint.methods.objective";

  static Stream<Named<PolicyObjective>> objectives() {
    return Family.members(PACKAGE, PolicyObjective.class);
  }

  @Test
  void theMembersAreThese() {
    assertThat(Family.classes(PACKAGE, PolicyObjective.class).map(Class::getSimpleName))
        .containsExactlyInAnyOrder("GroupRelative", "ClipCov", "KlCov", "Aepo");
  }

  @Test
  void everyMemberNamesItsSource() {
    assertThat(Family.classes(PACKAGE, PolicyObjective.class))
        .allMatch(type -> type.isAnnotationPresent(Source.class));
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void theGradientIsTheSlope(PolicyObjective objective) {
    Gradients.assertSlope(
        x -> objective.loss(Batches.of(x)), Batches.logProbs(1), Batches.ANSWERS, Batches.LENGTH);
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void thePaddingIsNeverLookedAt(PolicyObjective objective) {
    double[] logProbs = Batches.logProbs(1);
    double[] old = Batches.logProbs(2);
    double expected = value(objective, logProbs, old, Batches.MASK);
    double[] gradient = gradient(objective, logProbs, old);
    for (int i = 0; i < logProbs.length; i++) {
      if (!Batches.MASK[i]) {
        logProbs[i] = i % 2 == 0 ? Double.NaN : Double.NEGATIVE_INFINITY;
        old[i] = Double.NaN;
      }
    }
    assertThat(value(objective, logProbs, old, Batches.MASK)).isEqualTo(expected);
    assertThat(gradient(objective, logProbs, old)).isEqualTo(gradient);
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void theOrderOfTheAnswersDoesNotMatter(PolicyObjective objective) {
    try (var scope = new Scope()) {
      PolicyBatch batch = Batches.of(Batches.tensor(Batches.logProbs(1)));
      PolicyBatch reversed =
          new PolicyBatch(
              batch.logProbs().flip(0),
              batch.oldLogProbs().flip(0),
              batch.advantages().flip(0),
              batch.mask().flip(0),
              flip(batch.referenceLogProbs()),
              flip(batch.klWeights()),
              flip(batch.entropies()),
              flip(batch.discriminatorMeans()));
      assertThat(objective.loss(reversed).value())
          .isCloseTo(objective.loss(batch).value(), offset(1e-12));
    }
  }

  private static Tensor flip(@org.jspecify.annotations.Nullable Tensor tensor) {
    return java.util.Objects.requireNonNull(tensor).flip(0);
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void unlikelyAndCertainTokensStayFinite(PolicyObjective objective) {
    double[] low = filled(-80);
    double[] high = filled(-1e-9);
    for (Type type : new Type[] {Type.FLOAT32, Type.FLOAT64}) {
      for (double[][] pair : new double[][][] {{low, high}, {high, low}, {low, low}}) {
        try (var scope = new Scope()) {
          Tensor x = Batches.tensor(pair[0]).to(type).requireGradient();
          Tensor loss = objective.loss(Batches.of(x, pair[1], Batches.MASK, type));
          loss.backward();
          assertThat(loss.value()).isFinite();
          assertThat(java.util.Objects.requireNonNull(x.gradient()).allFinite()).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void withoutATokenTheLossIsZero(PolicyObjective objective) {
    assertThat(
            value(
                objective,
                Batches.logProbs(1),
                Batches.logProbs(2),
                new boolean[Batches.MASK.length]))
        .isZero();
    try (var scope = new Scope()) {
      Tensor none = Tensor.zeros(Type.FLOAT64, 0, 4);
      Tensor mask = Tensor.of(new boolean[0], 0, 4);
      var batch = new PolicyBatch(none, none, none, mask, none, none, none, none);
      assertThat(objective.loss(batch).value()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void nanSurfaces(PolicyObjective objective) {
    double[] logProbs = Batches.logProbs(1);
    logProbs[5] = Double.NaN;
    assertThat(value(objective, logProbs, Batches.logProbs(2), Batches.MASK)).isNaN();
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void anImpossibleTokenIsRefused(PolicyObjective objective) {
    double[] logProbs = Batches.logProbs(1);
    logProbs[5] = Double.NEGATIVE_INFINITY;
    assertThatThrownBy(() -> value(objective, logProbs, Batches.logProbs(2), Batches.MASK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("logProbs has an infinite entry");
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void onlyThePolicyGetsAGradient(PolicyObjective objective) {
    try (var scope = new Scope()) {
      Tensor old = Batches.tensor(Batches.logProbs(2)).requireGradient();
      Tensor advantages = Batches.tensor(Batches.numbers(7, -1, 1)).requireGradient();
      Tensor x = Batches.tensor(Batches.logProbs(1)).requireGradient();
      PolicyBatch batch = Batches.of(x);
      objective
          .loss(
              new PolicyBatch(
                  x,
                  old,
                  advantages,
                  batch.mask(),
                  batch.referenceLogProbs(),
                  null,
                  batch.entropies(),
                  batch.discriminatorMeans()))
          .backward();
      assertThat(old.gradient()).isNull();
      assertThat(advantages.gradient()).isNull();
      assertThat(x.gradient()).isNotNull();
    }
  }

  private static double value(
      PolicyObjective objective, double[] logProbs, double[] old, boolean[] mask) {
    try (var scope = new Scope()) {
      return objective.loss(Batches.of(Batches.tensor(logProbs), old, mask, Type.FLOAT64)).value();
    }
  }

  private static double[] gradient(PolicyObjective objective, double[] logProbs, double[] old) {
    return Gradients.of(
        x -> objective.loss(Batches.of(x, old, Batches.MASK, Type.FLOAT64)),
        logProbs,
        Batches.ANSWERS,
        Batches.LENGTH);
  }

  private static double[] filled(double value) {
    double[] all = new double[Batches.MASK.length];
    Arrays.fill(all, value);
    return all;
  }
}
