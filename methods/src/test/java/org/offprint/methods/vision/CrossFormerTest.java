package org.offprint.methods.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.vision.CrossFormer.Settings;

class CrossFormerTest extends ModelContract<CrossFormer> {
  private static final Tensor IMAGES = Tensor.normal(Initial.seeded(11).random(), 1, 2, 1, 4, 4);
  private static final Tensor LABELS = Tensor.of(new long[] {0, 2}, 2);

  @Override
  protected CrossFormer model(Initial initial) {
    return new CrossFormer(
        initial,
        new Settings(
            1,
            3,
            16,
            List.of(2),
            List.of(2),
            List.of(1),
            List.of(2),
            List.of(2, 4),
            List.of(2),
            0.2));
  }

  @Override
  protected Tensor loss(CrossFormer model) {
    return model.loss(IMAGES, LABELS);
  }

  static CrossFormer tiny(Initial initial) {
    return new CrossFormer(
        initial,
        new Settings(
            1,
            3,
            16,
            List.of(2, 1),
            List.of(2, 2),
            List.of(2, 2),
            List.of(2, 1),
            List.of(2, 4),
            List.of(2, 4),
            0));
  }

  @Test
  void theCountOfParametersNeedsNoModel() {
    var settings =
        new Settings(
            3,
            5,
            16,
            List.of(2, 3),
            List.of(2, 4),
            List.of(2, 2),
            List.of(2, 1),
            List.of(2, 4, 8),
            List.of(2, 4),
            0.1);
    assertThat(new CrossFormer(Initial.seeded(1), settings).trainableCount())
        .isEqualTo(settings.parameterCount());
  }

  @Test
  void thePublishedSizesHaveTheirParameters() {
    assertThat(Settings.tiny().parameterCount()).isEqualTo(27_776_794);
    assertThat(Settings.small().parameterCount()).isEqualTo(30_657_394);
    assertThat(Settings.base().parameterCount()).isEqualTo(51_971_554);
  }

  @Test
  void aLargerPictureNeedsNoNewWeights() {
    CrossFormer model = tiny(Initial.seeded(1));
    for (int side : new int[] {4, 8, 12, 20}) {
      Tensor image = Tensor.normal(Initial.seeded(2).random(), 1, 1, 1, side, side);
      assertThat(model.logits(image).shape()).containsExactly(1, 3);
    }
  }

  @Test
  void aPictureThatTheStridesDoNotDivideIsRefused() {
    CrossFormer model = tiny(Initial.seeded(1));
    assertThatThrownBy(() -> model.logits(Tensor.zeros(Type.FLOAT32, 1, 1, 7, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("images has shape (1, 1, 7, 8) here; expected multiples of 2");
    assertThatThrownBy(() -> model.logits(Tensor.zeros(Type.FLOAT32, 1, 1, 6, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected multiples of 2");
  }

  @Test
  void stagesNeedOneOfEachSetting() {
    assertThatThrownBy(() ->
            new Settings(
                1,
                3,
                16,
                List.of(1, 1),
                List.of(2),
                List.of(2, 2),
                List.of(2, 1),
                List.of(2),
                List.of(2),
                0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("depths [1, 1], heads [2]");
  }
}
