package org.offprint.methods.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.offprint.methods.ModelContract;
import org.offprint.methods.language.ChainClassifier.Settings;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class ChainClassifierTest extends ModelContract<ChainClassifier> {
  private static final Settings TINY = new Settings(4, List.of(6L, 9L), 3, Chains.of(1, 2));
  private static final Tensor X = Tensor.normal(new SplittableRandom(8), 1, 6, 4);
  private static final Tensor LABELS = Tensor.of(new long[] {0, 1, 2, 0, 1, -100}, 6);

  @Override
  protected ChainClassifier model(Initial initial) {
    return new ChainClassifier(initial, TINY);
  }

  @Override
  protected Tensor loss(ChainClassifier model) {
    return model.loss(X, LABELS);
  }

  @Test
  void theCountOfParametersIsTheirNumber() {
    assertThat(model(Initial.seeded(1)).trainableCount()).isEqualTo(TINY.parameterCount());
  }

  @Test
  void theFirstChainAloneGivesTheFirstLogits() {
    ChainClassifier model = model(Initial.seeded(1));
    for (int run = 1; run <= 2; run++) {
      assertThat(model.apply(X, run).toDoubles())
          .containsExactly(model.all(X).get(run - 1).toDoubles(), offset(1e-6));
    }
  }

  @Test
  void entriesToIgnoreDoNotCount() {
    ChainClassifier model = model(Initial.seeded(1));
    assertThat(model.loss(X, LABELS).value())
        .isCloseTo(model.loss(X.narrow(0, 0, 5), LABELS.narrow(0, 0, 5)).value(), offset(1e-6));
    assertThat(model.lastLoss(X, Tensor.full(-100, Type.INT64, 6)).value()).isNaN();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    ChainClassifier model = model(Initial.seeded(1));
    assertThatThrownBy(() -> model.loss(X, LABELS.narrow(0, 0, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels has shape (5)");
    assertThatThrownBy(() -> model.loss(X, Tensor.full(3, Type.INT64, 6)))
        .hasMessageContaining("labels[0] = 3 is not a class");
    assertThatThrownBy(() -> model.apply(Tensor.zeros(Type.FLOAT32, 2, 5), 1))
        .hasMessageContaining("the input has shape (2, 5)");
    assertThatThrownBy(() -> new Settings(4, List.of(7L), 3, Chains.of(1, 2)))
        .hasMessageContaining("width is 7");
    assertThatThrownBy(() -> new ChainClassifier(Initial.seeded(1), Settings.cifar(null)))
        .hasMessageContaining("chains are missing");
  }
}
