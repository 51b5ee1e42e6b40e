package org.offprint.methods.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class EntropyModelTest extends ModelContract<EntropyModel> {
  private static final Tensor IDS = Tensor.of(new long[] {5, 6, 7, 5, 6, 8, 6, 7, 5, 6}, 2, 5);

  @Override
  protected EntropyModel model(Initial initial) {
    return new EntropyModel(initial, new EntropyModel.Settings(9, 1, 2, 4, 8, 0.1));
  }

  @Override
  protected Tensor loss(EntropyModel model) {
    return model.loss(IDS);
  }

  @Test
  void aStepIsNotInfluencedByLaterOnes() {
    EntropyModel model = model(Initial.seeded(1));
    double[] long5 = model.entropies(IDS).toDoubles();
    double[] long3 = model.entropies(IDS.narrow(1, 0, 3).contiguous()).toDoubles();
    for (int t = 0; t < 3; t++) {
      assertThat(long3[t]).isCloseTo(long5[t], offset(1e-6));
    }
  }

  @Test
  void entropiesAreWithoutDropoutAlsoWhileTraining() {
    EntropyModel model = model(Initial.seeded(1));
    assertThat(model.entropies(IDS).toDoubles()).containsExactly(model.entropies(IDS).toDoubles());
    assertThat(model.training()).isTrue();
    assertThat(model.entropies(IDS).requiresGradient()).isFalse();
  }

  @Test
  void itHasNoBiases() {
    assertThat(model(Initial.seeded(1)).tensors().keySet())
        .noneMatch(name -> name.contains("bias"));
  }

  @Test
  void certaintyIsZeroAndIgnoranceTheLogarithmOfTheVocabulary() {
    Tensor certain = Tensor.of(new double[] {1e4, 0, -1e4}, 1, 3);
    assertThat(EntropyModel.entropy(certain).value()).isZero();
    assertThat(EntropyModel.entropy(Tensor.zeros(Type.FLOAT64, 1, 256)).value())
        .isCloseTo(Math.log(256), offset(1e-12));
  }

  @Property(seed = "1", tries = 100)
  void entropyIsBetweenThem(
      @ForAll @Size(min = 1, max = 9) List<@DoubleRange(min = -1e3, max = 1e3) Double> logits) {
    double[] row = logits.stream().mapToDouble(v -> v).toArray();
    double h = EntropyModel.entropy(Tensor.of(row, 1, row.length)).value();
    assertThat(h).isBetween(-1e-12, Math.log(row.length) + 1e-9);
  }

  @Property(seed = "1", tries = 50)
  void idsOutsideTheVocabularyAreRefused(@ForAll @IntRange(min = 9, max = 99) int id) {
    assertThatThrownBy(() -> model(Initial.seeded(1)).logits(Tensor.of(new long[] {0, id}, 1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tokens[1] = " + id + " is out of range: expected 0 to 8");
  }

  @Test
  void aSeriesBeyondTheBlockIsRefused() {
    assertThatThrownBy(() -> model(Initial.seeded(1)).logits(Tensor.zeros(Type.INT64, 1, 9)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at most 8 in dimension 1");
  }

  @Test
  void theLossOfNothingIsNotANumber() {
    assertThat(model(Initial.seeded(1)).loss(Tensor.zeros(Type.INT64, 0, 5)).value()).isNaN();
  }
}
