package org.offprint.methods.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.Family;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// What every estimator of mutual information promises.
class MutualInformationEstimatorContractTest {
  static List<MutualInformationEstimator> estimators() {
    return List.of(
        CanonicalCorrelation.standard(),
        Ksg.standard(),
        InfiniteData.standard(),
        new NeuralInformation(
            InfoNce.standard(),
            InformationCritic.Settings.of(2),
            NeuralInformation.Settings.standard().withEpochs(8).withRate(1e-2)));
  }

  @Test
  void everyEstimatorOfThePackageIsHere() {
    assertThat(Family.classes("org.offprint.methods.estimate", MutualInformationEstimator.class))
        .isSubsetOf(estimators().stream().map(Object::getClass).toList())
        .allMatch(one -> one.isAnnotationPresent(Source.class));
  }

  @ParameterizedTest
  @MethodSource("estimators")
  void relatedVariablesTellMoreThanStrangers(MutualInformationEstimator estimator) {
    Tensor[] related = InformationProtocolTest.pair(new SplittableRandom(1), 300, 0.95);
    Tensor[] strangers = InformationProtocolTest.pair(new SplittableRandom(2), 300, 0);
    assertThat(estimator.of(related[0], related[1]).nats())
        .isGreaterThan(estimator.of(strangers[0], strangers[1]).nats() + 0.2);
  }

  @ParameterizedTest
  @MethodSource("estimators")
  void theSameSampleGivesTheSameEstimate(MutualInformationEstimator estimator) {
    Tensor[] sample = InformationProtocolTest.pair(new SplittableRandom(3), 80, 0.5);
    assertThat(estimator.of(sample[0], sample[1]).nats())
        .isEqualTo(estimator.of(sample[0], sample[1]).nats());
  }

  @ParameterizedTest
  @MethodSource("estimators")
  void largeValuesStayFinite(MutualInformationEstimator estimator) {
    Tensor[] sample = InformationProtocolTest.pair(new SplittableRandom(4), 80, 0.9);
    assertThat(estimator.of(sample[0].mul(1e9), sample[1].mul(1e-9)).nats()).isFinite();
  }

  @ParameterizedTest
  @MethodSource("estimators")
  void wrongSamplesAreRefusedByName(MutualInformationEstimator estimator) {
    Tensor good = Tensor.normal(new SplittableRandom(5), 1, Type.FLOAT64, 60, 2);
    double[] values = good.toDoubles();
    values[5] = Double.NaN;
    assertThatThrownBy(() -> estimator.of(good, Tensor.of(values, 60, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("y holds NaN or infinity, first at row 2, column 1");
    assertThatThrownBy(() -> estimator.of(good, good.narrow(0, 0, 50)))
        .hasMessageContaining("y has shape (50, 2)");
    assertThatThrownBy(() -> estimator.of(good.reshape(-1), good))
        .hasMessageContaining("x has shape (120)");
    assertThatThrownBy(() -> estimator.of(good.to(Type.INT64), good))
        .hasMessageContaining("x is int64");
    Tensor empty = Tensor.zeros(Type.FLOAT64, 0, 2);
    assertThatThrownBy(() -> estimator.of(empty, empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x has shape (0, 2)");
    double[] infinite = good.toDoubles();
    Arrays.fill(infinite, Double.POSITIVE_INFINITY);
    assertThatThrownBy(() -> estimator.of(Tensor.of(infinite, 60, 2), good))
        .hasMessageContaining("x holds NaN or infinity");
  }
}
