package org.offprint.methods.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class InformationProtocolTest {
  private static final double NAN = Double.NaN;

  @Test
  void theEpochIsThePeakOfTheSmoothedCurveAndTheValueThatOfTraining() {
    double[] heldOut = {0, 0.5, 0.9, 1, 0.9, 0.5, 0.2};
    double[] training = {0, 1, 2, 3, 4, 5, 6};
    var choice = new MaxTest(1, 0).choose(heldOut, training);
    assertThat(choice.epoch()).isEqualTo(3);
    assertThat(choice.estimate()).isEqualTo(3);
  }

  @Test
  void aCurveThatNeverRisesAboveNothingIsReportedAsNothing() {
    var choice = MaxTest.standard().choose(new double[] {-1, -0.5, -2}, new double[] {1, 2, 3});
    assertThat(choice.estimate()).isZero();
  }

  @Test
  void anEpochWithoutANumberTakesTheLastOneThatHad() {
    assertThat(new MaxTest(1, 0).smooth(new double[] {NAN, 1, NAN, 3})).containsExactly(1, 1, 1, 3);
    assertThatThrownBy(() -> MaxTest.standard().smooth(new double[] {NAN}))
        .hasMessageContaining("no epoch of the curve has a finite value");
  }

  @Test
  void aSpikeOfOneEpochDoesNotWin() {
    double[] heldOut = {0.1, 0.2, 9, 0.3, 0.4, 0.5, 0.6, 0.7, 0.6, 0.5, 0.4};
    assertThat(MaxTest.standard().choose(heldOut, heldOut).epoch()).isBetween(6, 8);
  }

  @Test
  void aLineIsExtendedToInfiniteDataAndABendIsCutOff() {
    int[] gamma = {1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6};
    double[] straight = Arrays.stream(gamma).mapToDouble(g -> 2 + 0.1 * g).toArray();
    var line = InfiniteData.standard().extrapolate(gamma, straight);
    assertThat(line.intercept()).isCloseTo(2, offset(1e-9));
    assertThat(line.kept()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(InfiniteData.standard().estimate(gamma, straight).trusted()).isTrue();

    double[] bent = Arrays.stream(gamma).mapToDouble(g -> g * g - 5 * g).toArray();
    var estimate = InfiniteData.standard().estimate(gamma, bent);
    assertThat(estimate.warnings()).anyMatch(line2 -> line2.contains("has not converged"));
  }

  @Test
  void extrapolationRefusesTooLittle() {
    assertThatThrownBy(() -> InfiniteData.standard().extrapolate(new int[3], new double[2]))
        .hasMessageContaining("3 values of gamma and 2");
    assertThatThrownBy(() -> InfiniteData.standard().extrapolate(new int[] {1, 2}, new double[2]))
        .hasMessageContaining("gamma has 2 different values");
    Tensor few = Tensor.zeros(Type.FLOAT64, 39, 1);
    assertThatThrownBy(() -> InfiniteData.standard().of(few, few))
        .hasMessageContaining("at least 40 rows");
  }

  @Test
  void canonicalCorrelationsFindTheTruthOfGaussiansAndIgnoreConstantColumns() {
    var random = new SplittableRandom(1);
    Tensor[] sample = pair(random, 4_000, 0.8);
    double truth = KnownInformation.gaussian(0.8, 1);
    assertThat(CanonicalCorrelation.standard().of(sample[0], sample[1]).nats())
        .isCloseTo(truth, offset(0.05));
    Tensor constant = Tensor.full(3, Type.FLOAT64, 4_000, 1);
    assertThat(
            CanonicalCorrelation.standard()
                .of(Tensor.concat(1, sample[0], constant), constant)
                .nats())
        .isZero();
    assertThat(InfiniteData.standard().of(sample[0], sample[1]).low())
        .isBetween(truth - 0.1, truth + 0.05);
  }

  @Test
  void aTrainedCriticFindsInformationAndInventsNone() {
    var estimator = quick();
    Tensor[] related = pair(new SplittableRandom(2), 600, 0.9);
    double truth = KnownInformation.gaussian(0.9, 1); // 0.83 nats
    assertThat(estimator.of(related[0], related[1]).nats()).isBetween(0.4, truth + 0.15);

    Tensor[] strangers = pair(new SplittableRandom(3), 600, 0);
    assertThat(estimator.of(strangers[0], strangers[1]).nats()).isBetween(0.0, 0.1);
  }

  @Test
  void aTrainingThatIsTooShortAndAConstantVariableAreToldApart() {
    Tensor[] sample = pair(new SplittableRandom(4), 200, 0.9);
    var hasty =
        new NeuralInformation(
            InfoNce.standard(),
            InformationCritic.Settings.of(2),
            quick().settings().withEpochs(8).withRate(2e-3));
    assertThat(hasty.of(sample[0], sample[1]).warnings())
        .anyMatch(line -> line.contains("train longer"));
    assertThat(hasty.of(sample[0], Tensor.zeros(Type.FLOAT64, 200, 2)).nats()).isBetween(0.0, 0.05);
  }

  @Test
  void aTrainingThatBreaksDownSaysSo() {
    Tensor[] sample = pair(new SplittableRandom(5), 100, 0.5);
    var wild =
        new NeuralInformation(
            Nwj.standard(),
            InformationCritic.Settings.of(2),
            quick().settings().withRate(1e18).withEpochs(8));
    assertThat(wild.of(sample[0], sample[1]).warnings())
        .anyMatch(line -> line.contains("broke down") || line.contains("three epochs in a row"));
  }

  private static NeuralInformation quick() {
    return new NeuralInformation(
        InfoNce.standard(),
        new InformationCritic.Settings(InformationCritic.Form.SEPARABLE, 16, 1, 4, null),
        NeuralInformation.Settings.standard().withEpochs(25).withRate(5e-3));
  }

  static Tensor[] pair(SplittableRandom random, int rows, double correlation) {
    double[] x = new double[rows];
    double[] y = new double[rows];
    double rest = Math.sqrt(1 - correlation * correlation);
    for (int i = 0; i < rows; i++) {
      x[i] = random.nextGaussian();
      y[i] = correlation * x[i] + rest * random.nextGaussian();
    }
    return new Tensor[] {Tensor.of(x, rows, 1), Tensor.of(y, rows, 1)};
  }

  @Property(seed = "1", tries = 100)
  void correlationAndInformationAreTheReverseOfEachOther(
      @ForAll @DoubleRange(min = 0, max = 20) double nats,
      @ForAll @IntRange(min = 1, max = 500) int pairs) {
    double rho = KnownInformation.correlationFor(nats, pairs);
    assertThat(rho).isBetween(0.0, 1.0);
    if (rho < 1 - 1e-9) {
      assertThat(KnownInformation.gaussian(rho, pairs)).isCloseTo(nats, offset(1e-6));
    }
  }

  @Property(seed = "1", tries = 100)
  void theChosenEpochIsOneOfTheCurve(
      @ForAll @Size(min = 1, max = 30) double[] curve, @ForAll boolean smooth) {
    MaxTest rule = smooth ? MaxTest.standard() : new MaxTest(1, 0);
    if (Arrays.stream(curve).anyMatch(Double::isFinite)) {
      assertThat(rule.choose(curve, curve).epoch()).isBetween(0, curve.length - 1);
    } else {
      assertThatThrownBy(() -> rule.choose(curve, curve))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
