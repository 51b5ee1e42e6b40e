package org.offprint.methods.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.estimate.DiffusionSpectralEntropy.Operator;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class SpectralEntropyTest {
  private static final DiffusionSpectralEntropy STANDARD = DiffusionSpectralEntropy.standard();

  @Test
  void aSinglePointHasNoEntropy() {
    assertThat(STANDARD.of(Tensor.zeros(Type.FLOAT64, 1, 3))).isCloseTo(0, offset(1e-12));
  }

  @Test
  void moreDirectionsGiveMoreEntropy() {
    double before = 0;
    for (int directions : new int[] {1, 2, 4, 8}) {
      Tensor features = Tensor.normal(new SplittableRandom(1), 3, Type.FLOAT64, 60, directions);
      double bits = STANDARD.of(features);
      assertThat(bits).as("%d directions", directions).isGreaterThan(before);
      before = bits;
    }
  }

  @Test
  void theTwoOperatorsDifferALittle() {
    Tensor features = Tensor.normal(new SplittableRandom(2), 6, Type.FLOAT64, 20, 3);
    double code = DiffusionSpectralEntropy.of(3, 1, Operator.KERNEL).of(features);
    double paper = DiffusionSpectralEntropy.of(3, 1, Operator.ROW_STOCHASTIC).of(features);
    assertThat(code).isNotEqualTo(paper).isCloseTo(paper, offset(0.2));
  }

  @Test
  void moreRowsThanTheMostAreSampledFromTheSeed() {
    Tensor features = Tensor.normal(new SplittableRandom(3), 30, Type.FLOAT64, 50, 2);
    var sampled = new DiffusionSpectralEntropy(10, 1, Operator.KERNEL, 16, 4);
    assertThat(sampled.spectrum(features)).hasSize(16);
    assertThat(sampled.of(features)).isEqualTo(sampled.of(features));
  }

  @Test
  void aColumnThatNeverVariesIsOneBin() {
    Tensor features = Tensor.of(new double[][] {{1, 5}, {2, 5}, {3, 5}, {4, 5}});
    assertThat(BinnedEntropy.standard().of(features)).isCloseTo(1, offset(1e-12));
  }

  @Test
  void labelsThatFollowTheFeaturesCarryInformationAndShuffledOnesHardly() {
    var random = new SplittableRandom(5);
    double[] values = new double[60 * 2];
    long[] labels = new long[60];
    long[] shuffled = new long[60];
    for (int i = 0; i < 60; i++) {
      labels[i] = i % 3;
      shuffled[i] = random.nextInt(3);
      values[2 * i] = 30 * (i % 3) + random.nextGaussian();
      values[2 * i + 1] = random.nextGaussian();
    }
    var information = DiffusionSpectralMutualInformation.standard();
    Tensor features = Tensor.of(values, 60, 2);
    assertThat(information.of(features, labels)).isGreaterThan(0.8);
    assertThat(information.of(features, shuffled)).isCloseTo(0, offset(0.2));
  }

  @Test
  void aClassOfOneRowAddsNothing() {
    Tensor features = Tensor.normal(new SplittableRandom(6), 9, Type.FLOAT64, 3, 2);
    assertThat(DiffusionSpectralMutualInformation.standard().of(features, new long[] {7, 8, 9}))
        .isCloseTo(0, offset(1e-12));
  }

  @Test
  void aContinuousTargetIsCutIntoEqualBins() {
    assertThat(DiffusionSpectralMutualInformation.binned(new double[] {0, 0.1, 0.5, 0.99, 1}, 10))
        .containsExactly(0, 1, 5, 9, 9);
    assertThat(DiffusionSpectralMutualInformation.binned(new double[] {3, 3}, 10))
        .containsExactly(0, 0);
    assertThatThrownBy(
            () -> DiffusionSpectralMutualInformation.binned(new double[] {Double.NaN}, 10))
        .hasMessageContaining("target[0] is NaN");
  }

  @Test
  void labelsAndSubsetsThatDoNotFitAreRefused() {
    var information = DiffusionSpectralMutualInformation.standard();
    Tensor features = Tensor.zeros(Type.FLOAT64, 3, 2);
    assertThatThrownBy(() -> information.of(features, new long[2]))
        .hasMessageContaining("there are 2 labels for features of shape (3, 2)");
    assertThatThrownBy(() -> information.of(features, new long[3], Map.of()))
        .hasMessageContaining("no subset for label 0");
    assertThatThrownBy(
            () -> information.of(features, new long[3], Map.of(0L, List.of(new int[] {0, 1}))))
        .hasMessageContaining("a subset has 2 rows, its class has 3");
    assertThatThrownBy(
            () -> information.of(features, new long[3], Map.of(0L, List.of(new int[] {0, 1, 3}))))
        .hasMessageContaining("subset[2] = 3 is out of range");
  }

  @Property(seed = "1", tries = 50)
  void entropyLiesBetweenNothingAndTheLogarithmOfTheRows(
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @DoubleRange(min = 0, max = 1e6) double spread,
      @ForAll @DoubleRange(min = 0.01, max = 100) double sigma,
      @ForAll Operator operator) {
    Tensor features = Tensor.normal(new SplittableRandom(rows), spread, Type.FLOAT64, rows, 2);
    double bits = DiffusionSpectralEntropy.of(sigma, 1, operator).of(features);
    assertThat(bits).isBetween(-1e-9, Math.log(rows) / Math.log(2) + 1e-9);
  }

  @Property(seed = "1", tries = 50)
  void settingsOutsideTheirRangeAreRefused(@ForAll double sigma, @ForAll int t) {
    boolean fits = sigma > 0 && Double.isFinite(sigma) && t >= 1;
    if (fits) {
      assertThat(DiffusionSpectralEntropy.of(sigma, t, Operator.KERNEL).t()).isEqualTo(t);
    } else {
      assertThatThrownBy(() -> DiffusionSpectralEntropy.of(sigma, t, Operator.KERNEL))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
