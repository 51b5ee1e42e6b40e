package org.offprint.methods.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.Family;
import org.offprint.methods.Source;

/// What every scaling law of the package promises; members are found by scanning.
class ScalingContractTest {
  private static final String PACKAGE = "org.offprint.methods.scaling";
  private static final double[] SIZES = {
    1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7, 3e7, 1e8, 3e8, 1e9, 3e9
  };
  private static final double[] OTHERS = {
    5e5, 1e4, 3e6, 2e5, 1e5, 4e7, 2e6, 5e5, 8e6, 1e5, 3e7, 2e6
  };
  private static final double[] SHARES = {0.1, 0.5, 1, 0.3, 0.2, 0.8, 0.1, 0.6, 0.4, 1, 0.3, 0.05};
  private static final double[] LOSSES = {3.1, 2.9, 2.7, 2.5, 2.3, 2.2, 2.1, 2, 1.9, 1.8, 1.7, 1.6};

  /// A law, the points where it is measured, and its fit.
  ///
  /// @param fit from columns, the last of which is what was measured
  record Case(ScalingLaw law, Function<double[][], ScalingLaw> fit, double[]... columns) {
    double[] measured() {
      return IntStream.range(0, columns[0].length).mapToDouble(i -> law.predict(at(i))).toArray();
    }

    double[] at(int i) {
      return Arrays.stream(columns).mapToDouble(column -> column[i]).toArray();
    }

    double[][] withMeasured(double[] values) {
      double[][] all = Arrays.copyOf(columns, columns.length + 1);
      all[columns.length] = values;
      return all;
    }

    @Override
    public String toString() {
      return law.getClass().getSimpleName();
    }
  }

  static Stream<Case> laws() {
    return Stream.of(
        new Case(new PowerLaw(1.7, 80, 0.19), c -> PowerLaw.fit(c[0], c[1]).law(), SIZES),
        new Case(
            new SizeAndStepsLaw(1.5, 50, 0.2, 40, 0.4, 1000),
            c -> SizeAndStepsLaw.fit(c[0], c[1], c[2], 1000).law(),
            SIZES,
            OTHERS),
        new Case(
            new EncoderDecoderLaw(0.6, 0.2, 0.3, 1.1, 1e6, 1e6),
            c -> EncoderDecoderLaw.fit(c[0], c[1], c[2], new Robustness.Squares()).law(),
            SIZES,
            OTHERS),
        new Case(new TotalSizeLaw(0.6, 0.2, 1.1), c -> TotalSizeLaw.fit(c[0], c[1]).law(), SIZES),
        new Case(new QualityLaw(57, 1.3), c -> QualityLaw.fit(c[0], c[1]), LOSSES),
        new Case(
            new InformationGain(-0.04, 0.007),
            c ->
                InformationGain.fit(
                    c[0],
                    Arrays.stream(c[1]).map(gain -> 1).toArray(),
                    Arrays.stream(c[1]).map(gain -> 1 - gain).toArray()),
            SIZES),
        new Case(
            new MultilingualLaw(1, 300, 0.33, 400, 0.29, 0.12),
            c -> MultilingualLaw.fit(c[0], c[1], c[2], c[3]).law(),
            SIZES,
            OTHERS,
            SHARES),
        new Case(
            new DownstreamScoreLaw(-3.9, 0.9, 1.3),
            c -> DownstreamScoreLaw.fit(c[0], c[1]).orElseThrow().law(),
            SIZES),
        new Case(
            new DownstreamLossLaw(1.1, 60, 0.25),
            c -> DownstreamLossLaw.fit(c[0], c[1]).orElseThrow().law(),
            SIZES));
  }

  @Test
  void theMembersAreAllHere() {
    List<Class<?>> members = Family.classes(PACKAGE, ScalingLaw.class).toList();
    assertThat(laws().<Class<?>>map(one -> one.law().getClass()).toList())
        .containsExactlyInAnyOrderElementsOf(members);
    assertThat(members).allMatch(type -> type.isAnnotationPresent(Source.class));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void pointsOnTheLawGiveItsPredictionsBack(Case one) {
    double[] measured = one.measured();
    ScalingLaw found = one.fit().apply(one.withMeasured(measured));
    for (int i = 0; i < measured.length; i++) {
      assertThat(found.predict(one.at(i))).isCloseTo(measured[i], offset(1e-6 * measured[i]));
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void theOrderOfTheMeasurementsDoesNotMatter(Case one) {
    double[][] all = one.withMeasured(noisy(one.measured()));
    ScalingLaw found = one.fit().apply(all);
    double[][] turned = new double[all.length][];
    for (int j = 0; j < all.length; j++) {
      double[] column = all[j];
      turned[j] =
          IntStream.range(0, column.length)
              .mapToDouble(i -> column[column.length - 1 - i])
              .toArray();
    }
    ScalingLaw again = one.fit().apply(turned);
    double there = found.predict(one.at(3));
    assertThat(again.predict(one.at(3))).isCloseTo(there, offset(1e-5 * there));
  }

  private static double[] noisy(double[] values) {
    double[] noisy = values.clone();
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] *= 1 + 1e-4 * Math.sin(7.0 * i);
    }
    return noisy;
  }

  @ParameterizedTest
  @MethodSource("laws")
  void columnsOfDifferentLengthsAreRefused(Case one) {
    double[][] all = one.withMeasured(one.measured());
    all[0] = Arrays.copyOf(all[0], 11);
    assertThatThrownBy(() -> one.fit().apply(all))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("they must be as many");
  }

  @ParameterizedTest
  @MethodSource("laws")
  void whatIsNotAPositiveNumberIsRefusedByName(Case one) {
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      for (int column = 0; column < one.columns().length; column++) {
        double[][] all = one.withMeasured(one.measured());
        all[column] = all[column].clone();
        all[column][2] = wrong;
        assertThatThrownBy(() -> one.fit().apply(all))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("[2] is " + wrong);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void onePointOrNoneIsRefused(Case one) {
    for (int points : new int[] {0, 1}) {
      double[][] all = one.withMeasured(one.measured());
      Arrays.setAll(all, i -> Arrays.copyOf(all[i], points));
      assertThatThrownBy(() -> one.fit().apply(all)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property(seed = "1", tries = 60)
  void anyPowerLawIsFoundAgain(
      @ForAll @IntRange(min = 5, max = 60) int exponent,
      @ForAll @IntRange(min = 0, max = 40) int floor,
      @ForAll @IntRange(min = 0, max = 12) int logScale) {
    var law = new PowerLaw(floor / 10.0, Math.exp(logScale), exponent / 100.0);
    double[] losses = Arrays.stream(SIZES).map(law::predict).toArray();
    PowerLaw found = PowerLaw.fit(SIZES, losses).law();
    for (double size : SIZES) {
      assertThat(found.predict(size))
          .isCloseTo(law.predict(size), offset(1e-6 * law.predict(size)));
    }
  }
}
