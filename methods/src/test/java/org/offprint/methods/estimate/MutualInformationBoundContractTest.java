package org.offprint.methods.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.Family;
import org.offprint.methods.Gradients;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// What every bound on mutual information promises, and the facts that tell them apart.
class MutualInformationBoundContractTest {
  private static final int PAIRS = 6;

  static Stream<Named<MutualInformationBound>> bounds() {
    return Family.members("org.offprint.methods.estimate", MutualInformationBound.class);
  }

  @Test
  void theScanFindsTheFamily() {
    assertThat(bounds().map(Named::getName))
        .contains("InfoNce", "Nwj", "DonskerVaradhan", "Smile", "JensenShannon");
    assertThat(bounds().map(named -> named.getPayload().getClass()))
        .allMatch(one -> one.isAnnotationPresent(Source.class));
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void theGradientIsTheSlope(MutualInformationBound bound) {
    double[] scores = scores(1, 1);
    Gradients.assertSlope(bound::apply, scores, PAIRS, PAIRS);
    Gradients.assertSlope(bound::objective, scores, PAIRS, PAIRS);
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void theOrderOfThePairsDoesNotMatter(MutualInformationBound bound) {
    Tensor scores = Tensor.of(scores(2, 2), PAIRS, PAIRS);
    assertThat(bound.apply(scores.flip(0).flip(1)).value())
        .isCloseTo(bound.apply(scores).value(), offset(1e-12));
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void float32AgreesWithFloat64(MutualInformationBound bound) {
    Tensor scores = Tensor.of(scores(3, 2), PAIRS, PAIRS);
    assertThat(bound.apply(scores.to(Type.FLOAT32)).value())
        .isCloseTo(bound.apply(scores).value(), offset(1e-4));
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void scoresOfAThousandStayFinite(MutualInformationBound bound) {
    double[] scores = new double[PAIRS * PAIRS];
    Arrays.setAll(scores, i -> i % 2 == 0 ? 1000 : -1000);
    double value = Gradients.value(bound::apply, scores, PAIRS, PAIRS);
    assertThat(value).isFinite();
    assertThat(Arrays.stream(Gradients.of(bound::objective, scores, PAIRS, PAIRS)))
        .allMatch(Double::isFinite);
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void nanSurfaces(MutualInformationBound bound) {
    for (int place : new int[] {0, 1}) { // beside and on the diagonal
      double[] scores = scores(4, 1);
      scores[place] = Double.NaN;
      assertThat(Gradients.value(bound::apply, scores, PAIRS, PAIRS)).isNaN();
    }
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void wrongShapesAndTypesAreRefusedByName(MutualInformationBound bound) {
    assertThatThrownBy(() -> bound.apply(Tensor.zeros(Type.FLOAT32, 3, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scores has shape (3, 4)");
    assertThatThrownBy(() -> bound.apply(Tensor.zeros(Type.FLOAT32, 3)))
        .hasMessageContaining("scores has shape (3)");
    assertThatThrownBy(() -> bound.apply(Tensor.zeros(Type.INT64, 3, 3)))
        .hasMessageContaining("scores is int64");
    for (int pairs : new int[] {0, 1}) {
      assertThatThrownBy(() -> bound.apply(Tensor.zeros(Type.FLOAT32, pairs, pairs)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 2 pairs");
    }
  }

  @Test
  void infoNceNeverExceedsItsCeiling() {
    Tensor certain = Tensor.eye(PAIRS, Type.FLOAT64).mul(1e6);
    double ceiling = InfoNce.standard().ceiling(PAIRS);
    assertThat(InfoNce.standard().apply(certain).value()).isCloseTo(ceiling, offset(1e-9));
    assertThat(ceiling).isEqualTo(Math.log(PAIRS));
  }

  @Test
  void aCriticThatKnowsNothingFindsNoInformation() {
    Tensor blind = Tensor.zeros(Type.FLOAT64, PAIRS, PAIRS);
    assertThat(InfoNce.standard().apply(blind).value()).isCloseTo(0, offset(1e-12));
    assertThat(DonskerVaradhan.standard().apply(blind).value()).isCloseTo(0, offset(1e-12));
    assertThat(Smile.standard().apply(blind).value()).isCloseTo(0, offset(1e-12));
    assertThat(Nwj.standard().apply(blind.add(1)).value()).isCloseTo(0, offset(1e-12));
    assertThat(JensenShannon.standard().apply(blind).value())
        .isCloseTo(-2 * Math.log(2), offset(1e-12));
  }

  @Test
  void smileWithoutClippingIsDonskerAndVaradhansBound() {
    Tensor scores = Tensor.of(scores(5, 4), PAIRS, PAIRS);
    assertThat(new Smile(Double.POSITIVE_INFINITY, false).apply(scores).value())
        .isEqualTo(DonskerVaradhan.standard().apply(scores).value());
    assertThatThrownBy(() -> new Smile(0, false)).hasMessageContaining("tau is 0.0");
    assertThatThrownBy(() -> new Smile(Double.NaN, false)).hasMessageContaining("tau is NaN");
  }

  private static double[] scores(long seed, double deviation) {
    var random = new SplittableRandom(seed);
    double[] scores = new double[PAIRS * PAIRS];
    Arrays.setAll(scores, i -> deviation * random.nextGaussian());
    return scores;
  }
}
