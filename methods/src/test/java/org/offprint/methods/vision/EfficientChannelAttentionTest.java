package org.offprint.methods.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class EfficientChannelAttentionTest extends ModelContract<EfficientChannelAttention> {
  private static final Tensor X = Tensor.normal(Initial.seeded(11).random(), 1, 2, 5, 2, 3);

  @Override
  protected EfficientChannelAttention model(Initial initial) {
    return new EfficientChannelAttention(initial, 3);
  }

  @Override
  protected Tensor loss(EfficientChannelAttention model) {
    return model.apply(X).sub(X.mul(0.8)).square().mean();
  }

  @Test
  void theGradientIsTheSlope() {
    double[] x = Tensor.normal(Initial.seeded(1).random(), 1, 1, 4, 2, 2).toDoubles();
    var attention = new EfficientChannelAttention(float64(), 3);
    Gradients.assertSlope(t -> attention.apply(t).square().sum(), x, 1, 4, 2, 2);
  }

  @Test
  void aKernelOfZerosHalvesEveryChannel() {
    var attention = new EfficientChannelAttention(float64(), 5);
    attention.load(Map.of("kernel", Tensor.zeros(Type.FLOAT64, 1, 1, 5)));
    Tensor x = X.to(Type.FLOAT64);
    assertThat(attention.apply(x).toDoubles()).containsExactly(x.mul(0.5).toDoubles());
  }

  @Test
  void theKernelMayBeWiderThanTheChannels() {
    var attention = new EfficientChannelAttention(float64(), 9);
    assertThat(attention.apply(Tensor.ones(Type.FLOAT64, 1, 2, 1, 1)).shape())
        .containsExactly(1, 2, 1, 1);
  }

  @Test
  void aChannelHearsOfItsNeighboursOnly() {
    var attention = new EfficientChannelAttention(float64(), 3);
    double[] x = new double[6];
    x[1] = Double.NaN;
    double[] y = attention.apply(Tensor.of(x, 1, 6, 1, 1)).toDoubles();
    for (int c = 0; c < 6; c++) {
      assertThat(Double.isNaN(y[c])).as("channel %d", c).isEqualTo(c <= 2);
    }
  }

  @Test
  void picturesWithoutPixelsAreRefused() {
    var attention = new EfficientChannelAttention(float64(), 3);
    assertThatThrownBy(() -> attention.apply(Tensor.zeros(Type.FLOAT64, 1, 4, 0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("H · W");
    assertThatThrownBy(() -> attention.apply(Tensor.zeros(Type.FLOAT64, 1, 4, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x has shape (1, 4, 3)");
  }

  @Test
  void anEmptyBatchGivesAnEmptyResult() {
    var attention = new EfficientChannelAttention(float64(), 3);
    assertThat(attention.apply(Tensor.zeros(Type.FLOAT64, 0, 4, 2, 2)).shape())
        .containsExactly(0, 4, 2, 2);
  }

  @Property(seed = "1", tries = 100)
  void anEvenKernelIsRefused(@ForAll @IntRange(min = -4, max = 40) int half) {
    assertThatThrownBy(() -> new EfficientChannelAttention(float64(), 2 * half))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kernel size " + 2 * half);
  }

  @Property(seed = "1", tries = 100)
  void thePapersKernelIsOddAndGrowsWithTheChannels(
      @ForAll @IntRange(min = 1, max = 100_000) int channels) {
    int k = EfficientChannelAttention.kernelSize(channels);
    assertThat(k % 2).isEqualTo(1);
    assertThat(EfficientChannelAttention.kernelSize(2L * channels)).isGreaterThanOrEqualTo(k);
  }

  private static Initial float64() {
    return new Initial(Initial.seeded(3).random(), Type.FLOAT64);
  }
}
