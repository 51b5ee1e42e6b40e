package org.offprint.server.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.offprint.server.search.Corpus.paper;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
}
