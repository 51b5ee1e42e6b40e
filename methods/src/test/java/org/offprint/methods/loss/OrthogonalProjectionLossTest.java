package org.offprint.methods.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.loss.OrthogonalProjectionLoss.Variant;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class OrthogonalProjectionLossTest {
  private static final OrthogonalProjectionLoss LOSS = OrthogonalProjectionLoss.standard();

  @Test
  void aBatchWithoutPairsHasTheConstantOneAndNoGradient() {
    for (int batch : new int[] {0, 1}) {
      Tensor labels = Tensor.zeros(Type.INT64, batch);
      assertThat(LOSS.apply(Tensor.ones(Type.FLOAT64, batch, 3), labels).value()).isEqualTo(1);
      assertThat(Gradients.of(x -> LOSS.apply(x, labels), new double[3 * batch], batch, 3))
          .containsOnly(new double[batch == 0 ? 0 : 1]);
    }
  }

  @Test
  void featuresOfZeroStayFinite() {
    double[] gradient =
        Gradients.of(
            x -> LOSS.apply(x, Tensor.of(new long[] {0, 0, 1}, 3)),
            new double[] {0, 0, 1, 2, 2, 1},
            3,
            2);
    assertThat(gradient).doesNotContain(Double.NaN);
  }

  /// After a ReLU no cosine is negative, so taking the absolute value changes nothing.
  @Property(seed = "1", tries = 100)
  void theVariantsAgreeOnFeaturesThatAreNotNegative(
      @ForAll @IntRange(min = 2, max = 8) int batch,
      @ForAll @DoubleRange(min = 0, max = 3) double gamma,
      @ForAll @IntRange(min = 1, max = 100_000) int seed) {
    var random = new SplittableRandom(seed);
    Tensor features = Tensor.uniform(random, 0, 1, Type.FLOAT64, batch, 3);
    Tensor labels = Tensor.of(random.longs(batch, 0, 3).toArray(), batch);
    double paper =
        new OrthogonalProjectionLoss(gamma, Variant.ABSOLUTE_MEAN).apply(features, labels).value();
    assertThat(paper).isBetween(-1e-9, 2 + gamma);
    for (Variant variant : Variant.values()) {
      assertThat(new OrthogonalProjectionLoss(gamma, variant).apply(features, labels).value())
          .isCloseTo(paper, offset(1e-12));
    }
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    assertThatThrownBy(() -> new OrthogonalProjectionLoss(-1, Variant.SIGNED_MEAN))
        .hasMessageContaining("gamma is -1.0");
    assertThatThrownBy(
            () -> LOSS.apply(Tensor.zeros(Type.FLOAT32, 2, 3), Tensor.zeros(Type.FLOAT32, 2)))
        .hasMessageContaining("labels is float32; expected int64");
    assertThatThrownBy(() -> LOSS.apply(Tensor.zeros(Type.FLOAT32, 2), Tensor.zeros(Type.INT64, 2)))
        .hasMessageContaining("features has shape (2)");
  }
}
