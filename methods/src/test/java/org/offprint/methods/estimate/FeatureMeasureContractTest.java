package org.offprint.methods.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.Family;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// What every measure of a cloud of features promises.
class FeatureMeasureContractTest {
  private static final int ROWS = 40;
  private static final int COLUMNS = 30;

  static Stream<Named<FeatureMeasure>> measures() {
    return Family.members("org.offprint.methods.estimate", FeatureMeasure.class);
  }

  @Test
  void theScanFindsTheFamily() {
    assertThat(measures().map(Named::getName))
        .contains("RankMe", "AlphaReq", "DiffusionSpectralEntropy", "BinnedEntropy");
  }

  @ParameterizedTest
  @MethodSource("measures")
  void itNamesItsSource(FeatureMeasure measure) {
    assertThat(measure.getClass()).hasAnnotation(Source.class);
  }

  @ParameterizedTest
  @MethodSource("measures")
  void theOrderOfTheRowsDoesNotMatter(FeatureMeasure measure) {
    Tensor features = features(1);
    assertThat(measure.of(features.flip(0))).isCloseTo(measure.of(features), offset(1e-9));
  }

  @ParameterizedTest
  @MethodSource("measures")
  void float32AgreesWithFloat64(FeatureMeasure measure) {
    Tensor features = features(2);
    assertThat(measure.of(features.to(Type.FLOAT32))).isCloseTo(measure.of(features), offset(1e-4));
  }

  @ParameterizedTest
  @MethodSource("measures")
  void featuresAsLargeAsAMillionGiveAFiniteNumber(FeatureMeasure measure) {
    assertThat(measure.of(features(3).mul(1e6))).isFinite();
  }

  @ParameterizedTest
  @MethodSource("measures")
  void notANumberIsRefusedWithItsPlace(FeatureMeasure measure) {
    double[] values = features(4).toDoubles();
    values[2 * COLUMNS + 5] = Double.NaN;
    assertThatThrownBy(() -> measure.of(Tensor.of(values, ROWS, COLUMNS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("features holds NaN or infinity, first at row 2, column 5");
  }

  @ParameterizedTest
  @MethodSource("measures")
  void noRowsOrAnotherShapeOrTypeIsRefusedByName(FeatureMeasure measure) {
    assertThatThrownBy(() -> measure.of(Tensor.zeros(Type.FLOAT32, 0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("features has shape (0, 3)");
    assertThatThrownBy(() -> measure.of(Tensor.zeros(Type.FLOAT32, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("features has shape (4); expected (M, D)");
    assertThatThrownBy(() -> measure.of(Tensor.zeros(Type.INT64, 4, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("features is int64");
  }

  private static Tensor features(long seed) {
    return Tensor.normal(new SplittableRandom(seed), 2, Type.FLOAT64, ROWS, COLUMNS);
  }
}
