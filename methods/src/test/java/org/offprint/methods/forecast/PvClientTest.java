package org.offprint.methods.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.ModelContract;
import org.offprint.methods.forecast.PvClient.Mix;
import org.offprint.methods.forecast.PvClient.Settings;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class PvClientTest extends ModelContract<PvClient> {
  private static final Tensor WINDOW = Tensor.normal(Initial.seeded(1).random(), 1, 3, 6, 2);
  private static final Tensor FUTURE = Tensor.normal(Initial.seeded(2).random(), 1, 3, 3, 2);

  @Override
  protected PvClient model(Initial initial) {
    return new PvClient(initial, settings(2, 2, 0.1, Mix.PV_CLIENT));
  }

  @Override
  protected Tensor loss(PvClient model) {
    return model.loss(WINDOW, FUTURE);
  }

  @Test
  void aSingleVariableAttendsToItselfWholly() {
    var model = new PvClient(Initial.seeded(1), settings(1, 2, 0, Mix.CLIENT));
    var parts = model.explain(WINDOW.narrow(2, 0, 1));
    assertThat(parts.maps().getFirst().toDoubles()).containsOnly(1.0);
  }

  @Test
  void headsThatDoNotDivideTheContextAreNarrower() {
    var model = new PvClient(Initial.seeded(1), settings(2, 4, 0, Mix.CLIENT));
    assertThat(model.parameters())
        .hasEntrySatisfying(
            "layers.0.attention.query.weight",
            weight -> assertThat(weight.shape()).containsExactly(4, 6));
    assertThat(model.forecast(WINDOW).shape()).containsExactly(3, 3, 2);
  }

  /// With w_trans = 1, as at the start, the two mixes are the same function.
  @Test
  void untrainedClientAndPvClientAgree() {
    var pv = new PvClient(Initial.seeded(1), settings(2, 2, 0, Mix.PV_CLIENT));
    var client = new PvClient(Initial.seeded(1), settings(2, 2, 0, Mix.CLIENT));
    assertThat(pv.forecast(WINDOW).toDoubles())
        .containsExactly(client.forecast(WINDOW).toDoubles());
    assertThat(pv.trainableCount() - client.trainableCount()).isEqualTo(2);
  }

  @Test
  void powerIsTheLastChannelPlusTheFirst() {
    Tensor forecast = Tensor.of(new double[] {1, 10, 100, 2, 20, 200}, 1, 2, 3);
    assertThat(PvClient.power(forecast).toDoubles()).containsExactly(101, 202);
  }

  @Test
  void aPlantGivesNothingAtNightAndNoMoreThanItCan() {
    Tensor power = Tensor.of(new double[] {-3, 5, 80, 5}, 1, 4);
    Tensor irradiance = Tensor.of(new double[] {10, 10, 10, 0}, 1, 4);
    assertThat(PvClient.possible(power, irradiance, 50).toDoubles()).containsExactly(0, 5, 50, 0);
  }

  @Test
  void otherChannelsAreRefused() {
    assertThatThrownBy(() -> model(Initial.seeded(0)).forecast(Tensor.zeros(Type.FLOAT32, 1, 6, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("window has shape (1, 6, 3); expected 2 in dimension 2");
  }

  @Property(seed = "1", tries = 50)
  void headsBeyondTheContextAreRefused(@ForAll @IntRange(min = 7, max = 99) int heads) {
    assertThatThrownBy(() -> settings(2, heads, 0, Mix.CLIENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("heads");
  }

  private static Settings settings(int channels, int heads, double dropout, Mix mix) {
    return new Settings(6, 3, channels, heads, 4, 1, dropout, 0.5, 1e-5, 1e-5, mix);
  }
}
