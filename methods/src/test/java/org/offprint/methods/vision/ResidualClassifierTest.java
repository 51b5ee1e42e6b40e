package org.offprint.methods.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.vision.ResidualClassifier.Activation;
import org.offprint.methods.vision.ResidualClassifier.Attention;
import org.offprint.methods.vision.ResidualClassifier.Settings;

class ResidualClassifierTest extends ModelContract<ResidualClassifier> {
  private static final Tensor IMAGES = Tensor.normal(Initial.seeded(11).random(), 1, 3, 1, 3, 3);
  private static final Tensor LABELS = Tensor.of(new long[] {0, 1, 2}, 3);

  @Override
  protected ResidualClassifier model(Initial initial) {
    var settings = new Settings(1, List.of(2, 4), 3, Attention.EFFICIENT, Activation.CRRELU);
    return new ResidualClassifier(initial, settings);
  }

  @Override
  protected Tensor loss(ResidualClassifier model) {
    return model.loss(IMAGES, LABELS);
  }

  /// Nine numbers: three kernels of three, where squeeze-and-excitation takes 1,470.
  @Test
  void efficientAttentionAddsNineParametersToTheStandardNetwork() {
    long none = parameters(Attention.NONE);
    assertThat(parameters(Attention.EFFICIENT) - none).isEqualTo(9);
    assertThat(parameters(Attention.SQUEEZE_EXCITE) - none).isEqualTo(1470);
  }

  @Test
  void everyChoiceOfActivationIsBuiltAndTrained() {
    for (Activation activation : Activation.values()) {
      var settings = new Settings(1, List.of(4), 3, Attention.NONE, activation);
      var model = new ResidualClassifier(Initial.seeded(1), settings);
      assertThat(model.loss(IMAGES, LABELS).value()).as("%s", activation).isPositive();
    }
  }

  @Test
  void settingsThatMakeNoNetworkAreRefused() {
    assertThatThrownBy(() -> new Settings(1, List.of(), 3, Attention.NONE, Activation.RELU))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("widths []");
    assertThatThrownBy(() -> new Settings(1, List.of(4), 1, Attention.NONE, Activation.RELU))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("classes is 1");
  }

  private static long parameters(Attention attention) {
    Settings standard = Settings.standard();
    var settings =
        new Settings(
            standard.channels(),
            standard.widths(),
            standard.classes(),
            attention,
            standard.activation());
    return new ResidualClassifier(Initial.seeded(1), settings).trainableCount();
  }
}
