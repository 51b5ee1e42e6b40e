package org.offprint.methods.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.ModelContract;
import org.offprint.methods.forecast.Gateformer.Settings;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

class GateformerTest extends ModelContract<Gateformer> {
  private static final Tensor WINDOW = Tensor.normal(Initial.seeded(1).random(), 1, 2, 6, 2);
  private static final Tensor FUTURE = Tensor.normal(Initial.seeded(2).random(), 1, 2, 3, 2);

  @Override
  protected Gateformer model(Initial initial) {
    return new Gateformer(initial, new Settings(6, 3, 4, 2, 4, 1, 4, 2, 0.1, 1e-5));
  }

  @Override
  protected Tensor loss(Gateformer model) {
    return model.loss(WINDOW, FUTURE);
  }

  @Test
  void anyNumberOfVariatesFits() {
    Gateformer model = model(Initial.seeded(1));
    for (int channels : new int[] {1, 2, 5}) {
      Tensor window = Tensor.normal(Initial.seeded(3).random(), 1, 1, 6, channels);
      assertThat(model.forecast(window).shape()).containsExactly(1, 3, channels);
    }
  }

  @Test
  void theOrderOfTheVariatesDoesNotMatter() {
    Gateformer model = model(Initial.seeded(1));
    model.training(false);
    assertThat(model.forecast(WINDOW.flip(2)).flip(2).contiguous().toDoubles())
        .usingComparatorWithPrecision(1e-5)
        .containsExactly(model.forecast(WINDOW).toDoubles());
  }

  /// ⌊(L − patch) / stride⌋ + 2 patches, also where the stride does not divide L − patch.
  @Property(seed = "1", tries = 30)
  void everyPatchAndStrideGivesAForecast(
      @ForAll @IntRange(min = 1, max = 9) int patch,
      @ForAll @IntRange(min = 1, max = 9) int stride) {
    var settings = new Settings(9, 2, 2, 1, 2, 1, patch, stride, 0, 1e-5);
    var model = new Gateformer(Initial.seeded(1), settings);
    Tensor window = Tensor.normal(Initial.seeded(3).random(), 1, 1, 9, 2);
    assertThat(model.forecast(window).shape()).containsExactly(1, 2, 2);
    assertThat(settings.patches()).isEqualTo((9 - patch) / stride + 2);
  }

  @Property(seed = "1", tries = 50)
  void oddWidthsAreRefused(@ForAll @IntRange(min = 0, max = 40) int half) {
    assertThatThrownBy(() -> new Settings(9, 2, 2 * half + 1, 1, 2, 1, 3, 3, 0, 1e-5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("width");
  }
}
