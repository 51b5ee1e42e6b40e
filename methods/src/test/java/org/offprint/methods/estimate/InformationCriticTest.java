package org.offprint.methods.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offprint.methods.ModelContract;
import org.offprint.methods.estimate.InformationCritic.Form;
import org.offprint.methods.estimate.InformationCritic.Settings;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class InformationCriticTest extends ModelContract<InformationCritic> {
  @Override
  protected InformationCritic model(Initial initial) {
    return new InformationCritic(initial, Settings.of(3), 2, 3);
  }

  @Override
  protected Tensor loss(InformationCritic model) {
    return model.loss(x(), y(), InfoNce.standard());
  }

  private static Tensor x() {
    return Tensor.normal(new SplittableRandom(1), 1, Type.FLOAT32, 12, 2);
  }

  private static Tensor y() {
    return Tensor.concat(1, x().mul(0.9), x().narrow(1, 0, 1));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void everyFormScoresEveryPair(Form form) {
    var critic = new InformationCritic(Initial.seeded(1), new Settings(form, 8, 2, 3, null), 2, 3);
    assertThat(critic.scores(x(), y()).shape()).containsExactly(12, 12);
    double loss = critic.loss(x(), y(), Smile.standard()).value();
    assertThat(loss).isFinite();
  }

  @ParameterizedTest
  @EnumSource(value = Form.class, names = "CONCATENATED", mode = EnumSource.Mode.EXCLUDE)
  void aVariationalCriticIsRandomInTrainingAndFixedOutsideIt(Form form) {
    var critic = new InformationCritic(Initial.seeded(1), new Settings(form, 8, 2, 3, 2.0), 2, 3);
    assertThat(critic.scores(x(), y()).toDoubles())
        .isNotEqualTo(critic.scores(x(), y()).toDoubles());
    critic.training(false);
    assertThat(critic.scores(x(), y()).toDoubles()).isEqualTo(critic.scores(x(), y()).toDoubles());
    assertThat(critic.loss(x(), y(), InfoNce.standard()).value()).isFinite();
  }

  @Test
  void theVariationalLossIsTheBoundAndTheDivergencesOfBothSides() {
    // With β → 0 only the divergences are left, which are ≥ 0
    var critic =
        new InformationCritic(
            Initial.seeded(1), new Settings(Form.SEPARABLE, 8, 1, 3, 1e-12), 2, 3);
    assertThat(critic.loss(x(), y(), InfoNce.standard()).value()).isPositive();
  }

  @Test
  void wrongShapesAndSettingsAreRefusedByName() {
    var critic = model(Initial.seeded(1));
    assertThatThrownBy(() -> critic.scores(y(), y())).hasMessageContaining("x has shape (12, 3)");
    assertThatThrownBy(() -> critic.scores(x(), y().narrow(0, 0, 5)))
        .hasMessageContaining("y has shape (5, 3)");
    assertThatThrownBy(() -> new Settings(Form.CONCATENATED, 8, 2, 3, 1.0))
        .hasMessageContaining("no embeddings to be variational");
    assertThatThrownBy(() -> Settings.of(0)).hasMessageContaining("embedding is 0.0");
    assertThatThrownBy(() -> new Settings(Form.HYBRID, 8, 2, 3, -1.0))
        .hasMessageContaining("beta is -1.0");
  }
}
