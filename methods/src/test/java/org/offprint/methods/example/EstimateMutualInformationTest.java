package org.offprint.methods.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.offprint.methods.estimate.InfoNce;
import org.offprint.methods.estimate.InformationCritic;
import org.offprint.methods.estimate.KnownInformation;
import org.offprint.methods.estimate.MutualInformationEstimate;
import org.offprint.methods.estimate.NeuralInformation;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// How much do two variables tell about each other, and can the answer be believed?
class EstimateMutualInformationTest {
  private final NeuralInformation estimator =
      new NeuralInformation(
          InfoNce.standard(),
          InformationCritic.Settings.of(8), // a separable critic that embeds into 8 dimensions
          NeuralInformation.Settings.standard().withEpochs(40).withBatch(64).withRate(5e-3));

  @Test
  void anEstimateThatCanBeBelieved() {
    Tensor x = noise(1, 600, 1);
    Tensor y = x.mul(0.8).add(noise(2, 600, 1).mul(0.6)); // correlation 0.8

    MutualInformationEstimate estimate = estimator.of(x, y);

    assertThat(estimate.trusted()).as("%s", estimate.warnings()).isTrue();
    double truth = KnownInformation.gaussian(0.8, 1); // 0.51 nats
    assertThat(estimate.nats()).isBetween(truth - 0.15, truth + 0.15);
  }

  @Test
  void moreInformationThanTheSampleCanShowComesWithAWarning() {
    Tensor x = noise(3, 200, 10);
    Tensor y = x.add(noise(4, 200, 10).mul(0.1)); // about 23 nats

    MutualInformationEstimate estimate = estimator.of(x, y);

    assertThat(estimate.trusted()).isFalse();
    assertThat(estimate.warnings()).anyMatch(line -> line.contains("near the ceiling of ln n"));
  }

  private static Tensor noise(long seed, int rows, int columns) {
    return Tensor.normal(new SplittableRandom(seed), 1, Type.FLOAT64, rows, columns);
  }
}
