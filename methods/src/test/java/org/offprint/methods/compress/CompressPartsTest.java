package org.offprint.methods.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class CompressPartsTest {
  private static Tensor normal(long seed, long... shape) {
    return Tensor.normal(new SplittableRandom(seed), 1, Type.FLOAT64, shape);
  }

  /// The mask of moved windows: what enters at one edge must not be seen from the other.
  @Test
  void placesThatMeetOnlyByMovingTheWindowsDoNotSeeEachOther() {
    var group = new ResidualSwin(new Initial(new SplittableRandom(1), Type.FLOAT64), 4, 2, 2, 4, 8);
    double[] x = normal(9, 1, 4, 8, 8).toDoubles();
    double[] moved = x.clone();
    moved[0] += 1; // channel 0 of the first corner
    double[] before = group.apply(Tensor.of(x, 1, 4, 8, 8)).toDoubles();
    double[] after = group.apply(Tensor.of(moved, 1, 4, 8, 8)).toDoubles();
    // The corner's own window of 4 is seen by windows moved by 2, so by places up to 6; the last
    // convolution reaches one further. The far corner hears of it only without the mask.
    assertThat(after[63]).isEqualTo(before[63]);
    assertThat(after[9]).isNotEqualTo(before[9]);
  }

  @Property(seed = "1", tries = 50)
  void linearAttentionMixesValuesWithoutLeavingTheirRange(
      @ForAll @LongRange(min = 0, max = 1 << 30) long seed,
      @ForAll @IntRange(min = 1, max = 6) int d,
      @ForAll @IntRange(min = 1, max = 9) int n) {
    try (var scope = new Scope()) {
      Tensor v = normal(seed + 2, 2, d, n);
      Tensor out =
          LinearAttention.apply(
              normal(seed, 2, d, n).mul(50), normal(seed + 1, 2, d, n).mul(50), v);
      assertThat(out.max().value()).isLessThanOrEqualTo(v.max().value() + 1e-12);
      assertThat(out.min().value()).isGreaterThanOrEqualTo(v.min().value() - 1e-12);
    }
  }

  @Test
  void attentionsHaveTheirSlopesAndRefuseOtherShapes() {
    Tensor k = normal(1, 3, 4);
    Tensor v = normal(2, 3, 4);
    double[] q = normal(3, 12).toDoubles();
    Gradients.assertSlope(x -> LinearAttention.apply(x, k, v).square().sum(), q, 3, 4);
    Gradients.assertSlope(x -> LinearAttention.apply(k, x, v).square().sum(), q, 3, 4);
    Gradients.assertSlope(x -> ChannelReweighting.apply(x, k, v).square().sum(), q, 3, 4);
    Tensor table = normal(4, 9, 2);
    Tensor index = CosineWindowAttention.displacement(2);
    Gradients.assertSlope(
        1e-6,
        x ->
            CosineWindowAttention.probabilities(
                    x,
                    normal(5, 2, 4, 3),
                    Tensor.of(new double[] {1, 9}, 2),
                    CosineWindowAttention.bias(table, index),
                    null)
                .matmul(normal(6, 2, 4, 3))
                .sum(),
        normal(7, 24).toDoubles(),
        2,
        4,
        3);
    assertThatThrownBy(() -> LinearAttention.apply(normal(1, 3, 5), k, v))
        .hasMessageContaining("k has shape (3, 4), q has shape (3, 5)");
    assertThatThrownBy(() -> ChannelReweighting.apply(k, k, normal(1, 3, 5)))
        .hasMessageContaining("v has shape (3, 5)");
    assertThatThrownBy(() -> CosineWindowAttention.logCoordinates(1))
        .hasMessageContaining("a window of 1");
    assertThat(LinearAttention.apply(k.mul(Double.NaN), k, v).isNan().all().toLongs())
        .containsExactly(1);
  }

  @Property(seed = "1", tries = 60)
  void turnedProductsDependOnTheDisplacementAlone(
      @ForAll @LongRange(min = 0, max = 1 << 30) long seed,
      @ForAll @IntRange(min = -40, max = 40) int row,
      @ForAll @IntRange(min = -40, max = 40) int column,
      @ForAll @IntRange(min = 1, max = 4) int quarter) {
    try (var scope = new Scope()) {
      Tensor q = normal(seed, 1, 4L * quarter);
      Tensor k = normal(seed + 1, 1, 4L * quarter);
      double here = dot(q, k, 3, 5, 1, 2);
      double moved = dot(q, k, 3 + row, 5 + column, 1 + row, 2 + column);
      assertThat(moved).isCloseTo(here, within(1e-9));
      Tensor turned = Rotary2d.apply(q, new double[] {row}, new double[] {column}, 10_000);
      assertThat(turned.square().sum().value()).isCloseTo(q.square().sum().value(), within(1e-9));
    }
  }

  private static double dot(Tensor q, Tensor k, int qr, int qc, int kr, int kc) {
    return Rotary2d.apply(q, new double[] {qr}, new double[] {qc}, 10_000)
        .mul(Rotary2d.apply(k, new double[] {kr}, new double[] {kc}, 10_000))
        .sum()
        .value();
  }

  @Test
  void rotaryPositionsRefuseWhatDoesNotFit() {
    assertThatThrownBy(() -> Rotary2d.apply(normal(1, 2, 6), new double[2], new double[2], 10))
        .hasMessageContaining("x has shape (2, 6)")
        .hasMessageContaining("multiple of 4");
    assertThatThrownBy(() -> Rotary2d.apply(normal(1, 2, 8), new double[3], new double[2], 10))
        .hasMessageContaining("expected 3 in dimension 0");
    Gradients.assertSlope(
        1e-6,
        theta ->
            Rotary2d.apply(normal(2, 2, 8), new double[] {1, 2}, new double[] {0, 3}, theta, theta)
                .mul(normal(3, 2, 8))
                .sum(),
        new double[] {12},
        1);
  }

  @Property(seed = "1", tries = 100)
  void softSamplesLieBetweenTheWholeNumbersAround(
      @ForAll @DoubleRange(min = -1000, max = 1000) double v,
      @ForAll @DoubleRange(min = 0.01, max = 2) double temperature,
      @ForAll @LongRange(min = 0, max = 1 << 30) long seed) {
    try (var scope = new Scope()) {
      Tensor x = Tensor.of(new double[] {v}, 1);
      double sample = GumbelAnnealing.sample(x, temperature, new SplittableRandom(seed)).value();
      assertThat(sample).isBetween(Math.floor(v), Math.floor(v) + 1);
      double p = GumbelAnnealing.floorProbability(x, temperature).value();
      assertThat(p >= 0.5).isEqualTo(v - Math.floor(v) <= 0.5);
    }
  }

  @Test
  void aColdDrawIsRoundingAndHasASlopeWhileWarm() {
    Tensor v = Tensor.of(new double[] {0.2, 1.9, -0.7}, 3);
    assertThat(GumbelAnnealing.expected(v, 0.01).round().toDoubles()).containsExactly(0, 2, -1);
    Tensor noise = Tensor.zeros(Type.FLOAT64, 3, 2);
    Gradients.assertSlope(
        x -> GumbelAnnealing.sample(x, 0.5, noise).sum(), new double[] {0.2, 1.9, -0.7}, 3);
    assertThatThrownBy(() -> GumbelAnnealing.logits(v, 0)).hasMessageContaining("temperature is 0");
    assertThatThrownBy(() -> new GumbelAnnealing(0, 1, 0)).hasMessageContaining("start is 0");
    assertThatThrownBy(() -> new LatentRefinement(0, 1, GumbelAnnealing.standard()))
        .hasMessageContaining("steps is 0");
    assertThat(LatentRefinement.standard().steps()).isEqualTo(2000);
    assertThat(LatentRefinement.ofSteps(100).annealing().temperature(99, 100))
        .isCloseTo(GumbelAnnealing.standard().temperature(1980, 2000), within(1e-12));
  }

  @Property(seed = "1", tries = 60)
  void halfTheRateAtTheSameQualityIsMinusFiftyPercent(
      @ForAll @LongRange(min = 0, max = 1 << 30) long seed,
      @ForAll @DoubleRange(min = 0.05, max = 5) double factor) {
    var random = new SplittableRandom(seed);
    double[] quality = {28, 31 + random.nextDouble(), 34 + random.nextDouble(), 37, 40};
    double[] rate = Arrays.stream(quality).map(q -> Math.exp(0.23 * (q - 40))).toArray();
    double[] other = Arrays.stream(rate).map(r -> factor * r).toArray();
    assertThat(BdRate.percent(rate, quality, other, quality))
        .isCloseTo(100 * (factor - 1), within(1e-7));
    double there = BdRate.percent(rate, quality, other, quality) / 100 + 1;
    double back = BdRate.percent(other, quality, rate, quality) / 100 + 1;
    assertThat(there * back).isCloseTo(1, within(1e-9));
  }

  @Test
  void curvesThatCannotBeComparedAreRefused() {
    double[] rates = {1, 2, 3, 4};
    double[] low = {20, 22, 24, 26};
    double[] high = {30, 32, 34, 36};
    assertThatThrownBy(() -> BdRate.percent(rates, low, rates, high))
        .hasMessageContaining("do not overlap");
    assertThatThrownBy(() -> BdRate.percent(new double[3], new double[3], rates, high))
        .hasMessageContaining("rates has 3 entries");
    assertThatThrownBy(() -> BdRate.percent(new double[] {1, 0, 3, 4}, low, rates, low))
        .hasMessageContaining("rates[1] is 0");
    assertThatThrownBy(() -> BdRate.percent(rates, new double[] {1, 1, 2, 3}, rates, low))
        .hasMessageContaining("3 different qualities");
    assertThatThrownBy(() -> BdRate.percent(rates, new double[] {1, Double.NaN, 2, 3}, rates, low))
        .hasMessageContaining("quality is NaN");
  }

  @Test
  void theLossAddsBitsToWeightedDistortion() {
    assertThat(new RateDistortion(0.01).apply(1e-3, 0.5)).isCloseTo(1.15025, within(1e-12));
    assertThat(RateDistortion.psnr(0.01)).isCloseTo(20, within(1e-12));
    assertThat(RateDistortion.psnr(0)).isInfinite();
    assertThatThrownBy(() -> new RateDistortion(0)).hasMessageContaining("lambda is 0");
    assertThatThrownBy(() -> RateDistortion.meanSquare(normal(1, 2), normal(1, 3)))
        .hasMessageContaining("decoded has shape (3), picture has shape (2)");
  }
}
