package org.offprint.methods.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class SurvivalTest {
  private static final DiscreteSurvival LOSS = DiscreteSurvival.standard();

  @Property(seed = "1", tries = 60)
  void theLikelihoodsOfAllThatCanHappenSumToOne(
      @ForAll @LongRange(min = 0, max = 1 << 30) long seed,
      @ForAll @IntRange(min = 1, max = 6) int bins) {
    try (var scope = new Scope()) {
      Tensor logits = Tensor.normal(new SplittableRandom(seed), 1, Type.FLOAT64, 1, bins);
      double sum = 0;
      for (int bin = 0; bin < bins; bin++) {
        sum += Math.exp(-value(logits, bin, false));
      }
      sum += Math.exp(-value(logits, bins - 1, true)); // outlived the last bin
      assertThat(sum).isCloseTo(1, within(1e-9));
    }
  }

  private static double value(Tensor logits, int bin, boolean censored) {
    return LOSS.each(logits, Tensor.of(new long[] {bin}, 1), Tensor.of(new boolean[] {censored}, 1))
        .value();
  }

  @Test
  void theGradientIsTheSlopeWithAndWithoutExtraWeight() {
    Tensor labels = Tensor.of(new long[] {0, 2, 1}, 3);
    Tensor censored = Tensor.of(new boolean[] {false, true, false}, 3);
    double[] logits = Tensor.normal(new SplittableRandom(1), 1, Type.FLOAT64, 9).toDoubles();
    for (double alpha : new double[] {0, 0.4, 1}) {
      var loss = new DiscreteSurvival(alpha, 1e-7);
      Gradients.assertSlope(x -> loss.mean(x, labels, censored), logits, 3, 3);
    }
  }

  @Test
  void extremesStayFiniteNanSurfacesAndTheMeanOfNothingIsNotANumber() {
    double[] logits = {100, -100, 100, 1000, -1000, 1000};
    Tensor labels = Tensor.of(new long[] {1, 2}, 2);
    Tensor censored = Tensor.of(new boolean[] {false, true}, 2);
    assertThat(Gradients.value(x -> LOSS.mean(x, labels, censored), logits, 2, 3)).isFinite();
    assertThat(Arrays.stream(Gradients.of(x -> LOSS.mean(x, labels, censored), logits, 2, 3)))
        .allMatch(Double::isFinite);
    logits[3] = Double.NaN;
    assertThat(Gradients.value(x -> LOSS.mean(x, labels, censored), logits, 2, 3)).isNaN();
    assertThat(
            LOSS.mean(
                    Tensor.zeros(Type.FLOAT64, 0, 3),
                    Tensor.zeros(Type.INT64, 0),
                    Tensor.zeros(Type.BOOL, 0))
                .value())
        .isNaN();
  }

  @Test
  void theLossRefusesWhatDoesNotFit() {
    Tensor logits = Tensor.zeros(Type.FLOAT32, 2, 3);
    Tensor labels = Tensor.zeros(Type.INT64, 2);
    Tensor censored = Tensor.zeros(Type.BOOL, 2);
    assertThatThrownBy(() -> LOSS.each(logits, Tensor.zeros(Type.INT64, 3), censored))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels has shape (3)");
    assertThatThrownBy(() -> LOSS.each(logits, labels, Tensor.zeros(Type.BOOL, 3)))
        .hasMessageContaining("censored has shape (3)");
    assertThatThrownBy(() -> LOSS.each(logits, labels, labels))
        .hasMessageContaining("censored is int64; expected bool");
    assertThatThrownBy(() -> LOSS.each(logits, Tensor.of(new long[] {0, 3}, 2), censored))
        .hasMessageContaining("labels[1] = 3");
    assertThatThrownBy(() -> new DiscreteSurvival(1.1, 1e-7)).hasMessageContaining("alpha is 1.1");
  }

  @Property(seed = "1", tries = 100)
  void everyTimeFallsIntoABinAndBinsHoldAboutAsManyEvents(
      @ForAll @LongRange(min = 0, max = 1 << 30) long seed,
      @ForAll @IntRange(min = 1, max = 6) int count,
      @ForAll @IntRange(min = 1, max = 60) int cases) {
    var random = new SplittableRandom(seed);
    double[] times = random.doubles(cases, 0, 40).map(Math::floor).toArray();
    boolean[] censored = new boolean[cases];
    for (int i = 1; i < cases; i++) {
      censored[i] = random.nextInt(3) == 0;
    }
    TimeBins bins = TimeBins.of(times, censored, count);
    assertThat(bins.count()).isBetween(1, count);
    double[] edges = bins.edges();
    for (double time : times) {
      int bin = bins.bin(time);
      assertThat(time).isGreaterThanOrEqualTo(edges[bin]).isLessThan(edges[bin + 1]);
    }
    assertThat(bins.bin(-1e9)).isZero();
    assertThat(bins.bin(1e9)).isEqualTo(bins.count() - 1);
  }

  @Test
  void timesThatCannotBeCutAreRefused() {
    assertThatThrownBy(() -> TimeBins.of(new double[] {1, 2}, new boolean[] {true, true}, 4))
        .hasMessageContaining("none of 2 times has an event");
    assertThatThrownBy(() -> TimeBins.of(new double[] {1, 2}, new boolean[1], 4))
        .hasMessageContaining("2 times and 1 marks");
    assertThatThrownBy(() -> TimeBins.of(new double[] {1, Double.NaN}, new boolean[2], 4))
        .hasMessageContaining("times[1] is NaN");
    assertThatThrownBy(() -> TimeBins.of(new double[] {1}, new boolean[1], 0))
        .hasMessageContaining("bins is 0");
    assertThatThrownBy(() -> new TimeBins(new double[] {1, 1})).hasMessageContaining("edges[1]");
    assertThat(new TimeBins(new double[] {1, 2})).isEqualTo(new TimeBins(new double[] {1, 2}));
  }

  @Property(seed = "1", tries = 100)
  void turningRisksRoundTurnsTheConcordanceRound(
      @ForAll @LongRange(min = 0, max = 1 << 30) long seed,
      @ForAll @IntRange(min = 2, max = 30) int cases) {
    var random = new SplittableRandom(seed);
    double[] times = random.doubles(cases, 0, 10).map(Math::floor).toArray();
    double[] risks = random.doubles(cases, 0, 5).map(Math::floor).toArray();
    boolean[] events = new boolean[cases];
    for (int i = 0; i < cases; i++) {
      events[i] = random.nextBoolean();
    }
    Concordance one = Concordance.of(times, events, risks);
    Concordance turned = Concordance.of(times, events, Arrays.stream(risks).map(r -> -r).toArray());
    assertThat(turned.concordant()).isEqualTo(one.discordant());
    assertThat(turned.tied()).isEqualTo(one.tied());
    if (one.concordant() + one.discordant() + one.tied() == 0) {
      assertThat(one.index()).isNaN();
    } else {
      assertThat(one.index() + turned.index()).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void risksThatAreNoOrderAreRefused() {
    assertThatThrownBy(
            () -> Concordance.of(new double[] {1, 2}, new boolean[2], new double[] {1, Double.NaN}))
        .hasMessageContaining("risks[1] is NaN");
    assertThatThrownBy(() -> Concordance.of(new double[] {1, 2}, new boolean[2], new double[] {1}))
        .hasMessageContaining("1 risks and 2 times");
  }

  /// Times 1, 2+, 3, 3, 4+: S falls to 4/5 at 1 and to 4/5 · 1/3 at 3.
  @Test
  void theProductLimitCountsTheCensoredUntilTheyLeave() {
    KaplanMeier curve =
        KaplanMeier.fit(
            new double[] {3, 1, 4, 3, 2}, new boolean[] {true, true, false, true, false});
    assertThat(curve.survival(0.9)).isEqualTo(1);
    assertThat(curve.survival(1)).isCloseTo(0.8, within(1e-15));
    assertThat(curve.survival(2.9)).isCloseTo(0.8, within(1e-15));
    assertThat(curve.survival(100)).isCloseTo(0.8 / 3, within(1e-15));
    assertThat(curve.variance(1)).isCloseTo(0.8 * 0.2 / 5, within(1e-15)); // binomial
    assertThat(curve.variance(0)).isZero();
    assertThatThrownBy(() -> KaplanMeier.fit(new double[0], new boolean[0]))
        .hasMessageContaining("no case");
  }

  /// One column 1, 0, 0 with events at 1, 2, 3: ln L = β − ln(e^β + 2) − ln 2 − 0 has no maximum,
  /// so the first case gets company at the end.
  @Test
  void coxFindsWhereTheSlopeIsNought() {
    double[][] x = {{1}, {0}, {0}, {1}};
    double[] times = {1, 2, 3, 4};
    boolean[] events = {true, true, true, true};
    CoxRegression fit = CoxRegression.fit(x, times, events, 0);
    double e = Math.exp(fit.beta()[0]);
    double slope = 1 - 2 * e / (2 * e + 2) - e / (e + 2) - e / (e + 1);
    assertThat(slope).isCloseTo(0, within(1e-7));
    double value = fit.beta()[0] - Math.log(2 * e + 2) - Math.log(e + 2) - Math.log(e + 1);
    assertThat(fit.logLikelihood()).isCloseTo(value, within(1e-9));
    assertThat(fit.risk(x)).containsExactly(fit.beta()[0], 0, 0, fit.beta()[0]);
  }

  @Test
  void coxRecoversTheHazardsThatDataWereDrawnFrom() {
    var random = new SplittableRandom(3);
    int n = 1500;
    double[][] x = new double[n][2];
    double[] times = new double[n];
    boolean[] events = new boolean[n];
    for (int i = 0; i < n; i++) {
      x[i][0] = random.nextGaussian();
      x[i][1] = random.nextGaussian();
      double event = -Math.log(random.nextDouble()) / Math.exp(0.8 * x[i][0] - 0.5 * x[i][1]);
      double seen = 3 * random.nextDouble();
      times[i] = Math.min(event, seen);
      events[i] = event <= seen;
    }
    CoxRegression fit = CoxRegression.fit(x, times, events, 0);
    assertThat(fit.beta()[0]).isCloseTo(0.8, within(0.12));
    assertThat(fit.beta()[1]).isCloseTo(-0.5, within(0.12));
    assertThat(Concordance.of(times, events, fit.risk(x)).index()).isGreaterThan(0.68);
  }

  @Test
  void coxRefusesWhatHasNoMaximum() {
    double[][] x = {{1}, {0}, {0}};
    double[] times = {1, 2, 3};
    boolean[] events = {true, true, true};
    assertThatThrownBy(() -> CoxRegression.fit(x, times, events, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ridge > 0");
    assertThat(CoxRegression.fit(x, times, events, 0.1).beta()[0]).isBetween(0.5, 4.0);
    assertThatThrownBy(
            () -> CoxRegression.fit(new double[][] {{1, 1}, {0, 0}, {1, 1}}, times, events, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> CoxRegression.fit(x, times, new boolean[3], 0))
        .hasMessageContaining("no event");
    assertThatThrownBy(() -> CoxRegression.fit(new double[][] {{1}, {0, 1}, {1}}, times, events, 0))
        .hasMessageContaining("x[1] has 2 entries; expected 1");
    assertThatThrownBy(
            () -> CoxRegression.fit(new double[][] {{1}, {Double.NaN}, {1}}, times, events, 0))
        .hasMessageContaining("x[1]");
  }

  @Test
  void riskRisesWhereSurvivalFalls() {
    Tensor logits = Tensor.of(new double[] {-3, -3, -3, 2, 2, 2}, 2, 3);
    double[] risk = DiscreteSurvival.risk(logits).toDoubles();
    assertThat(risk[1]).isGreaterThan(risk[0]);
    assertThat(IntStream.range(0, 2).mapToDouble(i -> risk[i])).allMatch(r -> r >= -3 && r <= 0);
  }
}
