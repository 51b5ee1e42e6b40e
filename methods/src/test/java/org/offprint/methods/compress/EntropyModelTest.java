package org.offprint.methods.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Training;

class EntropyModelTest {
  private static final GaussianConditional GAUSSIAN = GaussianConditional.standard();

  @Property(seed = "1", tries = 60)
  void theBitsWrittenAreTheBitsEstimated(
      @ForAll @LongRange(min = 0, max = 1 << 30) long seed,
      @ForAll @DoubleRange(min = -2.2, max = 5.5) double lnScale) {
    var random = new SplittableRandom(seed);
    int count = 4000;
    double[] means = random.doubles(count, -50, 50).toArray();
    double[] scales = random.doubles(count).map(u -> Math.exp(lnScale + u - 0.5)).toArray();
    double[] y = new double[count];
    long[] symbols = new long[count];
    for (int i = 0; i < count; i++) {
      symbols[i] = (long) Math.rint(Math.max(0.11, scales[i]) * random.nextGaussian());
      y[i] = means[i] + symbols[i];
    }
    int[] levels = GAUSSIAN.levels(scales);
    var encoder = new RansEncoder();
    double tables = 0;
    for (int i = 0; i < count; i++) {
      GAUSSIAN.put(encoder, levels[i], symbols[i]);
      tables += GAUSSIAN.bits(levels[i], symbols[i]);
    }
    byte[] bytes = encoder.finish();
    var decoder = new RansDecoder(bytes);
    for (int i = 0; i < count; i++) {
      assertThat(GAUSSIAN.get(decoder, levels[i])).isEqualTo(symbols[i]);
    }
    decoder.finish();

    double estimated = estimated(y, means, scales);
    assertThat(8.0 * bytes.length).isBetween(tables + 31, tables + 66);
    assertThat(tables).isCloseTo(estimated, within(0.01 * estimated + 20));
  }

  private static double estimated(double[] y, double[] means, double[] scales) {
    try (var scope = Scope.withoutGradients()) {
      return GaussianConditional.bits(
              GAUSSIAN.likelihood(
                  Tensor.of(y, y.length), Tensor.of(means, y.length), Tensor.of(scales, y.length)))
          .value();
    }
  }

  @Test
  void theProbabilitiesOfAllWholeNumbersSumToOne() {
    for (double s : new double[] {0.11, 0.5, 3, 40}) {
      double[] y = new double[801];
      Arrays.setAll(y, i -> i - 400 + 0.3);
      double[] scales = new double[801];
      Arrays.fill(scales, s);
      double[] means = new double[801];
      Arrays.fill(means, 0.3);
      double sum =
          new GaussianConditional(0.11, 256, 64, 1e-300)
              .likelihood(Tensor.of(y, 801), Tensor.of(means, 801), Tensor.of(scales, 801))
              .sum()
              .value();
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void theGradientOfTheBitsIsTheirSlope() {
    double[] y = {0.2, -1.4, 3.1, 0.9};
    double[] means = {0, 0.3, 2, 1};
    double[] scales = {0.4, 1.2, 2.5, 0.7};
    Gradients.assertSlope(
        x ->
            GaussianConditional.bits(
                GAUSSIAN.likelihood(x, Tensor.of(means, 4), Tensor.of(scales, 4))),
        y,
        4);
    Gradients.assertSlope(
        x ->
            GaussianConditional.bits(GAUSSIAN.likelihood(Tensor.of(y, 4), x, Tensor.of(scales, 4))),
        means,
        4);
    Gradients.assertSlope(
        x -> GaussianConditional.bits(GAUSSIAN.likelihood(Tensor.of(y, 4), Tensor.of(means, 4), x)),
        scales,
        4);
  }

  @Test
  void aScaleBelowTheLeastComesBackUpButIsNotPushedFurtherDown() {
    double[] towards = gradientOfScale(2.0); // the value is far out, a larger scale costs less
    assertThat(towards[0]).isNegative();
    double[] away = gradientOfScale(0.0); // the value is at the mean, a smaller scale costs less
    assertThat(away[0]).isZero();
  }

  private static double[] gradientOfScale(double y) {
    return Gradients.of(
        s ->
            GaussianConditional.bits(
                new GaussianConditional(0.4, 256, 64, 1e-30)
                    .likelihood(Tensor.of(new double[] {y}, 1), Tensor.zeros(Type.FLOAT64, 1), s)),
        new double[] {0.3},
        1);
  }

  @Test
  void extremesCostTheFloorAndNanSurfaces() {
    assertThat(estimated(new double[] {1e30}, new double[1], new double[] {1}))
        .isCloseTo(-Math.log(1e-9) / Math.log(2), within(1e-9));
    assertThat(estimated(new double[] {Double.NaN}, new double[1], new double[] {1})).isNaN();
    assertThat(estimated(new double[1], new double[1], new double[] {Double.NaN})).isNaN();
    assertThat(estimated(new double[0], new double[0], new double[0])).isZero();
    assertThatThrownBy(() -> GAUSSIAN.levels(1, Double.NaN))
        .hasMessageContaining("scales[1] is NaN");
    assertThatThrownBy(() -> GAUSSIAN.bits(64, 0)).hasMessageContaining("level 64");
    assertThatThrownBy(() ->
            GAUSSIAN.likelihood(
                Tensor.zeros(Type.FLOAT32, 2, 3),
                Tensor.zeros(Type.FLOAT32, 2, 4),
                Tensor.zeros(Type.FLOAT32, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("means has shape (2, 4), y has shape (2, 3)");
  }

  @Test
  void roundingPassesGradientsStraightThroughAndHalvesGoToTheEvenNumber() {
    Tensor y = Tensor.of(new double[] {0.5, 1.5, -0.5, 2.6}, 4);
    assertThat(Quantiser.rounded(y, Tensor.zeros(Type.FLOAT64, 4)).toDoubles())
        .containsExactly(0, 2, 0, 3);
    assertThat(
            Gradients.of(
                x -> Quantiser.rounded(x, Tensor.zeros(Type.FLOAT64, 2)).sum(),
                new double[] {0.3, 7.9},
                2))
        .containsExactly(1, 1);
  }

  @Test
  void aFactorisedPriorLearnsADistributionAndItsMedianAndCodesAtItsEntropy() {
    var random = new SplittableRandom(5);
    var prior = new FactorisedPrior(Initial.seeded(5), 2);
    Tensor z = Tensor.normal(random, 2, 64, 2, 4, 4).add(3);
    Training.of(prior, Optimiser.adamW(prior.trainable(), 0.05, 0))
        .schedule(step -> 0.05 * Math.exp(-step / 120.0))
        .run(
            400,
            step ->
                GaussianConditional.bits(prior.likelihood(Quantiser.noisy(random, z)))
                    .div(z.count())
                    .add(prior.medianLoss()));
    assertThat(Arrays.stream(prior.medians().toDoubles())).allMatch(m -> Math.abs(m - 3) < 0.5);

    try (var scope = Scope.withoutGradients()) {
      Tensor rounded = prior.quantise(z);
      double estimated = GaussianConditional.bits(prior.likelihood(rounded)).value();
      double entropy = Math.log(2 * Math.sqrt(2 * Math.PI * Math.E)) / Math.log(2);
      assertThat(estimated / z.count()).isCloseTo(entropy, within(0.1));

      List<IntegerTable> tables = prior.tables();
      long[] symbols = rounded.sub(prior.medians()).round().toLongs();
      var encoder = new RansEncoder();
      for (int i = 0; i < symbols.length; i++) {
        tables.get(i / 16 % 2).put(encoder, symbols[i]);
      }
      byte[] bytes = encoder.finish();
      assertThat(8.0 * bytes.length).isCloseTo(estimated, within(0.01 * estimated + 64));
      var decoder = new RansDecoder(bytes);
      for (int i = 0; i < symbols.length; i++) {
        assertThat(tables.get(i / 16 % 2).get(decoder)).isEqualTo(symbols[i]);
      }
      decoder.finish();
    }
  }

  @Test
  void aFactorisedPriorRefusesOtherChannelsAndPassesGradients() {
    var prior = new FactorisedPrior(new Initial(new SplittableRandom(1), Type.FLOAT64), 2);
    assertThatThrownBy(() -> prior.likelihood(Tensor.zeros(Type.FLOAT64, 1, 3, 2, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("z has shape (1, 3, 2, 2); expected 2 in dimension 1");
    Gradients.assertSlope(
        z -> GaussianConditional.bits(prior.likelihood(z)),
        new double[] {0.1, -4, 2.2, 7, 0.4, 1, -1, 30},
        2,
        2,
        1,
        2);
  }

  @Test
  void checkerboardHalvesGoBackWhereTheyWere() {
    var board = new Checkerboard(4, 6);
    Tensor x = Tensor.normal(new SplittableRandom(2), 1, 2, 3, 4, 6);
    Tensor back =
        board
            .unsqueeze(board.squeeze(x, Checkerboard.Half.ANCHOR), Checkerboard.Half.ANCHOR)
            .add(
                board.unsqueeze(
                    board.squeeze(x, Checkerboard.Half.OTHER), Checkerboard.Half.OTHER));
    assertThat(back.toDoubles()).containsExactly(x.toDoubles());
    assertThatThrownBy(() -> new Checkerboard(4, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("even");
    assertThatThrownBy(
            () -> board.squeeze(Tensor.zeros(Type.FLOAT32, 6, 4), Checkerboard.Half.OTHER))
        .hasMessageContaining("x has shape (6, 4)");
  }
}
