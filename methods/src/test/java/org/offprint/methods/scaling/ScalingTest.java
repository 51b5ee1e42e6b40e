package org.offprint.methods.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.hipparchus.analysis.differentiation.Gradient;
import org.junit.jupiter.api.Test;

class ScalingTest {
  private static final double[] SIZES = {1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7, 3e7};

  /// Of a hundred repetitions of the same noisy measurement, about ninety intervals of level 0.9
  /// hold the true exponent.
  @Test
  void anIntervalHoldsTheTruthAsOftenAsItSays() {
    var law = new PowerLaw(1.2, 400, 0.2);
    var random = new SplittableRandom(1);
    int held = 0;
    for (int repetition = 0; repetition < 100; repetition++) {
      Fitted<PowerLaw> fit = PowerLaw.fit(SIZES, noisy(law, random));
      held += fit.interval(0.9, PowerLaw::exponent).contains(0.2) ? 1 : 0;
    }
    assertThat(held).isBetween(80, 98);
  }

  @Test
  void theBootstrapAgreesWithTheCovarianceWhereTheLawIsNearlyLinear() {
    var law = new PowerLaw(1.2, 400, 0.2);
    Fitted<PowerLaw> fit = PowerLaw.fit(SIZES, noisy(law, new SplittableRandom(2)));
    Interval covariance = fit.interval(0.9, l -> l.predict(1e6));
    Interval bootstrap =
        fit.bootstrap(200, new SplittableRandom(3)).interval(0.9, l -> l.predict(1e6));
    assertThat(bootstrap.value()).isEqualTo(covariance.value());
    double width = covariance.high() - covariance.low();
    assertThat(bootstrap.high() - bootstrap.low()).isBetween(width / 2, width * 1.5);
  }

  private static double[] noisy(PowerLaw law, SplittableRandom random) {
    return Arrays.stream(SIZES)
        .map(size -> law.predict(size) * Math.exp(0.002 * random.nextGaussian()))
        .toArray();
  }

  @Test
  void aFloorThatPressesAgainstItsBoundIsReported() {
    double[] losses = Arrays.stream(SIZES).map(size -> 30 - Math.log(size)).toArray();
    Fitted<PowerLaw> fit = PowerLaw.fit(SIZES, losses); // bends the other way: no floor fits
    assertThat(fit.notIdentified()).contains("L_∞");
    assertThat(fit.law().irreducible()).isCloseTo(0, offset(1e-6));
  }

  @Test
  void asManyPointsAsParametersGiveAFitWithoutAnInterval() {
    var law = new PowerLaw(1.2, 400, 0.2);
    double[] three = {1e4, 1e6, 1e8};
    Fitted<PowerLaw> fit = PowerLaw.fit(three, Arrays.stream(three).map(law::predict).toArray());
    assertThat(fit.law().exponent()).isCloseTo(0.2, offset(1e-9));
    assertThat(fit.interval(0.9, PowerLaw::exponent).low()).isNaN();
    assertThatThrownBy(() -> fit.bootstrap(10, new SplittableRandom(1)))
        .hasMessageContaining("leave no residuals");
    assertThatThrownBy(() -> fit.interval(1, PowerLaw::exponent))
        .hasMessageContaining("level is 1.0");
    assertThatThrownBy(() -> PowerLaw.fit(new double[] {1, 2, 2}, new double[] {3, 2, 2}))
        .hasMessageContaining("x takes 2 different values; expected at least 3");
  }

  @Test
  void aSizeForALossIsTheInverseOfTheLaw() {
    var law = new PowerLaw(2.2, 63, 0.13);
    assertThat(law.reducible(law.sizeFor(0.2))).isCloseTo(0.2, offset(1e-12));
  }

  @Test
  void theBestSizeIsBetterThanItsNeighboursAtTheSameCost() {
    var law = new SizeAndStepsLaw(2, 50, 0.2, 40, 0.6, 1000);
    SizeAndStepsLaw.Optimum best = law.optimum(1e14);
    assertThat(6 * 1000 * best.size() * best.steps()).isCloseTo(1e14, offset(1e2));
    for (double factor : new double[] {0.9, 1.1}) {
      assertThat(law.predict(best.size() * factor, best.steps() / factor))
          .isGreaterThan(best.loss());
    }
  }

  @Test
  void theEnvelopeIsWhatNoCheaperPointBeats() {
    assertThat(Frontier.lower(new double[] {4, 1, 2, 3, 2}, new double[] {1.5, 3, 2, 2.5, 2.2}))
        .containsExactly(1, 2, 0);
    assertThat(Frontier.lower(new double[0], new double[0])).isEmpty();
  }

  @Test
  void aTransformerHasTwelveLayersTimesWidthSquaredParameters() {
    assertThat(TransformerSize.parameters(4, 64)).isEqualTo(196_608);
    assertThat(TransformerSize.compute(196_608, 1e6)).isEqualTo(6 * 196_608e6);
    assertThatThrownBy(() -> TransformerSize.parameters(-1, 64))
        .hasMessageContaining("layers is -1");
  }

  @Test
  void theBestSplitIsBetterThanItsNeighbours() {
    var law = new EncoderDecoderLaw(0.62, 0.18, 0.31, 1.1, 4e5, 6e5);
    EncoderDecoderLaw.Split split = law.split(4e6);
    assertThat(split.encoder() + split.decoder()).isCloseTo(4e6, offset(1e-6));
    for (double moved : new double[] {-1e5, 1e5}) {
      assertThat(law.predict(split.encoder() + moved, split.decoder() - moved))
          .isGreaterThan(split.loss());
    }
    assertThatThrownBy(() -> new EncoderDecoderLaw(1, 0, 0.3, 1, 1, 1).split(10))
        .hasMessageContaining("no split is best");
  }

  @Test
  void sizesThatAlwaysGrowTogetherAreRefused() {
    double[] decoders = Arrays.stream(SIZES).map(size -> 3 * size).toArray();
    assertThatThrownBy(
            () -> EncoderDecoderLaw.fit(SIZES, decoders, SIZES, new Robustness.Squares()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("always grow together");
  }

  /// One wild measurement moves the robust fit less.
  @Test
  void softL1TrustsAnOutlierLess() {
    var law = new EncoderDecoderLaw(0.6, 0.2, 0.3, 1.1, 1e6, 1e6);
    double[] decoders = {1e6, 1e4, 3e4, 1e7, 1e6, 2e5, 4e6, 1e5};
    double[] losses = new double[SIZES.length];
    Arrays.setAll(losses, i -> law.predict(SIZES[i], decoders[i]));
    losses[3] += 0.3;
    double plain = error(decoders, losses, new Robustness.Squares());
    assertThat(error(decoders, losses, new Robustness.SoftL1(0.01))).isLessThan(plain / 3);
    assertThat(error(decoders, losses, new Robustness.Huber(0.01))).isLessThan(plain / 3);
  }

  private static double error(double[] decoders, double[] losses, Robustness robustness) {
    var found = EncoderDecoderLaw.fit(SIZES, decoders, losses, 1e6, 1e6, robustness).law();
    return Math.abs(found.predict(1e8, 1e8) - (0.6 * Math.pow(100, -0.5) + 1.1));
  }

  @Property(seed = "1", tries = 100)
  void theRootOfACostHasHalfItsSquareAsTheCost(
      @ForAll @DoubleRange(min = -5, max = 5) double residual) {
    for (Robustness one :
        List.of(new Robustness.Squares(), new Robustness.Huber(0.3), new Robustness.SoftL1(0.2))) {
      double root = one.root(Gradient.constant(0, residual)).getValue();
      assertThat(root * root / 2).isCloseTo(one.cost(residual), offset(1e-12));
      assertThat(Math.signum(root)).isEqualTo(Math.signum(residual));
    }
  }

  @Property(seed = "1", tries = 100)
  void theBestRatiosSumToOneAndEqualiseTheSlopes(
      @ForAll @Size(min = 1, max = 6) List<@DoubleRange(min = 0.01, max = 2) Double> exponents) {
    double[] g = exponents.stream().mapToDouble(value -> value).toArray();
    double[] ones = new double[g.length];
    Arrays.fill(ones, 1);
    double[] losses = new double[g.length];
    Arrays.setAll(losses, i -> 1 + i);
    double[] ratios = SamplingRatios.optimal(ones, losses, g);
    assertThat(Arrays.stream(ratios).sum()).isCloseTo(1, offset(1e-9));
    double[] slopes = SamplingRatios.slopes(ratios, ones, losses, g);
    for (double slope : slopes) {
      assertThat(slope).isCloseTo(slopes[0], offset(1e-9 * slopes[0]));
    }
  }

  @Test
  void ratiosWithoutAMinimumAreRefused() {
    double[] one = {1};
    assertThatThrownBy(() -> SamplingRatios.optimal(one, one, new double[] {0}))
        .hasMessageContaining("exponents[0] is 0.0; expected a finite number > 0");
    assertThatThrownBy(() -> SamplingRatios.optimal(new double[0], new double[0], new double[0]))
        .hasMessageContaining("the number of families");
    assertThatThrownBy(() -> SamplingRatios.objective(new double[] {0}, one, one, one))
        .hasMessageContaining("shares[0] is 0.0");
  }

  @Test
  void twoSizesDoNotDetermineAPowerAndAFloorAndTheFitSaysSo() {
    var law = new MultilingualLaw(1.3, 250, 0.31, 500, 0.3, 0.12);
    double[] sizes = new double[18];
    double[] tokens = new double[18];
    double[] shares = new double[18];
    double[] losses = new double[18];
    for (int i = 0; i < 18; i++) {
      sizes[i] = new double[] {85e6, 397e6, 1.2e9}[i % 3];
      tokens[i] = new double[] {10e9, 50e9}[i / 3 % 2];
      shares[i] = new double[] {0.1, 0.4, 1}[i / 6];
      losses[i] = law.predict(sizes[i], tokens[i], shares[i]) * (1 + 1e-4 * Math.sin(i));
    }
    Fitted<MultilingualLaw> fit = MultilingualLaw.fit(sizes, tokens, shares, losses);
    assertThat(fit.notIdentified()).isNotEmpty();
    assertThat(fit.law().g()).isCloseTo(0.12, offset(1e-3));
    assertThat(MultilingualLaw.shareExponent(new double[] {0.1, 1}, new double[] {2, 1}))
        .isCloseTo(Math.log10(2), offset(1e-12));
  }

  @Test
  void scoresThatFallAreNoCaseForTheLaw() {
    double[] tokens = {1e5, 1e6, 1e7, 1e8};
    var erratic = DownstreamScoreLaw.fit(tokens, new double[] {20, 24, 22, 25});
    assertThat(erratic).isInstanceOf(Applicability.DoesNotFollow.class);
    assertThatThrownBy(erratic::orElseThrow)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("at 1.0E7 tokens is worse");
    assertThat(DownstreamScoreLaw.fit(tokens, new double[] {20, 24, 23.9, 25}, 0.5))
        .isInstanceOf(Applicability.Follows.class);
    assertThat(DownstreamLossLaw.fit(tokens, new double[] {4, 3, 3.2, 2}))
        .isInstanceOf(Applicability.DoesNotFollow.class);
    assertThat(new DownstreamScoreLaw(-20, 1, 1.3).predict(1e5)).isNaN();
  }

  @Test
  void bleuCountsMatchesOnceAndPunishesBrevity() {
    List<String> reference = List.of("a man rides a red bike".split(" "));
    List<String> twice = List.of("a a a a a a".split(" "));
    assertThat(CorpusBleu.of(List.of(reference), List.of(reference))).isCloseTo(100, offset(1e-12));
    assertThat(CorpusBleu.of(List.of(twice), List.of(reference))).isZero();
    assertThat(CorpusBleu.of(List.of(reference.subList(0, 4)), List.of(reference)))
        .isCloseTo(100 * Math.exp(1 - 6 / 4.0), offset(1e-12));
    assertThat(CorpusBleu.of(List.of(), List.of())).isZero();
    assertThatThrownBy(() -> CorpusBleu.of(List.of(reference), List.of()))
        .hasMessageContaining("1 hypotheses and 0 references");
  }
}
