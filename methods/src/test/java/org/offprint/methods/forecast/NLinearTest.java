package org.offprint.methods.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class NLinearTest extends ModelContract<NLinear> {
  private static final Tensor WINDOW = Tensor.normal(Initial.seeded(1).random(), 1, 3, 6, 2);
  private static final Tensor FUTURE = Tensor.normal(Initial.seeded(2).random(), 1, 3, 3, 2);

  @Override
  protected NLinear model(Initial initial) {
    return new NLinear(initial, 6, 3);
  }

  @Override
  protected Tensor loss(NLinear model) {
    return model.loss(WINDOW, FUTURE);
  }

  @Test
  void withoutWeightsItRepeatsTheLastStep() {
    var model = new NLinear(new Initial(Initial.seeded(0).random(), Type.FLOAT64), 6, 3);
    model.load(
        Map.of(
            "map.weight",
            Tensor.zeros(Type.FLOAT64, 3, 6),
            "map.bias",
            Tensor.zeros(Type.FLOAT64, 3)));
    Tensor window = WINDOW.to(Type.FLOAT64);
    assertThat(model.forecast(window).toDoubles())
        .containsExactly(new RepeatLast(3).forecast(window).toDoubles());
  }

  @Test
  void anotherContextIsRefused() {
    assertThatThrownBy(() -> model(Initial.seeded(0)).forecast(Tensor.zeros(Type.FLOAT32, 1, 7, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 6 in dimension 1, as the context of the model");
  }
}
