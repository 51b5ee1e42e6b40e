package org.offprint.server.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.offprint.server.search.Corpus.bundled;
import static org.offprint.server.search.Corpus.paper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.catalog.paper.Organisation;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;

class LuceneIndexTest {
  @TempDir Path folder;
  private LuceneIndex index;

  @BeforeEach
  void open() {
    index = LuceneIndex.open(folder);
  }

  @AfterEach
  void close() {
    index.close();
  }

  private void given(Paper... papers) {
    index.put(List.of(papers));
    index.commit();
  }

  private Hits search(String query) {
    return index.search(Query.parse(query), Order.relevance, 0, 20);
  }

  private List<String> found(String query) {
    return ids(search(query));
  }

  private static List<String> ids(Hits hits) {
    return hits.ids().stream().map(PaperId::value).toList();
  }

  @Test
  void twoWordsPreferThePaperWhereTheyStandTogether() {
    given(
        paper(
            "2401.00001",
            "Cross-lingual transfer across cross domains",
            "We cross the domain gap with cross attention; the entropy of the cross labels is large, and cross validation picks domain labels."),
        paper(
            "2401.00002",
            "A study of training objectives",
            "We compare objectives for language models. The usual choice is cross entropy, computed over a large vocabulary of tokens, and"
                + " we measure what it costs in memory."));

    assertEquals(List.of("2401.00002", "2401.00001"), found("cross entropy"));
    assertEquals(List.of("2401.00002"), found("cross-entropy"));
    assertEquals(List.of("2401.00002"), found("\"cross entropy\""));
  }

  @Test
  void allWordsMustMatchAndWhereNoPaperHasAllMostDo() {
    given(
        paper("2401.00001", "Entropy of patches", "Forecasting time series with patches."),
        paper("2401.00002", "Entropy of tokens", "Language models and tokens."));

    Hits all = search("entropy forecasting");
    assertEquals(List.of("2401.00001"), ids(all));
    assertFalse(all.relaxed());

    Hits most = search("entropy forecasting patches tokens");
    assertTrue(most.relaxed());
    assertEquals(List.of("2401.00001"), ids(most));
    assertTrue(most.notes().getFirst().contains("most of them"), most.notes()::toString);
  }

  @Test
  void aTitleCountsMoreThanAnAbstract() {
    given(
        paper("2401.00001", "Notes on vision", "We mention distillation once in passing here."),
        paper("2401.00002", "Distillation for vision", "A student network learns from a teacher."));

    assertEquals(List.of("2401.00002", "2401.00001"), found("distillation"));
  }

  @Test
  void theSameTermIsFoundInEachOfItsSpellings() {
    given(
        paper("2401.00001", "Pre-training at scale", "GPT-4 and C++ kernels"),
        paper("2401.00002", "Pretraining at home", "GPT4 in plain C"),
        paper("2401.00003", "Bounds", "The $\\ell_2$ norm and the KL divergence, $\\alpha$-fair"));

    for (String query : List.of("pretraining", "pre-training", "pre training")) {
      assertEquals(Set.of("2401.00001", "2401.00002"), Set.copyOf(found(query)), query);
    }
    for (String query : List.of("GPT-4", "gpt4", "GPT 4")) {
      assertEquals(Set.of("2401.00001", "2401.00002"), Set.copyOf(found(query)), query);
    }
    assertEquals(List.of("2401.00001"), found("c++"));
    assertEquals(List.of("2401.00003"), found("l2 norm"));
    assertEquals(List.of("2401.00003"), found("kl"));
    assertEquals(List.of("2401.00003"), found("α"));
  }

  @Test
  void anAuthorIsFoundWithoutAccentsByInitialAndInEitherOrder() {
    given(
        paper(
            "2401.00001",
            "One",
            "x",
            List.of("Klaus-Robert Müller", "Geoffrey E. Hinton"),
            List.of(),
            null),
        paper("2401.00002", "Two", "x", List.of("Ann Hinton", "Geoffrey Brown"), List.of(), null));

    assertEquals(List.of("2401.00001"), found("au:muller"));
    assertEquals(List.of("2401.00001"), found("Müller"));
    assertEquals(List.of("2401.00001"), found("au:\"geoffrey hinton\""));
    assertEquals(List.of("2401.00001"), found("au:\"G. Hinton\""));
    assertEquals(List.of("2401.00001"), found("au:\"Hinton, Geoffrey\""));
    assertEquals(2, found("au:hinton").size());
    assertEquals(
        List.of("2401.00001"), ids(index.byAuthor("klaus-robert muller", Order.newest, 0, 10)));
    assertEquals(0, index.byAuthor("Müller", Order.newest, 0, 10).total());
  }

  @Test
  void anIdentifierInAnyFormFindsThatPaperFirst() {
    given(
        paper("2411.09009", "Cut Your Losses", "Memory for the vocabulary."),
        paper("2501.00001", "A reply", "We answer 2411.09009 at length, losses and all."),
        paper("cs/0112017", "An old one", "From the early days."),
        paper("10.1145/3292500.3330701", "Not on arXiv", "Tuning."));

    assertEquals("2411.09009", found("arXiv:2411.09009v2").getFirst());
    assertEquals("2411.09009", found("reply 2411.09009").getFirst());
    assertEquals(List.of("cs/0112017"), found("https://arxiv.org/abs/cs/0112017"));
    assertEquals(List.of("cs/0112017"), found("id:cs/0112017"));
    assertEquals(
        List.of("10.1145/3292500.3330701"), found("https://doi.org/10.1145/3292500.3330701"));
    assertEquals(
        Set.of("2411.09009", "2501.00001"), Set.copyOf(found("id:2411.09009 id:2501.00001")));
    assertEquals(0, search("2412.00001").total());
  }

  @Test
  void fieldsFilter() {
    Organisation apple = new Organisation("apple", "Apple Research", null);
    index.putEntries(
        List.of(
            new IndexEntry(
                bundled(
                    "2411.09009", "Cut", "Losses in blocks.", List.of("large vocabulary"), apple),
                Set.of("first", "daily", "2026-03-05"),
                Set.of("cut-cross-entropy", "Cut cross-entropy")),
            IndexEntry.of(
                paper(
                    "2401.00001", "Losses", "cut", List.of(), List.of("cs.CL", "hep-th"), null))));
    index.commit();

    for (String one :
        List.of(
            "cat:cs.LG",
            "cat:CS.lg",
            "cat:stat.*",
            "cat:stat",
            "org:apple",
            "org:\"Apple Research\"",
            "org:research",
            "kw:vocabulary",
            "kw:\"large vocabulary\"",
            "in:first",
            "in:2026-03-05",
            "has:code",
            "has:method",
            "method:cut-cross-entropy",
            "method:\"cut cross-entropy\"",
            "ti:cut",
            "cut -ti:losses",
            "losses -cat:cs.CL",
            "cut -\"hep th\" -has:abstract",
            "apple losses")) {
      assertEquals(List.of("2411.09009"), found(one), one);
    }
    for (String other :
        List.of(
            "cat:hep-th",
            "-cat:cs.LG",
            "-org:apple",
            "has:abstract",
            "abs:cut",
            "-has:code cut",
            "-in:first")) {
      assertEquals(List.of("2401.00001"), found(other), other);
    }
    assertEquals(2, found("cat:cs.*").size());
    assertEquals(2, found("").size());
    assertEquals(List.of("2411.09009"), ids(index.byOrganisation("Apple", Order.newest, 0, 5)));
    assertEquals(List.of("2411.09009"), ids(index.byCategory("cs.LG", Order.newest, 0, 5)));
    assertEquals(0, index.byCategory("cs", Order.newest, 0, 5).total());
    assertEquals(List.of(new Count("apple", "Apple Research", 1)), index.organisations());
    assertEquals(
        List.of("cs.CL", "cs.LG", "hep-th", "stat.ML"),
        index.categories().stream().map(Count::key).toList());
  }

  @Test
  void equalScoresGoNewestFirstHoweverManyTheyAre() {
    List<Paper> papers = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      String day = LocalDate.of(2020, 1, 1).plusDays(i * 7 % 1_200).toString();
      papers.add(
          paper("2401.%05d".formatted(i + 1), "Entropy rates", "x", List.of(), List.of(), day));
      if (i % 500 == 499) { // in several parts of the index
        given(papers.toArray(Paper[]::new));
        papers.clear();
      }
    }
    given(papers.toArray(Paper[]::new));

    for (String query : List.of("title:entropy", "\"entropy rates\"")) {
      List<String> found = new ArrayList<>();
      for (int offset = 0; offset < 1_200; offset += 20) {
        found.addAll(ids(index.search(Query.parse(query), Order.relevance, offset, 20)));
      }
      assertEquals(ids(index.search(Query.parse(query), Order.newest, 0, 1_200)), found, query);
    }
  }

  @Test
  void beyondTheBestThousandEveryPaperIsStillFoundOnce() {
    List<Paper> papers = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      String text = "entropy ".repeat(1 + i % 7) + "and " + "rate ".repeat(1 + i % 3);
      papers.add(
          paper("2401.%05d".formatted(i + 1), i % 5 == 0 ? "Entropy rates" : "On this", text));
    }
    given(papers.toArray(Paper[]::new));

    List<String> found = new ArrayList<>();
    for (int offset = 0; offset < 1_500; offset += 50) {
      Hits hits = index.search(Query.parse("entropy rate"), Order.relevance, offset, 50);
      assertEquals(1_500, hits.total());
      found.addAll(ids(hits));
    }
    assertEquals(1_500, Set.copyOf(found).size());
    assertEquals(1_500, found.size());
    List<String> inTitle =
        papers.stream()
            .filter(paper -> paper.title().startsWith("Entropy"))
            .map(paper -> paper.id().value())
            .toList();
    assertEquals(Set.copyOf(inTitle), Set.copyOf(found.subList(0, inTitle.size())));
  }

  @Test
  void datesAreDaysInUtc() {
    given(
        paper("2401.00001", "Entropy", "x", List.of(), List.of(), "2024-12-31T23:59:59Z"),
        paper("2401.00002", "Entropy", "x", List.of(), List.of(), "2025-01-01"),
        paper("2401.00003", "Entropy", "x", List.of(), List.of(), "2025-03"),
        paper("2401.00004", "Entropy", "x"));

    assertEquals(List.of("2401.00001"), found("before:2025"));
    assertEquals(List.of("2401.00003", "2401.00002"), found("after:2025"));
    assertEquals(List.of("2401.00001"), found("on:2024-12-31"));
    assertEquals(List.of("2401.00002", "2401.00001"), found("date:2024..2025-02"));
    assertEquals(Set.of("2401.00001", "2401.00004"), Set.copyOf(found("entropy -after:2025")));
    assertEquals(
        List.of("2401.00003", "2401.00002", "2401.00001", "2401.00004"),
        ids(index.search(Query.parse("entropy"), Order.newest, 0, 10)));
  }

  @Test
  void aWordThatNobodyWritesSoGetsALikelierSpelling() {
    given(
        paper("2401.00001", "Cross-entropy for forecasting", "A loss."),
        paper("2401.00002", "Entropy again", "Cross entropy."));

    assertEquals(Optional.of("cross entropy"), search("cross entorpy").didYouMean());
    assertEquals(Optional.of("cross-entropy"), search("cros-entorpy").didYouMean());
    assertEquals(Optional.of("forecasting"), search("forcasting").didYouMean());
    assertEquals(Optional.empty(), search("cross entropy").didYouMean());
    assertEquals(Optional.empty(), search("zzzzzz").didYouMean());
  }

  @Test
  void whereNothingIsFoundItSaysWhatEachPartCosts() {
    given(paper("2401.00001", "Entropy", "x", List.of("Ann Lee"), List.of("cs.LG"), "2025-01-01"));

    Hits hits = search("\"entropy bounds\" au:lee");
    assertEquals(0, hits.total());
    assertEquals(List.of(new Hits.Without("\"entropy bounds\"", "au:lee", 1)), hits.without());

    Hits word = search("zebra entropy");
    assertTrue(word.relaxed());
    assertTrue(word.notes().contains("No paper has “zebra”."), word.notes()::toString);
  }

  @Test
  void commonWordsAloneSaySo() {
    given(paper("2401.00001", "The entropy", "x"));
    assertTrue(search("the").notes().getFirst().startsWith("Words such as"));
    assertEquals(1, search("the entropy").total());
  }

  @Test
  void aListByDatePagesDeeplyWithoutLosingOrRepeatingAPaper() {
    List<Paper> papers = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      String day = LocalDate.of(2020, 1, 1).plusDays(i / 3).toString();
      papers.add(
          paper("2401.%05d".formatted(i + 1), "Paper " + i, "x", List.of(), List.of("cs.LG"), day));
    }
    index.put(papers);
    index.commit();

    List<String> all = new ArrayList<>();
    for (int offset = 0; offset < 3_000; offset += 70) {
      all.addAll(ids(index.byCategory("cs.LG", Order.newest, offset, 70)));
    }

    assertEquals(3_000, all.size());
    assertEquals(3_000, Set.copyOf(all).size());
    assertEquals("2401.02998", all.getFirst());
    assertEquals("2401.00003", all.getLast());
    assertEquals(3_000, index.byCategory("cs.LG", Order.newest, 2_950, 70).total());
  }

  @Test
  void beyondTheDeepestPageANoteSaysHowToGoOn() {
    given(paper("2401.00001", "Entropy", "x"));
    Hits hits = index.search(Query.parse("entropy"), Order.newest, LuceneIndex.DEEPEST, 20);
    assertEquals(List.of(), hits.hits());
    assertEquals(1, hits.total());
    assertTrue(hits.notes().getFirst().contains("before:2024-05"));
  }

  @Test
  void similarPapersShareTheWordsThatSetThemApart() {
    Paper cut =
        bundled(
            "2411.09009",
            "Cut losses",
            "Blocks of logits and a vocabulary kept small.",
            List.of("vocabulary", "memory"),
            null);
    given(
        cut,
        bundled(
            "2501.00001",
            "Streaming logits",
            "The vocabulary is read in blocks, memory stays small.",
            List.of("memory"),
            null),
        paper("2501.00002", "Forecasting", "Time series and patches."),
        paper("2501.00003", "Patches", "Time and again, forecasting."));

    assertEquals("2501.00001", index.similar(cut, 3).getFirst().value());
    assertFalse(index.similar(cut, 3).contains(cut.id()));
    assertEquals(List.of(), index.similar(cut, 0));
  }

  @Test
  void aPaperPutAgainIsReplacedAndARemovedOneIsGone() {
    given(paper("2401.00001", "Entropy", "x"));
    given(paper("2401.00001", "Energy", "x"));
    assertEquals(0, search("entropy").total());
    assertEquals(1, search("energy").total());

    index.remove(List.of(new PaperId("2401.00001")));
    index.commit();
    assertEquals(0, index.size());
  }

  @Test
  void whatIsCommittedOutlivesTheProcessAndWhatIsNotDoesNot() {
    index.put(List.of(paper("2401.00001", "Entropy", "x")));
    index.markComplete();
    index.commit();
    index.put(List.of(paper("2401.00002", "Entropy", "x")));

    index.close();
    open();

    assertEquals(List.of("2401.00001"), found("entropy"));
    assertTrue(index.isComplete());
  }

  @Test
  void anIndexThatCannotBeReadIsBegunAnew() throws IOException {
    given(paper("2401.00001", "Entropy", "x"));
    index.close();
    for (Path file : files()) {
      if (file.getFileName().toString().startsWith("segments_")) {
        Files.writeString(file, "written by something else");
      }
    }

    open();

    assertEquals(0, index.size());
    assertFalse(index.isComplete());
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void aSecondServerIsRefused() {
    IndexFailure refused = assertThrows(IndexFailure.class, () -> LuceneIndex.open(folder));
    assertTrue(String.valueOf(refused.getMessage()).contains("in use by another Offprint"));
  }
}
