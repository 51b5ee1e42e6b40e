package org.offprint.methods.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

class EntroPeTest extends ModelContract<EntroPe> {
  private static final Tensor WINDOW = Tensor.normal(Initial.seeded(1).random(), 1, 2, 6, 2);
  private static final Tensor FUTURE = Tensor.normal(Initial.seeded(2).random(), 1, 2, 3, 2);

  @Override
  protected EntroPe model(Initial initial) {
    return of(initial, 0.1, false);
  }

  @Override
  protected Tensor loss(EntroPe model) {
    return model.loss(WINDOW, FUTURE);
  }

  /// Two channels, six steps of the past, three of the future.
  static EntroPe tiny(Initial initial) {
    return of(initial, 0, true);
  }

  private static EntroPe of(Initial initial, double dropout, boolean maskPadding) {
    var patcher = new EntropyPatcher(new EntropyPatcher.Threshold.Quantile(0.6, false), 4);
    var settings = new EntroPe.Settings(6, 3, 2, 4, 2, 4, 1, 96, dropout, maskPadding, patcher);
    var entropyModel =
        new EntropyModel(initial, new EntropyModel.Settings(12, 1, 1, 4, 6, dropout));
    return new EntroPe(initial, settings, new MeanScaleQuantiser(-2, 2, 12, 4, 0), entropyModel);
  }

  @Test
  void theEntropyModelIsFrozenAndSavedWithTheForecaster() {
    EntroPe model = model(Initial.seeded(1));
    assertThat(model.parameters())
        .allSatisfy((name, parameter) ->
            assertThat(parameter.requiresGradient()).isEqualTo(!name.startsWith("entropy_model.")))
        .containsKey("entropy_model.tokens.weight");
  }

  @Test
  void patchesComeFromEachRowsOwnEntropies() {
    var parts = tiny(Initial.seeded(1)).explain(WINDOW, null);
    assertThat(parts.lengths()).hasNumberOfRows(4); // two windows of two channels
    for (int[] row : parts.lengths()) {
      assertThat(java.util.Arrays.stream(row).sum()).isEqualTo(7);
    }
  }

  @Test
  void aWindowThatNeverVariesIsOnePatchOfOneToken() {
    Tensor flat = Tensor.full(3, org.offprint.methods.tensor.Type.FLOAT32, 1, 6, 2);
    var parts = tiny(Initial.seeded(1)).explain(flat, null);
    assertThat(parts.ids().toLongs()).containsOnly(parts.ids().toLongs()[0]);
  }

  /// The released code attends to the patches that only make rows equally long; a flag ends that.
  @Test
  void paddingPatchesMatterUnlessTheyAreMasked() {
    int[][] alone = {{4, 3}, {4, 3}};
    int[][] padded = {{4, 3, 0, 0}, {4, 3, 0, 0}};
    Tensor one = WINDOW.narrow(0, 0, 1);
    for (boolean masked : new boolean[] {false, true}) {
      EntroPe model = of(Initial.seeded(1), 0, masked);
      Tensor apart = model.forecast(one, alone).sub(model.forecast(one, padded)).abs().max();
      if (masked) {
        assertThat(apart.value()).isLessThan(1e-5);
      } else {
        assertThat(apart.value()).isGreaterThan(1e-5);
      }
    }
  }

  @Test
  void patchesFromElsewhereChangeTheForecast() {
    EntroPe model = tiny(Initial.seeded(1));
    Tensor one = WINDOW.narrow(0, 0, 1);
    double[] even = model.forecast(one, new int[][] {{2, 2, 2, 1}, {2, 2, 2, 1}}).toDoubles();
    assertThat(model.forecast(one, new int[][] {{7}, {7}}).toDoubles()).isNotEqualTo(even);
  }

  @Test
  void lengthsThatDoNotCoverTheWindowAreRefused() {
    EntroPe model = tiny(Initial.seeded(1));
    Tensor one = WINDOW.narrow(0, 0, 1);
    assertThatThrownBy(() -> model.forecast(one, new int[][] {{6}, {7}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lengths [6]: expected numbers of 0 or more that add up to 7");
    assertThatThrownBy(() -> model.forecast(one, new int[][] {{7}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lengths has 1 rows; expected 2");
  }

  @Test
  void anEntropyModelForFewerStepsIsRefused() {
    var small = new EntropyModel(Initial.seeded(1), new EntropyModel.Settings(12, 1, 1, 4, 5, 0));
    var settings =
        new EntroPe.Settings(6, 3, 2, 4, 2, 4, 1, 96, 0, false, EntropyPatcher.standard());
    assertThatThrownBy(() ->
            new EntroPe(
                Initial.seeded(1), settings, new MeanScaleQuantiser(-2, 2, 12, 4, 0), small))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the entropy model has block 5");
  }

  @Test
  void theAuthorsFeedForwardIsTheNextMultiple() {
    assertThat(EntroPe.Settings.feedForward(8, 256)).isEqualTo(256);
    assertThat(EntroPe.Settings.feedForward(8, 8)).isEqualTo(24);
    assertThat(EntroPe.Settings.feedForward(512, 256)).isEqualTo(1536);
  }
}
