package org.offprint.methods.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.decode.EntropySwitch.Settings;
import org.offprint.methods.decode.EntropySwitch.Size;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

class EntropyAdaptiveTest {
  @Test
  void theEntropyOfEqualLogitsIsTheLogarithmOfTheirNumber() {
    assertThat(EntropySwitch.bits(3, 3, 3, 3, 3, 3, 3, 3)).isCloseTo(3, offset(1e-12));
    assertThat(EntropySwitch.bits(1000, 0, -1000)).isZero();
    assertThat(EntropySwitch.bits(0, Double.NEGATIVE_INFINITY)).isZero();
  }

  @Test
  void logitsThatAreNotNumbersAreRefused() {
    assertThatThrownBy(() -> EntropySwitch.bits(1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("logits[1] is NaN");
    assertThatThrownBy(() -> new EntropySwitch(Settings.of(1)).accept(Double.NaN))
        .hasMessageContaining("entropy is NaN");
    assertThatThrownBy(() -> new Settings(Double.NaN, 5, 10, true)).hasMessageContaining("tau");
  }

  @Test
  void atTheThresholdTheLargeModelWrites() {
    var choice = new EntropySwitch(new Settings(2, 1, 1, true));
    assertThat(choice.accept(2).next()).isEqualTo(Size.LARGE);
    assertThat(choice.accept(1.999).next()).isEqualTo(Size.SMALL);
  }

  @Test
  void thresholdsOfZeroAndInfinityKeepOneModel() {
    var always = new EntropySwitch(new Settings(0, 1, 1, true));
    var never = new EntropySwitch(new Settings(Double.POSITIVE_INFINITY, 1, 1, true));
    assertThat(always.accept(0).next()).isEqualTo(Size.LARGE);
    assertThat(always.accept(0).next()).isEqualTo(Size.LARGE);
    assertThat(never.accept(1e9).next()).isEqualTo(Size.SMALL);
  }

  @Test
  void theNumbersOfTheAbstractFollowFromTheCostModel() {
    assertThat(EntropyAdaptive.saving(0.43, 3, 11)).isCloseTo(0.4145, offset(1e-4));
    assertThat(EntropyAdaptive.saving(0.25, 1.5, 14)).isCloseTo(0.6696, offset(1e-4));
  }

  @Test
  void eachModelReadsWhatTheOtherOneWrote() {
    var small = new Recorded(0); // always unsure, so the large model takes over
    var large = new Recorded(40); // always sure, so it hands back
    var decoding = new EntropyAdaptive(small, large, new Settings(1, 1, 2, true));
    EntropyAdaptive.Text text =
        decoding.generate(new int[] {1, 2, 3}, 8, -1, new TopP(0), new SplittableRandom(1));

    assertThat(text.steps().stream().map(EntropySwitch.Step::active))
        .containsExactly(
            Size.SMALL,
            Size.SMALL,
            Size.LARGE,
            Size.LARGE,
            Size.SMALL,
            Size.SMALL,
            Size.LARGE,
            Size.LARGE);
    assertThat(text.largeShare()).isEqualTo(0.5);
    assertThat(small.heard).hasSize(3 + 5).containsSubsequence(1, 2, 3);
    assertThat(large.heard).hasSize(3 + 7);
    assertThat(text.reread()).isEqualTo(1 + 2 + 2);
  }

  @Test
  void theEndTokenOfEitherModelEndsTheText() {
    var model = new Recorded(40); // says token 0
    var decoding = new EntropyAdaptive(model, model, Settings.of(1));
    assertThat(
            decoding.generate(new int[] {5}, 20, 0, new TopP(0), new SplittableRandom(1)).tokens())
        .containsExactly(0);
  }

  @Test
  void modelsOfDifferentVocabulariesAreRefused() {
    var other = new CachedDecoder(tiny(1, 7));
    assertThatThrownBy(() -> new EntropyAdaptive(new Recorded(0), other, Settings.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the small model knows 8 tokens, the large one 7");
  }

  @Test
  void aTransformerIsReadThroughItsCache() {
    Decoder decoder = tiny(2, 8);
    LanguageModel.Reader reader = new CachedDecoder(decoder).read();
    reader.next(1, 2, 3);
    double[] logits = reader.next(4, 5);
    try (var scope = Scope.withoutGradients()) {
      Tensor whole = decoder.apply(Tensor.of(new long[] {1, 2, 3, 4, 5}, 1, 5));
      assertThat(logits).containsExactly(whole.select(1, 4).toDoubles(), offset(1e-6));
    }
  }

  @Test
  void twoTransformersShareAText() {
    var small = new CachedDecoder(tiny(3, 8));
    var large = new CachedDecoder(tiny(4, 8));
    var decoding = new EntropyAdaptive(small, large, new Settings(0, 2, 3, true));
    EntropyAdaptive.Text text =
        decoding.generate(new int[] {1}, 12, -1, TopP.standard(), new SplittableRandom(1));
    assertThat(text.tokens()).hasSize(12);
    assertThat(text.largeShare()).isEqualTo(0.75); // the large model writes from the fourth on
  }

  @Property(seed = "1", tries = 100)
  void noModelLeavesBeforeItsTimeAndAllTokensAreAccountedFor(
      @ForAll @LongRange(min = 0, max = 1000) long seed,
      @ForAll @DoubleRange(min = 0, max = 4) double tau,
      @ForAll @IntRange(min = 1, max = 6) int window,
      @ForAll @IntRange(min = 1, max = 12) int stay,
      @ForAll boolean fullWindow) {
    var choice = new EntropySwitch(new Settings(tau, window, stay, fullWindow));
    double[] entropies = new SplittableRandom(seed).doubles(60, 0, 4).toArray();
    List<EntropySwitch.Step> steps = Arrays.stream(entropies).mapToObj(choice::accept).toList();
    for (EntropySwitch.Step step : steps) {
      if (step.next() != step.active()) {
        assertThat(step.stayed()).isGreaterThanOrEqualTo(stay);
        assertThat(step.mean() >= tau).isEqualTo(step.next() == Size.LARGE);
      }
    }
    assertThat(steps.getFirst().active()).isEqualTo(Size.SMALL);
  }

  private static Decoder tiny(long seed, int vocabulary) {
    return new Decoder(
        Initial.seeded(seed), new Decoder.Settings(vocabulary, 32, 8, 1, 2, 2, 16, 10_000, 0));
  }

  /// Token 0 stands above the others by a margin; remembers all it was given.
  private static final class Recorded implements LanguageModel {
    private final double margin;
    private final List<Integer> heard = new ArrayList<>();

    Recorded(double margin) {
      this.margin = margin;
    }

    @Override
    public int vocabulary() {
      return 8;
    }

    @Override
    public Reader read() {
      return tokens -> {
        Arrays.stream(tokens).forEach(heard::add);
        return IntStream.range(0, 8).mapToDouble(i -> i == 0 ? margin : 0).toArray();
      };
    }
  }
}
