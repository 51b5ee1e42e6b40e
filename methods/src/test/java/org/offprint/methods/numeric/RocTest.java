package org.offprint.methods.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

class RocTest {
  private static final double[] SCORES = {0.9, 0.8, 0.8, 0.3, 0.1};
  private static final boolean[] POSITIVE = {true, false, true, false, true};

  @Test
  void aTiedPairCountsOneHalf() {
    // Of six pairs, 2 + 1.5 + 0 are right
    assertThat(Roc.area(SCORES, POSITIVE)).isCloseTo(3.5 / 6, offset(1e-12));
  }

  @Test
  void theCurveHasOnePointForEachDistinctScore() {
    assertThat(Roc.curve(SCORES, POSITIVE))
        .isDeepEqualTo(new double[][] {{0, 0}, {0, 1 / 3.0}, {0.5, 2 / 3.0}, {1, 2 / 3.0}, {1, 1}});
  }

  @Test
  void thresholdsAreReadOffTheCurve() {
    assertThat(Roc.sensitivityBelow(0.05, SCORES, POSITIVE)).isEqualTo(1 / 3.0);
    assertThat(Roc.balancedAccuracy(SCORES, POSITIVE)).isCloseTo(2 / 3.0, offset(1e-12));
  }

  @Test
  void aMissingClassOrANanHasNoArea() {
    assertThat(Roc.area(new double[] {1, 2}, new boolean[] {true, true})).isNaN();
    assertThat(Roc.area(new double[] {1, Double.NaN}, new boolean[] {true, false})).isNaN();
    assertThat(Roc.area(new double[0], new boolean[0])).isNaN();
    assertThat(Roc.sensitivityBelow(0.05, new double[] {1}, new boolean[] {false})).isNaN();
    assertThat(Roc.balancedAccuracy(new double[] {1}, new boolean[] {true})).isNaN();
  }

  @Test
  void scoresAndLabelsAreAsMany() {
    assertThatThrownBy(() -> Roc.area(new double[2], new boolean[3]))
        .hasMessageContaining("2 scores and 3 labels");
  }
}
