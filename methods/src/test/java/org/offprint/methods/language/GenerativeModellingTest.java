package org.offprint.methods.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.language.CrossEntropySearch.State;
import org.offprint.methods.language.StaircaseCache.Schedule;
import org.offprint.methods.language.SubwordMerges.Word;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.KeyValues;
import org.offprint.methods.layer.Rotary;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The parts of the discussion paper on generative modelling.
class GenerativeModellingTest {
  private static Tensor normal(long seed, long... shape) {
    return Tensor.normal(new SplittableRandom(seed), 1, Type.FLOAT64, shape);
  }

  @Property(seed = "1", tries = 100)
  void theSegmentationIsTheMostLikelyOfAll(
      @ForAll @StringLength(max = 7) @CharRange(from = 'a', to = 'c') String text) {
    var vocabulary =
        new UnigramVocabulary(
            Map.of("a", 0.2, "b", 0.15, "ab", 0.2, "bc", 0.1, "abc", 0.15, "ca", 0.1, "c", 0.05));
    var found = vocabulary.segment(text).orElseThrow();
    assertThat(String.join("", found.pieces())).isEqualTo(text);
    assertThat(found.logProb()).isCloseTo(best(vocabulary, text), offset(1e-12));
  }

  private static double best(UnigramVocabulary vocabulary, String text) {
    double best = text.isEmpty() ? 0 : Double.NEGATIVE_INFINITY;
    for (var piece : vocabulary.probabilities().entrySet()) {
      if (!text.isEmpty() && text.startsWith(piece.getKey())) {
        String rest = text.substring(piece.getKey().length());
        best = Math.max(best, Math.log(piece.getValue()) + best(vocabulary, rest));
      }
    }
    return best;
  }

  @Test
  void aTextThatNoPiecesSpellHasNoSegmentation() {
    var vocabulary = new UnigramVocabulary(Map.of("a", 0.5, "ab", 0.5));
    assertThat(vocabulary.segment("abx")).isEmpty();
    assertThat(vocabulary.segment("").orElseThrow().pieces()).isEmpty();
    assertThatThrownBy(() -> new UnigramVocabulary(Map.of("a", 1.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the probability of 'a' is 1.5");
    assertThatThrownBy(() -> new UnigramVocabulary(Map.of("", 0.5)))
        .hasMessageContaining("a piece's length is 0");
  }

  @Test
  void aJoinRaisesTheLikelihoodByItsGainAndLearningStopsWhereNoneDoes() {
    var merges =
        new SubwordMerges(
            List.of(new Word(List.of("l", "o", "w"), 5), new Word(List.of("l", "o"), 2)));
    double before = merges.logLikelihood();
    var steps = merges.learn(100);
    assertThat(steps.getFirst().logLikelihood() - before)
        .isCloseTo(steps.getFirst().gain(), offset(1e-9));
    assertThat(steps).allMatch(step -> step.gain() > 0);
    assertThat(merges.candidates()).allMatch(candidate -> candidate.gain() <= 0);
    assertThat(merges.words().stream().map(word -> String.join("", word.tokens())))
        .containsExactly("low", "lo");
    assertThat(new SubwordMerges(List.of()).learn(3)).isEmpty();
    assertThatThrownBy(() -> new Word(List.of(), 1)).hasMessageContaining("a word's tokens is 0");
    assertThatThrownBy(() -> new Word(List.of("a"), 0)).hasMessageContaining("a word's count is 0");
  }

  /// Gains are counted from what changes; a word that stands twice in the list, and tokens that
  /// overlap, are where that could go wrong.
  @Test
  void everyJoinOfOverlappingTokensAndRepeatedWordsRaisesTheLikelihoodByItsGain() {
    var merges =
        new SubwordMerges(
            List.of(
                new Word(List.of("a", "a", "a"), 2),
                new Word(List.of("a", "a", "a"), 2),
                new Word(List.of("a", "b", "a", "b"), 3),
                new Word(List.of("b", "c"), 1)));
    double before = merges.logLikelihood();
    var steps = merges.learn(100);
    assertThat(steps).hasSizeGreaterThan(1);
    for (SubwordMerges.Step step : steps) {
      assertThat(step.gain()).isCloseTo(step.logLikelihood() - before, offset(1e-9));
      before = step.logLikelihood();
    }
  }

  @Test
  void theSearchComesNearTheLowestPoint() {
    State found =
        CrossEntropySearch.standard()
            .search(
                State.begin(new double[] {0, 0}, new double[] {2, 2}),
                40,
                30,
                1e-3,
                new SplittableRandom(1),
                x -> Math.pow(x[0] - 1, 2) + 4 * Math.pow(x[1] + 0.5, 2));
    assertThat(found.mean()).containsExactly(new double[] {1, -0.5}, offset(0.05));
  }

  @Test
  void settingsWithoutAValueAreTheWorst() {
    var search = new CrossEntropySearch(0.5, 1, 0.1);
    State state =
        search.step(
            State.begin(new double[] {0}, new double[] {1}),
            new double[][] {{1}, {2}},
            x -> x[0] < 1.5 ? Double.NaN : 3);
    assertThat(state.mean()).containsExactly(2);
    assertThat(state.deviation()).containsExactly(0.1);
    assertThat(state.best()).isEqualTo(3);
    assertThatThrownBy(() -> new CrossEntropySearch(0, 1, 0))
        .hasMessageContaining("elite share is 0");
    assertThatThrownBy(() -> State.begin(new double[1], new double[2]))
        .hasMessageContaining("mean has 1 axes, deviation has 2");
    assertThatThrownBy(() -> search.step(state, new double[0][], x -> 0))
        .hasMessageContaining("draws is 0");
  }

  @Property(seed = "1", tries = 30)
  void rowsOfTheMixedPositionsSumToOneAndSeeNothingLater(
      @ForAll @IntRange(min = 0, max = 4) int quarters,
      @ForAll @IntRange(min = 1, max = 4) int head) {
    var attention = new RotaryAlibi(new Rotary(Type.FLOAT64, 4, 10_000, 6), quarters / 4.0);
    Tensor probs =
        attention.probabilities(
            normal(1, 6, 4), normal(2, 6, 4), RotaryAlibi.Slopes.HARMONIC.of(head, 4));
    assertThat(probs.sum(1, false).toDoubles())
        .containsExactly(new double[] {1, 1, 1, 1, 1, 1}, offset(1e-12));
    assertThat(probs.upperTriangle(1).toDoubles()).containsOnly(0);
  }

  @Test
  void withoutRotationOnlyTheDistanceCounts() {
    var attention = new RotaryAlibi(new Rotary(Type.FLOAT64, 4, 10_000, 6), 0);
    double[] probs = attention.probabilities(normal(1, 3, 4), normal(2, 3, 4), 1).toDoubles();
    assertThat(probs[3] / probs[4]).isCloseTo(Math.exp(-1), offset(1e-12));
    assertThat(probs[6] / probs[8]).isCloseTo(Math.exp(-2), offset(1e-12));
    assertThat(RotaryAlibi.Slopes.GEOMETRIC.of(8, 8)).isEqualTo(1 / 256.0);
    Gradients.assertSlope(
        t -> attention.probabilities(t, normal(2, 3, 4), 1).square().sum(),
        LanguageContractTest.random(5, 12),
        3,
        4);
    assertThatThrownBy(() -> new RotaryAlibi(new Rotary(Type.FLOAT64, 4, 10_000, 6), 1.1))
        .hasMessageContaining("lambda is 1.1");
    assertThatThrownBy(() -> attention.probabilities(normal(1, 3, 4), normal(1, 2, 4), 1))
        .hasMessageContaining("k has shape (2, 4)");
  }

  @Property(seed = "1", tries = 60)
  void blockByBlockIsOneMaskedSoftmax(
      @ForAll @IntRange(min = 1, max = 4) int blocks,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll @IntRange(min = 0, max = 1_000) int seed) {
    var attention = new RandomBlockAttention(size, 1);
    boolean[] active = attention.draw(blocks, new SplittableRandom(seed));
    assertThat(active[0]).isTrue();
    long length = (long) blocks * size;
    Tensor q = normal(seed, length, 3).mul(10);
    Tensor k = normal(seed + 1, length, 3).mul(10);
    Tensor v = normal(seed + 2, length, 2);
    assertThat(attention.apply(q, k, v, active).toDoubles())
        .containsExactly(attention.plain(q, k, v, active).toDoubles(), offset(1e-10));
  }

  @Test
  void theGradientOfBlockAttentionIsItsSlope() {
    var attention = new RandomBlockAttention(2, 1);
    boolean[] active = {true, false, true};
    double[] x = LanguageContractTest.random(6, 18);
    Gradients.assertSlope(t -> attention.apply(t, t.mul(0.5), t, active).square().sum(), x, 6, 3);
    assertThat(attention.expectedShare(1)).isEqualTo(1);
    assertThat(new RandomBlockAttention(2, 0).expectedShare(4)).isEqualTo(1);
    assertThatThrownBy(
            () -> attention.apply(normal(1, 5, 3), normal(1, 5, 3), normal(1, 5, 3), active))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positions is 5");
    assertThatThrownBy(() ->
            attention.apply(
                normal(1, 4, 3), normal(1, 4, 3), normal(1, 4, 3), new boolean[] {false, true}))
        .hasMessageContaining("distance 0 is not active");
    assertThatThrownBy(() -> new RandomBlockAttention(0, 1)).hasMessageContaining("block is 0");
  }

  @Property(seed = "1", tries = 100)
  void aQuantisedNumberIsWithinHalfAStep(
      @ForAll @IntRange(min = 1, max = 16) int bits,
      @ForAll @IntRange(min = 1, max = 9) int group) {
    Tensor x = normal(bits * 31L + group, 4, group);
    var groups = new GroupQuantiser(bits).quantise(x);
    double[] error = groups.value().sub(x).abs().sub(groups.scale().div(2)).toDoubles();
    assertThat(Arrays.stream(error)).allMatch(over -> over <= 1e-12);
  }

  @Test
  void equalNumbersHaveNoScale() {
    var groups = new GroupQuantiser(2).quantise(Tensor.full(3.5, Type.FLOAT64, 2, 4));
    assertThat(groups.value().toDoubles()).containsOnly(3.5);
    assertThat(groups.codes().toDoubles()).containsOnly(0);
    assertThatThrownBy(() -> new GroupQuantiser(0)).hasMessageContaining("bits is 0");
    assertThatThrownBy(() -> new GroupQuantiser(4).quantise(Tensor.zeros(Type.FLOAT64, 2, 0)))
        .hasMessageContaining("numbers a group is 0");
  }

  @Property(seed = "1", tries = 80)
  void precisionFallsWithAgeAndNeverRises(@ForAll @IntRange(min = 1, max = 90) int tokens) {
    Schedule.Held held = new Schedule(4, List.of(16, 8, 4, 2)).after(tokens);
    assertThat(held.residual()).isEqualTo(tokens % 4);
    assertThat(held.chunkBits()).hasSize(tokens / 4);
    assertThat(held.chunkBits().reversed()).isSorted();
    assertThat(held.averageBits()).isBetween(2.0, 16.0);
  }

  @Test
  void aStaircaseThatRisesIsRefused() {
    assertThatThrownBy(() -> new Schedule(4, List.of(8, 4, 6)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a level's bits is 6");
    assertThatThrownBy(() -> new Schedule(4, List.of(16))).hasMessageContaining("levels is 1");
    assertThatThrownBy(() -> new StaircaseCache(Schedule.standard(), 3, Type.FLOAT64, 1, 1, 8, 4))
        .hasMessageContaining("group is 3");
  }

  /// With the residual longer than the text nothing is quantised; with fewer bits the error grows.
  @Test
  void aModelGeneratesWithAStaircaseInPlaceOfItsCache() {
    var settings = new Decoder.Settings(7, 24, 8, 2, 2, 1, 12, 10_000, 0);
    var model = new Decoder(new Initial(new SplittableRandom(2), Type.FLOAT64), settings);
    long[] text = IntStream.range(0, 20).mapToLong(i -> i * i % 7).toArray();
    double[] exact = model.apply(Tensor.of(text, 1, 20)).select(1, 19).toDoubles();

    assertThat(last(model, settings, text, List.of(16, 8), 24))
        .containsExactly(exact, offset(1e-12));
    double fine = distance(last(model, settings, text, List.of(16, 12), 4), exact);
    double coarse = distance(last(model, settings, text, List.of(16, 4, 2), 4), exact);
    assertThat(fine).isGreaterThan(0).isLessThan(1e-3);
    assertThat(coarse).isGreaterThan(fine);
  }

  private static double distance(double[] one, double[] other) {
    return IntStream.range(0, one.length)
        .mapToDouble(i -> Math.abs(one[i] - other[i]))
        .max()
        .orElseThrow();
  }

  private static double[] last(
      Decoder model, Decoder.Settings settings, long[] text, List<Integer> levels, int chunk) {
    List<KeyValues> caches =
        IntStream.range(0, settings.layers())
            .<KeyValues>mapToObj(i ->
                new StaircaseCache(
                    new Schedule(chunk, levels), 4, Type.FLOAT64, 1, 1, settings.context(), 4))
            .toList();
    Tensor logits = model.next(Tensor.of(Arrays.copyOf(text, 3), 1, 3), caches);
    for (int t = 3; t < text.length; t++) {
      logits = model.next(Tensor.of(new long[] {text[t]}, 1, 1), caches);
    }
    return logits.select(1, logits.size(1) - 1).toDoubles();
  }
}
