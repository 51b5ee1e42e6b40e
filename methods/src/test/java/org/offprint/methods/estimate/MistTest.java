package org.offprint.methods.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.ModelContract;
import org.offprint.methods.estimate.KnownSamples.Family;
import org.offprint.methods.estimate.KnownSamples.Transform;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class MistTest extends ModelContract<Mist> {
  private static Mist.Settings tiny(boolean quantile) {
    return new Mist.Settings(4, 2, 6, 2, 2, 1, 1, 1, 2, 4, 4, quantile, 30, 0.1, 0.1);
  }

  @Override
  protected Mist model(Initial initial) {
    return new Mist(initial, tiny(true));
  }

  @Override
  protected Tensor loss(Mist model) {
    return model.loss(batch(model));
  }

  private static Mist.Batch batch(Mist model) {
    var random = new SplittableRandom(1);
    var samples = new ArrayList<KnownSamples.Sample>();
    for (int i = 0; i < 4; i++) {
      samples.add(KnownSamples.draw(random, Family.SPARSE, Transform.NONE, 6, 1 + i % 2));
    }
    return model.batch(random, samples);
  }

  private static Mist evaluating(boolean quantile) {
    Mist model = new Mist(new Initial(new SplittableRandom(1), Type.FLOAT64), tiny(quantile));
    model.training(false);
    return model;
  }

  @Test
  void theOrderOfTheRowsDoesNotMatterAndPaddingIsNotSeen() {
    Mist model = evaluating(false);
    Tensor rows = Tensor.normal(new SplittableRandom(2), 1, Type.FLOAT64, 1, 5, 4);
    double value = model.apply(rows, null, null).value();
    assertThat(model.apply(rows.flip(1), null, null).value()).isCloseTo(value, offset(1e-12));
    Tensor padded = Tensor.of(new boolean[] {false, false, false, false, false, true}, 1, 6);
    assertThat(model.apply(rows.pad(0, 0, 0, 0, 1), padded, null).value())
        .isCloseTo(value, offset(1e-12));
  }

  @Test
  void aSampleWhoseRowsAllSumToNothingStillHasAnEstimate() {
    assertThat(evaluating(false).apply(Tensor.zeros(Type.FLOAT64, 1, 3, 4), null, null).value())
        .isFinite();
  }

  @Test
  void nanSurfaces() {
    double[] values = new double[12];
    values[3] = Double.NaN;
    assertThat(evaluating(false).apply(Tensor.of(values, 1, 3, 4), null, null).value()).isNaN();
  }

  @Test
  void hugeInputsAreClampedAndStayFinite() {
    Mist model = evaluating(true);
    Tensor huge = Tensor.normal(new SplittableRandom(3), 1e12, Type.FLOAT64, 20, 2);
    assertThat(model.estimate(huge, huge).nats()).isFinite();
  }

  @Test
  void theQuantileVariantGivesAnIntervalAndTheOtherNone() {
    Tensor x = Tensor.normal(new SplittableRandom(4), 1, Type.FLOAT64, 20, 2);
    assertThat(evaluating(true).estimate(x, x).low()).isFinite();
    assertThat(evaluating(false).estimate(x, x).low()).isNaN();
    assertThat(evaluating(false).estimate(x.narrow(0, 0, 5), x.narrow(0, 0, 5)).warnings())
        .anyMatch(line -> line.contains("trained on 10 to 500"));
  }

  @Test
  void theGradientIsTheSlopeThroughTheWholeNetwork() {
    Mist model = evaluating(true);
    Tensor tau = Tensor.of(new double[] {0.3}, 1);
    Tensor nats = Tensor.of(new double[] {5}, 1);
    double[] rows = Tensor.normal(new SplittableRandom(5), 1, Type.FLOAT64, 12).toDoubles();
    Gradients.assertSlope(x -> model.loss(x, null, tau, nats), rows, 1, 3, 4);
  }

  @Test
  void thePinballLossHasTheSlopeOfItsQuantile() {
    Tensor target = Tensor.of(new double[] {1, -1}, 2);
    Tensor tau = Tensor.of(new double[] {0.9, 0.2}, 2);
    Gradients.assertSlope(x -> Mist.pinball(x, target, tau), new double[] {0.3, 0.4}, 2);
    assertThat(Gradients.of(x -> Mist.pinball(x, target, tau), new double[] {0.3, 0.4}, 2))
        .containsExactly(-0.45, 0.4);
  }

  @Test
  void wrongInputIsRefusedByName() {
    Mist mean = evaluating(false);
    Mist quantile = evaluating(true);
    Tensor rows = Tensor.ones(Type.FLOAT64, 1, 3, 4);
    Tensor tau = Tensor.full(0.5, Type.FLOAT64, 1);
    assertThatThrownBy(() -> mean.apply(rows, null, tau)).hasMessageContaining("superfluous");
    assertThatThrownBy(() -> quantile.apply(rows, null, null)).hasMessageContaining("missing");
    assertThatThrownBy(() -> quantile.apply(rows, null, tau.add(1)))
        .hasMessageContaining("tau is 1.5");
    assertThatThrownBy(() -> mean.apply(rows.narrow(2, 0, 3), null, null))
        .hasMessageContaining("rows has shape (1, 3, 3)");
    assertThatThrownBy(() -> mean.apply(rows.narrow(1, 0, 0), null, null))
        .hasMessageContaining("at least one sample of one row");
    assertThatThrownBy(() -> mean.apply(rows.to(Type.FLOAT32), null, null))
        .hasMessageContaining("rows is float32");
    Tensor none = Tensor.of(new boolean[] {true, true, true}, 1, 3);
    assertThatThrownBy(() -> mean.apply(rows, none, null))
        .hasMessageContaining("the number of rows of sample 0 is 0");
    Tensor x = Tensor.zeros(Type.FLOAT64, 5, 2);
    assertThatThrownBy(() -> mean.estimate(x, x.narrow(1, 0, 1)))
        .hasMessageContaining("x has 2 columns, y has 1");
    assertThatThrownBy(
            () -> mean.estimate(Tensor.zeros(Type.FLOAT64, 5, 3), Tensor.zeros(Type.FLOAT64, 5, 3)))
        .hasMessageContaining("reads at most 4");
    assertThatThrownBy(() -> new Mist.Settings(5, 2, 6, 2, 2, 1, 1, 1, 2, 4, 4, true, 30, 0, 0))
        .hasMessageContaining("expected heads to divide hidden");
    assertThatThrownBy(() -> mean.batch(new SplittableRandom(1), List.of()))
        .hasMessageContaining("there is no sample");
  }

  @Test
  void thePublishedModelHasItsSize() {
    Mist.Settings published = Mist.Settings.published(true);
    assertThat(published.hidden()).isEqualTo(256);
    assertThat(published.maxWidth()).isEqualTo(64);
  }

  @Test
  void nearestNeighboursFindTheInformationOfGaussians() {
    Tensor[] sample = InformationProtocolTest.pair(new SplittableRandom(6), 600, 0.9);
    assertThat(Ksg.standard().of(sample[0], sample[1]).nats())
        .isCloseTo(KnownInformation.gaussian(0.9, 1), offset(0.12));
    Tensor same = Tensor.zeros(Type.FLOAT64, 30, 1);
    assertThat(Ksg.standard().of(same, same).nats()).isFinite();
    assertThat(Ksg.standard().of(sample[0], sample[0]).warnings())
        .anyMatch(line -> line.contains("the most that 600 samples can give"));
    assertThatThrownBy(() -> new Ksg(0)).hasMessageContaining("k is 0");
  }

  @Test
  void transformsAreMonotoneSoTheyMoveNoInformation() {
    for (Transform transform : Transform.values()) {
      for (double x = -5; x < 5; x += 0.01) {
        assertThat(transform.ofX(x + 0.01)).as("%s", transform).isGreaterThan(transform.ofX(x));
        assertThat(transform.ofY(x + 0.01)).as("%s", transform).isGreaterThan(transform.ofY(x));
      }
    }
  }

  @Property(seed = "1", tries = 60)
  void everySampleIsFiniteAndKnowsItsInformation(
      @ForAll Family family,
      @ForAll Transform transform,
      @ForAll @IntRange(min = 1, max = 8) int rows,
      @ForAll @IntRange(min = 1, max = 3) int width,
      @ForAll long seed) {
    var sample = KnownSamples.draw(new SplittableRandom(seed), family, transform, rows, width);
    assertThat(sample.x().shape()).containsExactly(rows, width);
    assertThat(sample.x().allFinite() && sample.y().allFinite()).isTrue();
    assertThat(sample.nats()).isFinite().isGreaterThan(-1e-9);
  }

  @Property(seed = "1", tries = 50)
  void parametersOutsideTheirRangeAreRefused(@ForAll @DoubleRange(min = -9, max = 9) double value) {
    if (value > 0) {
      assertThat(KnownInformation.additiveUniform(value)).isPositive();
    } else {
      assertThatThrownBy(() -> KnownInformation.additiveUniform(value))
          .hasMessageContaining("epsilon is");
    }
    if (Math.abs(value) > 1) {
      assertThatThrownBy(() -> KnownInformation.gaussian(value, 1))
          .hasMessageContaining("correlation is");
    }
  }
}
