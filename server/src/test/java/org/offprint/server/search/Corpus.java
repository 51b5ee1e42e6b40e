package org.offprint.server.search;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Organisation;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Tally;

/// Papers that were never written, for tests of the search.
final class Corpus {
  private Corpus() {}

  static Paper paper(String id, String title, String text) {
    return paper(id, title, text, List.of(), List.of(), null);
  }

  static Paper paper(
      String id,
      String title,
      String text,
      List<String> authors,
      List<String> categories,
      @Nullable String published) {
    return new Paper(
        new PaperId(id),
        title,
        text,
        null,
        null,
        authors.stream().map(Author::named).toList(),
        null,
        null,
        categories.isEmpty() ? null : categories.getFirst(),
        categories,
        published == null ? null : new SaidDate(published),
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        Tally.UNKNOWN,
        new Origin("test", Origin.Rank.corpus, "", id));
  }

  /// A paper as the first edition has it: our summary and keywords, no abstract.
  static Paper bundled(
      String id, String title, String summary, List<String> keywords, @Nullable Organisation of) {
    return new Paper(
        new PaperId(id),
        title,
        null,
        summary,
        null,
        List.of(),
        3,
        of,
        "cs.LG",
        List.of("cs.LG", "stat.ML"),
        new SaidDate("2026-02-03"),
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        List.of(new PaperLink(PaperLink.Kind.code, "https://example.org/code", "edition")),
        keywords,
        Tally.UNKNOWN,
        new Origin("test", Origin.Rank.bundled, "", id));
  }
}
