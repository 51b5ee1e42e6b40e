package org.offprint.methods.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.ModelContract;
import org.offprint.methods.language.ChainDecoder.Settings;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Training;

class ChainDecoderTest extends ModelContract<ChainDecoder> {
  private static final Tensor TEXT = Tensor.of(new long[] {1, 2, 3, 4, 0, 4, 3, 2, 1, 0}, 2, 5);

  private static Settings tiny(int shared) {
    return new Settings(5, 6, Chains.of(1, 2), 2, 1, 6, shared);
  }

  private static Initial inDoubles() {
    return new Initial(new SplittableRandom(4), Type.FLOAT64);
  }

  @Override
  protected ChainDecoder model(Initial initial) {
    return new ChainDecoder(initial, tiny(1));
  }

  @Override
  protected Tensor loss(ChainDecoder model) {
    return model.loss(TEXT);
  }

  @Property(seed = "1", tries = 30)
  void theFirstChainsAreASmallerModelInsideExactly(
      @ForAll @IntRange(min = 0, max = 1) int shared, @ForAll @IntRange(min = 1, max = 3) int run) {
    var model =
        new ChainDecoder(inDoubles(), new Settings(5, 6, Chains.of(1, 1, 2), 2, 2, 8, shared));
    Tensor whole = model.hidden(TEXT, 3);
    Tensor part = model.hidden(TEXT, run);
    assertThat(part.toDoubles())
        .containsExactly(whole.narrow(2, 0, part.size(2)).toDoubles(), offset(1e-13));
  }

  @Test
  void aChangeOfALaterChainLeavesTheEarlierOnesBitForBit() {
    var chains = Chains.of(1, 1, 2);
    var linear = new ChainLinear(inDoubles(), chains, 8, 16);
    Tensor x = inDoubles().normal(1, 3, 8);
    Tensor moved = x.add(Tensor.of(new double[] {0, 0, 0, 0, 1, 1, 1, 1}, 8));
    assertThat(linear.apply(moved, 3).narrow(1, 0, 8).toDoubles())
        .containsExactly(linear.apply(x, 3).narrow(1, 0, 8).toDoubles());
    var norm = new ChainNorm(inDoubles(), chains, 8, 1e-6);
    assertThat(norm.apply(moved, 3).narrow(1, 0, 4).toDoubles())
        .containsExactly(norm.apply(x, 3).narrow(1, 0, 4).toDoubles());
  }

  @Test
  void equalChainsKeepThreeQuartersOrFiveEighthsOfASquareLayer() {
    assertThat(Chains.of(1, 1).parameterCount(8, 8)).isEqualTo(48);
    assertThat(Chains.of(2, 2, 2, 2).parameterCount(8, 8)).isEqualTo(40);
    assertThat(Chains.of(3).parameterCount(6, 9)).isEqualTo(54);
  }

  @Test
  void anExpandedModelBeginsWithTheSameLogitsAndTrainsItsNewChainAlone() {
    ChainDecoder small = model(Initial.seeded(1));
    Training.of(small, Optimiser.adamW(small.trainable(), 0.01, 0)).run(5, step -> loss(small));
    ChainDecoder large = small.expand(Initial.seeded(2), 1);
    assertThat(large.apply(TEXT).toDoubles())
        .containsExactly(small.apply(TEXT).toDoubles(), offset(1e-6));

    double before = large.lastLoss(TEXT).value();
    Training.of(large, Optimiser.adamW(large.trainable(), 0.02, 0))
        .run(30, step -> large.lastLoss(TEXT));
    assertThat(large.lastLoss(TEXT).value()).isLessThan(before);
    assertThat(large.apply(TEXT, 2).toDoubles())
        .containsExactly(small.apply(TEXT).toDoubles(), offset(1e-6));
  }

  @Test
  void theMultiChainLossIsTheMeanOfAllSizes() {
    ChainDecoder model = model(Initial.seeded(1));
    double one = model.losses(TEXT).getFirst().value();
    double two = model.losses(TEXT).getLast().value();
    assertThat(model.loss(TEXT).value()).isCloseTo((one + two) / 2, offset(1e-6));
    assertThat(model.lastLoss(TEXT).value()).isCloseTo(two, offset(1e-6));
  }

  @Test
  void theGradientOfALayerIsItsSlope() {
    var settings = tiny(0);
    var layer =
        new ChainLayer(
            inDoubles(),
            settings,
            new org.offprint.methods.layer.Rotary(Type.FLOAT64, 2, 10_000, 6));
    Gradients.assertSlope(
        x -> layer.apply(x, 2).square().sum(), LanguageContractTest.random(3, 18), 1, 3, 6);
  }

  @Property(seed = "1", tries = 100)
  void chainsThatDoNotDivideAWidthAreRefused(
      @ForAll @IntRange(min = -1, max = 4) int one,
      @ForAll @IntRange(min = -1, max = 4) int two,
      @ForAll @IntRange(min = -2, max = 12) int width) {
    if (one < 1 || two < 1) {
      assertThatThrownBy(() -> Chains.of(one, two))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a chain's size");
    } else if (width < 1 || width % (one + two) != 0) {
      assertThatThrownBy(() -> Chains.of(one, two).prefix(width, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a multiple of the chains' sum");
    } else {
      var chains = Chains.of(one, two);
      assertThat(chains.part(width, 0) + chains.part(width, 1)).isEqualTo(width);
    }
  }

  @Test
  void chainCountsAndSharedHeadsOutOfRangeAreRefused() {
    ChainDecoder model = model(Initial.seeded(1));
    for (int run : new int[] {0, 3}) {
      assertThatThrownBy(() -> model.apply(TEXT, run))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("number of chains");
    }
    assertThatThrownBy(() -> tiny(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shared heads is 2");
  }
}
