package org.offprint.methods.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class KeynessModelTest extends ModelContract<KeynessModel> {
  private static final List<String> DOCUMENT =
      List.of("The Cat sat . The cat of NASA sat on the mat . A NASA cat".split(" "));
  private static final ReferenceCorpus NOTHING = ReferenceCorpus.of(List.of(), 3);

  @Override
  protected KeynessModel model(Initial initial) {
    return new KeynessModel(initial, 6, 2);
  }

  @Override
  protected Tensor loss(KeynessModel model) {
    Tensor features = Tensor.normal(new SplittableRandom(1), 1, Type.FLOAT32, 8, 6);
    Tensor labels = Tensor.of(new float[] {1, 0, 1, 0, 0, 0, 1, 0}, 8);
    var sample = new KeynessModel.Sample(features, labels);
    return model.loss(List.of(sample, sample));
  }

  @Test
  void statisticsOfATermAreReadOffTheDocument() {
    var cat = TermStatistics.of("cat", DOCUMENT, NOTHING);
    assertThat(cat.count()).isEqualTo(3);
    assertThat(cat.first()).isEqualTo(1);
    assertThat(cat.casing()).isCloseTo(1 / 3.0, offset(1e-12));
    assertThat(cat.leftDiversity()).isCloseTo(2 / 3.0, offset(1e-12)); // the, the, nasa
    assertThat(cat.rightDiversity()).isEqualTo(1); // sat, of
    assertThat(TermStatistics.of("NASA", DOCUMENT, NOTHING).casing()).isEqualTo(1);
    assertThat(TermStatistics.of("the cat", DOCUMENT, NOTHING).count()).isEqualTo(2);
  }

  @Test
  void withoutAReferenceTheComparisonsHaveNoValue() {
    var cat = TermStatistics.of("cat", DOCUMENT, NOTHING);
    assertThat(cat.lexicalSpecificity()).isNaN();
    assertThat(cat.percentDifference()).isEmpty();
  }

  @Test
  void aTermAsFrequentAsInGeneralIsNotKey() {
    var reference = ReferenceCorpus.of(List.of(DOCUMENT, DOCUMENT), 3);
    var cat = TermStatistics.of("cat", DOCUMENT, reference);
    assertThat(cat.logLikelihood()).isCloseTo(0, offset(1e-12));
    assertThat(cat.logRatio()).isCloseTo(0, offset(1e-12));
    assertThat(cat.percentDifference().orElseThrow()).isCloseTo(0, offset(1e-9));
    assertThat(cat.simpleMaths(100)).isCloseTo(1, offset(1e-12));
  }

  @Test
  void candidatesHaveNoStopWordsAtTheirEndsAndNoPunctuationInside() {
    assertThat(KeynessKeywords.candidates(DOCUMENT, 3))
        .contains("cat", "cat of nasa", "nasa cat")
        .doesNotContain("the cat", "sat .", "mat . a", "of nasa");
    assertThat(KeynessKeywords.candidates(List.of(), 3)).isEmpty();
  }

  @Test
  void keywordsOfAKindAreLearnedFromOtherDocuments() {
    // Keywords stand early and are capitalised; the rest are not
    var documents = new ArrayList<KeynessKeywords.Labelled>();
    var random = new SplittableRandom(2);
    for (int d = 0; d < 6; d++) {
      String key = "Topic" + (char) ('a' + d);
      var tokens = new ArrayList<String>(List.of("see", key, "here"));
      for (int i = 0; i < 20; i++) {
        tokens.add("plain" + (char) ('a' + random.nextInt(12)));
        if (i % 7 == 3) {
          tokens.add(key);
        }
      }
      documents.add(new KeynessKeywords.Labelled(tokens, Set.of(key)));
    }
    var reference =
        ReferenceCorpus.of(documents.stream().map(KeynessKeywords.Labelled::tokens).toList(), 3);
    var settings = new KeynessKeywords.Settings(2, 3, 1, 60, 0.02, 1);
    var extractor = KeynessKeywords.fit(documents.subList(0, 5), reference, settings);
    var ranked = extractor.rank(documents.get(5).tokens());
    assertThat(ranked.getFirst().term()).isEqualTo("topicf");
    assertThat(extractor.rank(List.of())).isEmpty();
    assertThat(extractor.models()).hasSize(2);
    assertThatThrownBy(() -> KeynessKeywords.fit(List.of(), reference, settings))
        .hasMessageContaining("0 candidates are keywords and 0 are not");
  }

  @Test
  void nanSurfacesAndExtremesStayFinite() {
    KeynessModel model = model(Initial.seeded(1));
    assertThat(model.scores(Tensor.full(Double.NaN, Type.FLOAT32, 1, 6)).value()).isNaN();
    assertThat(model.scores(Tensor.full(1e6, Type.FLOAT32, 1, 6)).value()).isBetween(0.0, 1.0);
  }

  @Test
  void wrongInputIsRefusedByName() {
    KeynessModel model = model(Initial.seeded(1));
    assertThatThrownBy(() -> model.scores(Tensor.zeros(Type.FLOAT32, 2, 5)))
        .hasMessageContaining("features has shape (2, 5)");
    assertThatThrownBy(() -> model.scores(Tensor.zeros(Type.FLOAT32, 0, 6)))
        .hasMessageContaining("at least one term");
    assertThatThrownBy(() -> model.loss(List.of()))
        .hasMessageContaining("0 samples and 2 networks");
    var sample =
        new KeynessModel.Sample(
            Tensor.zeros(Type.FLOAT32, 1, 6), Tensor.full(0.5, Type.FLOAT32, 1));
    assertThatThrownBy(() -> model.loss(List.of(sample, sample)))
        .hasMessageContaining("a label is 0.5");
    assertThatThrownBy(() -> TermStatistics.of("dog", DOCUMENT, NOTHING))
        .hasMessageContaining("'dog' does not occur");
    assertThatThrownBy(() -> TermStatistics.of("", DOCUMENT, NOTHING))
        .hasMessageContaining("does not occur");
    assertThatThrownBy(() -> KeywordScore.at(0, List.of(), List.of()))
        .hasMessageContaining("k is 0");
  }

  @Property(seed = "1", tries = 100)
  void scoresAreSharesWhateverIsPredicted(
      @ForAll @IntRange(min = 1, max = 20) int k,
      @ForAll @Size(max = 20) List<@AlphaChars @StringLength(max = 2) String> predicted,
      @ForAll @Size(max = 20) List<@AlphaChars @StringLength(max = 2) String> wanted) {
    var score = KeywordScore.at(k, predicted, wanted);
    assertThat(score.f()).isBetween(0.0, 1.0);
    assertThat(score.f()).isLessThanOrEqualTo(Math.max(score.precision(), score.recall()) + 1e-12);
  }

  @Property(seed = "1", tries = 50)
  void everyCandidateOfAnyTextHasItsStatistics(
      @ForAll @Size(max = 12) List<@StringLength(min = 1, max = 4) String> document) {
    for (String term : KeynessKeywords.candidates(document, 3)) {
      assertThat(TermStatistics.of(term, document, NOTHING).count()).isPositive();
    }
  }
}
