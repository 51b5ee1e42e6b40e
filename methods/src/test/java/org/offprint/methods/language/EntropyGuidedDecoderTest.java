package org.offprint.methods.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.ModelContract;
import org.offprint.methods.language.EntropyGuidedDecoder.Activation;
import org.offprint.methods.language.EntropyGuidedDecoder.Heads;
import org.offprint.methods.language.EntropyGuidedDecoder.Settings;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.loss.Reduction;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class EntropyGuidedDecoderTest extends ModelContract<EntropyGuidedDecoder> {
  private static final Tensor TEXT = Tensor.of(new long[] {1, 2, 3, 4, 0, 4, 3, 2, 1, 0}, 2, 5);
  private static final EntropyRegulariser LOSS = new EntropyRegulariser(0.2, 1, Reduction.SUM);

  private static Settings tiny(boolean normalised, Activation activation) {
    return new Settings(
        5, 6, 4, 2, 2, 6, normalised, activation, new EntropyRegulariser(0.2, 0.01, Reduction.SUM));
  }

  @Override
  protected EntropyGuidedDecoder model(Initial initial) {
    return new EntropyGuidedDecoder(initial, tiny(false, Activation.NONE));
  }

  @Override
  protected Tensor loss(EntropyGuidedDecoder model) {
    return model.loss(TEXT);
  }

  private static Tensor attention(double scale) {
    Tensor scores = Tensor.normal(new SplittableRandom(3), scale, Type.FLOAT64, 2, 3, 4, 4);
    return EntropyRegulariser.attention(scores, Tensor.ones(Type.FLOAT64, 3));
  }

  private static Tensor thresholds(double... values) {
    return Tensor.of(values, values.length);
  }

  @Test
  void everyKindOfModelRuns() {
    for (Activation activation : Activation.values()) {
      for (boolean normalised : new boolean[] {false, true}) {
        var model = new EntropyGuidedDecoder(Initial.seeded(1), tiny(normalised, activation));
        assertThat(model.loss(TEXT).value()).isFinite();
        assertThat(model.attention(TEXT)).hasSize(2);
      }
    }
  }

  @Test
  void headsThatSeeAllAlikeAreOverloadedAndThoseThatSeeOneAreCollapsed() {
    assertThat(new Heads(new double[] {0.05, 0.5, 0.76, 0.99}).overloaded()).isEqualTo(0.5);
    assertThat(new Heads(new double[] {0.05, 0.5, 0.76, 0.99}).collapsed()).isEqualTo(0.25);
    var model = new EntropyGuidedDecoder(Initial.seeded(1), tiny(false, Activation.NONE));
    assertThat(model.heads(TEXT)).hasSize(2);
    // scores of small random weights are near zero, so an untrained model attends to all alike
    assertThat(model.heads(TEXT).getFirst().overloaded()).isEqualTo(1);
  }

  @Test
  void aUniformRowHasTheLogarithmOfItsKeysAndASureOneHasNone() {
    Tensor uniform = Tensor.full(0.25, Type.FLOAT64, 4);
    assertThat(EntropyRegulariser.entropy(uniform).value()).isCloseTo(Math.log(4), offset(1e-8));
    Tensor sure = Tensor.of(new double[] {0, 1, 0}, 3);
    assertThat(EntropyRegulariser.entropy(sure).value()).isCloseTo(0, offset(1e-8));
  }

  @Property(seed = "1", tries = 50)
  void withinTheMarginNothingIsPenalised(
      @ForAll @DoubleRange(min = 0, max = 1) double threshold,
      @ForAll @DoubleRange(min = 0, max = 1) double gamma) {
    Tensor attention = attention(2);
    double most = Math.log(4);
    double expected = 0;
    double[] entropies = EntropyRegulariser.entropy(attention).toDoubles();
    for (double entropy : entropies) {
      double deviation = entropy - threshold * most;
      expected += Math.abs(deviation) > gamma * most ? deviation * deviation / 3 : 0;
    }
    var loss = new EntropyRegulariser(gamma, 1, Reduction.SUM);
    Tensor wanted = thresholds(threshold, threshold, threshold);
    assertThat(loss.apply(List.of(attention), wanted).value()).isCloseTo(expected, offset(1e-9));
    assertThat(
            new EntropyRegulariser(gamma, 1, Reduction.MEAN)
                .apply(List.of(attention), wanted)
                .value())
        .isCloseTo(expected / 8, offset(1e-9));
  }

  @Test
  void theGradientIsTheSlopeOfTheLoss() {
    Tensor attention = attention(2);
    Gradients.assertSlope(t -> LOSS.apply(List.of(attention), t), new double[] {0.1, 0.5, 0.93}, 3);
    Gradients.assertSlope(
        1e-6,
        t ->
            LOSS.apply(
                List.of(EntropyRegulariser.attention(t, Tensor.ones(Type.FLOAT64, 3))),
                thresholds(0, 0.5, 1)),
        LanguageContractTest.random(4, 48),
        1,
        3,
        4,
        4);
    Gradients.assertSlope(
        t ->
            EntropyRegulariser.entropy(
                    EntropyRegulariser.attention(
                        Tensor.of(LanguageContractTest.random(4, 48), 1, 3, 4, 4), t))
                .sum(),
        new double[] {0.5, 1, 2},
        3);
  }

  @Test
  void extremeScoresStayFiniteAndNanSurfaces() {
    double[] scores = new double[48];
    Arrays.setAll(scores, i -> i % 3 == 0 ? 1e4 : -1e4);
    Tensor sure =
        EntropyRegulariser.attention(Tensor.of(scores, 1, 3, 4, 4), Tensor.ones(Type.FLOAT64, 3));
    assertThat(LOSS.apply(List.of(sure), thresholds(0.5, 0.5, 0.5)).value()).isFinite();
    scores[0] = Double.NaN;
    Tensor broken =
        EntropyRegulariser.attention(Tensor.of(scores, 1, 3, 4, 4), Tensor.ones(Type.FLOAT64, 3));
    assertThat(LOSS.apply(List.of(broken), thresholds(0.5, 0.5, 0.5)).value()).isNaN();
  }

  @Property(seed = "1", tries = 50)
  void attentionOfAnotherNumberOfHeadsIsRefused(@ForAll @IntRange(min = 1, max = 6) int heads) {
    Tensor wanted = Tensor.full(0.5, Type.FLOAT64, heads);
    if (heads == 3) {
      assertThat(LOSS.apply(List.of(attention(1)), wanted).value()).isNotNegative();
    } else {
      assertThatThrownBy(() -> LOSS.apply(List.of(attention(1)), wanted))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("attention has shape (2, 3, 4, 4)");
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> LOSS.apply(List.of(), thresholds(0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layers is 0");
    assertThatThrownBy(() -> new EntropyRegulariser(-1, 1, Reduction.SUM))
        .hasMessageContaining("gamma is -1");
    assertThatThrownBy(() -> new EntropyRegulariser(0, 1, Reduction.NONE))
        .hasMessageContaining("reduction is NONE");
    assertThatThrownBy(() ->
            EntropyRegulariser.attention(
                Tensor.zeros(Type.FLOAT64, 1, 2, 3, 4), Tensor.ones(Type.FLOAT64, 2)))
        .hasMessageContaining("scores has shape (1, 2, 3, 4)");
  }
}
