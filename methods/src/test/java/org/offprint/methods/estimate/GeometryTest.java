package org.offprint.methods.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class GeometryTest {
  @Test
  void equalDirectionsCountFullyAndASingleOneCountsOnce() {
    RankMe exact = new RankMe(Spectrum.COVARIANCE_EIGENVALUES, 0);
    assertThat(exact.ofSpectrum(2, 2, 2, 2)).isCloseTo(4, offset(1e-12));
    assertThat(exact.ofSpectrum(5, 0, 0)).isEqualTo(1);
  }

  @Test
  void constantFeaturesHaveRankOneAndNoExponent() {
    Tensor constant = Tensor.full(3, Type.FLOAT64, 50, 20);
    assertThat(RankMe.standard().of(constant)).isEqualTo(1);
    AlphaReq.Fit fit = AlphaReq.standard().fit(Spectrum.COVARIANCE_EIGENVALUES.of(constant));
    assertThat(fit.alpha()).isNaN();
    assertThat(fit.used()).isZero();
  }

  @Test
  void singularValuesGiveALargerRankThanEigenvalues() {
    Tensor features = Tensor.normal(new SplittableRandom(1), 1, Type.FLOAT64, 60, 8);
    assertThat(new RankMe(Spectrum.SINGULAR_VALUES, 1e-7).of(features))
        .isGreaterThan(RankMe.standard().of(features));
  }

  @Test
  void fewerSamplesThanRanksAreLeftOutOfTheFit() {
    Tensor features = Tensor.normal(new SplittableRandom(2), 1, Type.FLOAT64, 20, 40);
    AlphaReq.Fit fit = AlphaReq.standard().fit(Spectrum.COVARIANCE_EIGENVALUES.of(features));
    assertThat(fit.used()).isEqualTo(19 - 12 + 1); // the centred rows span 19 directions
    assertThat(fit.alpha()).isPositive();
  }

  @Test
  void wrongSettingsAreRefused() {
    assertThatThrownBy(() -> new AlphaReq(5, 5, true)).hasMessageContaining("ranks 5 to 5");
    assertThatThrownBy(() -> new RankMe(Spectrum.SINGULAR_VALUES, -1))
        .hasMessageContaining("epsilon is -1.0");
    assertThatThrownBy(() -> RankMe.standard().ofSpectrum(1, -2))
        .hasMessageContaining("spectrum[1] is -2.0");
    assertThatThrownBy(() -> RankMe.standard().ofSpectrum())
        .hasMessageContaining("the spectrum is empty");
    assertThatThrownBy(() -> AlphaReq.standard().fit(Double.NaN))
        .hasMessageContaining("spectrum[0] is NaN");
  }

  @Property(seed = "1", tries = 100)
  void rankLiesBetweenOneAndTheNumberOfDirections(
      @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0, max = 1e307) Double> values) {
    double[] lambda = values.stream().mapToDouble(x -> x).toArray();
    double rank = new RankMe(Spectrum.COVARIANCE_EIGENVALUES, 0).ofSpectrum(lambda);
    assertThat(rank).isBetween(1 - 1e-9, lambda.length + 1e-9);
  }

  @Property(seed = "1", tries = 100)
  void anExactPowerLawGivesItsExponentBack(
      @ForAll @DoubleRange(min = 0.1, max = 3) double alpha,
      @ForAll @IntRange(min = 1, max = 20) int first,
      @ForAll boolean weighted) {
    double[] lambda =
        IntStream.rangeClosed(1, 60).mapToDouble(i -> 7 * Math.pow(i, -alpha)).toArray();
    AlphaReq.Fit fit = new AlphaReq(first, first + 30, weighted).fit(lambda);
    assertThat(fit.alpha()).isCloseTo(alpha, offset(1e-9));
    assertThat(fit.intercept()).isCloseTo(Math.log(7), offset(1e-9));
    assertThat(fit.rSquared()).isCloseTo(1, offset(1e-9));
  }

  @Property(seed = "1", tries = 50)
  void whateverTheSpectrumEveryMeasureAnswersOrRefusesByName(@ForAll double[] lambda) {
    boolean fits =
        lambda.length > 0 && Arrays.stream(lambda).allMatch(x -> x >= 0 && Double.isFinite(x));
    if (fits) {
      assertThat(RankMe.standard().ofSpectrum(lambda)).isNotNegative();
    } else {
      assertThatThrownBy(() -> RankMe.standard().ofSpectrum(lambda))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("spectrum");
    }
  }
}
