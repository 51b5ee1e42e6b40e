package org.offprint.methods.ctr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.offprint.methods.ModelContract;
import org.offprint.methods.ctr.ArmNet.Settings;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class ArmNetTest extends ModelContract<ArmNet> {
  private static final Tensor IDS = Tensor.of(new long[] {0, 3, 1, 4, 2, 3, 0, 4}, 4, 2);
  private static final Tensor LABELS = Tensor.of(new float[] {1, 0, 0, 1}, 4);

  @Override
  protected ArmNet model(Initial initial) {
    return new ArmNet(initial, new Settings(2, 5, 2, 1, 2, 2, 1, 3, 0.1, false));
  }

  @Override
  protected Tensor loss(ArmNet model) {
    return model.loss(IDS, LABELS);
  }

  @Test
  void theGatesOfANeuronAddUpToOneAndSomeAreZeroAboveAlphaOne() {
    for (double alpha : new double[] {1, 2}) {
      var model = evaluated(new Settings(2, 5, 2, 2, 8, alpha, 1, 3, 0, false));
      Tensor gates = model.explain(IDS, Tensor.ones(Type.FLOAT32, 4, 2)).gates();
      assertThat(gates.shape()).containsExactly(4, 2, 8, 2);
      assertThat(Arrays.stream(gates.sum(-1, false).toDoubles()))
          .allSatisfy(sum -> assertThat(sum).isCloseTo(1, offset(1e-6)));
      if (alpha == 1) {
        assertThat(gates.min().value()).isPositive();
      }
    }
  }

  @Test
  void oneFieldIsChosenByEveryNeuron() {
    var model = evaluated(new Settings(1, 5, 2, 0, 3, 1.7, 1, 3, 0, false));
    Tensor ids = Tensor.of(new long[] {2}, 1, 1);
    assertThat(model.explain(ids, Tensor.ones(Type.FLOAT32, 1, 1)).gates().toDoubles())
        .containsOnly(1.0);
  }

  @Test
  void valuesAreCutButNotChangedInPlace() {
    var model = evaluated(new Settings(2, 5, 2, 0, 3, 1.7, 1, 3, 0, false));
    Tensor ids = IDS.narrow(0, 0, 1).contiguous();
    Tensor values = Tensor.of(new float[] {0, 7}, 1, 2);
    Tensor cut = Tensor.of(new float[] {0.001f, 1}, 1, 2);
    assertThat(model.logits(ids, values).value()).isEqualTo(model.logits(ids, cut).value());
    assertThat(values.toFloats()).containsExactly(0, 7);
  }

  @Test
  void theEnsembleAddsItsOwnEmbeddingsAndMix() {
    var plain = evaluated(new Settings(2, 5, 2, 0, 3, 1.7, 1, 3, 0, false));
    var plus = evaluated(new Settings(2, 5, 2, 0, 3, 1.7, 1, 3, 0, true));
    assertThat(plus.parameters().keySet())
        .containsAll(plain.parameters().keySet())
        .contains("deep_embedding", "mix", "mix_bias", "deep.out.weight");
    assertThat(plus.logits(IDS).shape()).containsExactly(4);
  }

  @Test
  void aValueThatIsNotANumberIsRefused() {
    var model = evaluated(new Settings(2, 5, 2, 0, 3, 1.7, 1, 3, 0, false));
    Tensor values = Tensor.of(new float[] {Float.NaN, 1, 1, 1, 1, 1, 1, 1}, 4, 2);
    assertThatThrownBy(() -> model.logits(IDS, values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("values holds NaN");
    assertThatThrownBy(() -> model.logits(IDS, Tensor.ones(Type.FLOAT32, 4, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("values has shape (4, 3)");
  }

  private static ArmNet evaluated(Settings settings) {
    var model = new ArmNet(Initial.seeded(1), settings);
    model.training(false);
    return model;
  }
}
