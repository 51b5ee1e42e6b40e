package org.offprint.methods.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.Family;
import org.offprint.methods.link.Ensemble.Member;
import org.offprint.methods.link.Reranking.NilPrior;
import org.offprint.methods.tensor.Tensor;

/// What every candidate generator promises, found by scanning, and what is particular to each.
class LinkContractTest {
  private static final List<Alias> ALIASES =
      List.of(
          new Alias("C1", "heart attack"),
          new Alias("C1", "myocardial infarction"),
          new Alias("C2", "heart failure"),
          new Alias("C0", "heart failure"),
          new Alias("C3", "headache"));

  static Stream<Named<CandidateGenerator>> generators() {
    TfIdfIndex words = TfIdfIndex.of(ALIASES);
    EmbeddingIndex embeddings = new EmbeddingIndex(ALIASES, LinkContractTest::encode);
    return Stream.of(
        Named.of("TfIdfIndex", words),
        Named.of("EmbeddingIndex", embeddings),
        Named.of(
            "Ensemble",
            new Ensemble(
                List.of(new Member(words, 3, 0.1, 1), new Member(embeddings, 3, 0, 0.5)))));
  }

  /// Counts of five letters: an encoder is any function of texts.
  private static Tensor encode(List<String> texts) {
    return Tensor.of(
        texts.stream()
            .map(text ->
                "aehrt"
                    .chars()
                    .mapToDouble(c -> text.chars().filter(d -> d == c).count())
                    .toArray())
            .toArray(double[][]::new));
  }

  @Test
  void everyGeneratorIsHere() {
    assertThat(generators().map(Named::getName))
        .containsExactlyInAnyOrderElementsOf(
            Family.classes("org.offprint.methods.link", CandidateGenerator.class)
                .map(Class::getSimpleName)
                .toList());
  }

  @ParameterizedTest
  @MethodSource("generators")
  void eachConceptComesOnceBestFirstAndNoMoreThanAskedFor(CandidateGenerator generator) {
    List<Candidate> all = generator.candidates("heart atack", 10);
    assertThat(all).isNotEmpty().isSortedAccordingTo(Candidate.BEST_FIRST);
    assertThat(all.stream().map(Candidate::concept)).doesNotHaveDuplicates();
    assertThat(all.getFirst().concept()).isEqualTo("C1");
    assertThat(generator.candidates("heart atack", 1)).isEqualTo(all.subList(0, 1));
    assertThat(generator.candidates("heart atack", 0)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("generators")
  void conceptsWithTheSameNameAreBothThereInTheOrderOfTheirIdentifiers(
      CandidateGenerator generator) {
    List<Candidate> found = generator.candidates("heart failure", 2);
    assertThat(found.stream().map(Candidate::concept)).containsExactly("C0", "C2");
    assertThat(found.get(0).score()).isEqualTo(found.get(1).score());
  }

  @Property(seed = "1", tries = 200)
  void anyTextHasScoresOfACosine(@ForAll @StringLength(max = 40) String mention) {
    TfIdfIndex index = TfIdfIndex.of(ALIASES);
    for (Candidate one : index.candidates(mention, 10)) {
      assertThat(one.score()).isBetween(0.0, 1 + 1e-12);
    }
    assertThat(index.scores(mention)).doesNotContain(Double.NaN);
  }

  @Test
  void aMentionThatNothingIsKnownOfHasNoCandidate() {
    TfIdfIndex index = TfIdfIndex.of(ALIASES);
    assertThat(index.candidates("", 5)).isEmpty();
    assertThat(index.candidates("  ", 5)).isEmpty();
    assertThat(index.candidates("zzz", 5)).isEmpty();
    assertThat(index.candidates("HEART  attack", 1).getFirst().score()).isCloseTo(1, offset(1e-12));
  }

  @Test
  void gramsStayInsideWordsAndShortWordsAreOne() {
    assertThat(new CharacterGrams(3).of("A heart"))
        .containsExactly(" a ", " he", "hea", "ear", "art", "rt ");
    assertThat(new CharacterGrams(5).of("ab x")).containsExactly(" ab ", " x ");
    assertThat(new CharacterGrams(3).of(" \t\n")).isEmpty();
    assertThat(new CharacterGrams(3).of("😀")).containsExactly(" 😀 ");
  }

  @Test
  void rareGramsCanBeLeftOut() {
    TfIdfIndex index = TfIdfIndex.of(ALIASES, new CharacterGrams(3), 2);
    assertThat(index.vocabulary()).contains("hea", "lur").doesNotContain("che");
    assertThat(index.candidates("cephalalgia", 5)).isEmpty();
  }

  @Test
  void anEnsembleKeepsWhatIsAboveTheThresholdAndTheLargestWeightedScore() {
    CandidateGenerator one =
        (mention, most) -> List.of(new Candidate("A", 0.8), new Candidate("B", 0.2));
    CandidateGenerator other = (mention, most) -> List.of(new Candidate("B", 0.9));
    var ensemble = new Ensemble(List.of(new Member(one, 5, 0.2, 1), new Member(other, 5, 0, 0.5)));
    assertThat(ensemble.candidates("any", 5))
        .containsExactly(new Candidate("A", 0.8), new Candidate("B", 0.45));
  }

  @Test
  void theLastCandidateGivesWayToNil() {
    List<Candidate> found =
        List.of(new Candidate("A", 0.9), new Candidate("B", 0.8), new Candidate("C", 0.7));
    var right = Reranking.listing(found, "B", true, NilPrior.ZERO);
    assertThat(right.concepts()).containsExactly("A", "B", Reranking.NIL);
    assertThat(right.target()).containsExactly(0, 1, 0);
    assertThat(right.prior()).containsExactly(0.9, 0.8, 0);
    var cut = Reranking.listing(found, "C", true, NilPrior.TARGET);
    assertThat(cut.target()).containsExactly(0, 0, 1);
    assertThat(cut.prior()).containsExactly(0.9, 0.8, 1);
    assertThat(Reranking.listing(found, null, false, NilPrior.ZERO).target()).containsOnly(0);
  }

  @Test
  void theTextsHaveTheirMarks() {
    String text = "x".repeat(200) + " mild headache since " + "y".repeat(200);
    int from = text.indexOf("headache");
    String mention = Reranking.mention(text, from, from + 8);
    assertThat(mention).contains(" [START] headache [END] ").startsWith("x").endsWith("y");
    assertThat(mention).hasSize(2 * 128 + " [START] headache [END] ".length());
    assertThat(Reranking.candidate("Symptom", "Headache", List.of("cephalalgia", "head pain")))
        .isEqualTo("Symptom [TYPE] Headache [TITLE] cephalalgia [SEP] head pain");
  }

  @Test
  void whatCannotBeIsRefusedByName() {
    assertThatThrownBy(() -> TfIdfIndex.of(List.of())).hasMessageContaining("aliases is 0");
    assertThatThrownBy(() -> new CharacterGrams(0)).hasMessageContaining("n is 0");
    assertThatThrownBy(() -> new Ensemble(List.of())).hasMessageContaining("members is 0");
    assertThatThrownBy(() -> new Member(TfIdfIndex.of(ALIASES), -1, 0, 1))
        .hasMessageContaining("most is -1");
    assertThatThrownBy(() -> Reranking.mention("short", 2, 9))
        .hasMessageContaining("from 2 to 9 is not inside");
    assertThatThrownBy(() -> Reranking.listing(List.of(), "A", true, NilPrior.ZERO))
        .hasMessageContaining("candidates is 0");
    assertThatThrownBy(() -> new EmbeddingIndex(ALIASES, texts -> encode(texts.subList(0, 2))))
        .hasMessageContaining("the encoder's answer has shape (2, 5); expected 5");
  }
}
