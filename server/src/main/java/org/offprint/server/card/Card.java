package org.offprint.server.card;

import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.result.Formula;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Rung;
import org.offprint.server.result.Verdicts;
import org.offprint.server.text.Tex;

/// What stands on the card of a paper.
///
/// @param authors the first three and how many more; empty when they are unknown
/// @param date as precise as the sources say; empty when unknown
/// @param rung how far its methods have come, or null when it has none
/// @param standing the rung in words, or the verdicts where there are some
public record Card(
    String title, String authors, String date, String id, @Nullable Rung rung, String standing) {
  private static final int NAMED_AUTHORS = 3;

  /// @param hasMethod whether the paper has a method that may be run here
  static Card of(Paper paper, boolean hasMethod, List<Formula> formulas, List<Result> results) {
    Rung rung = hasMethod || !results.isEmpty() ? Rung.reachedBy(formulas, results) : null;
    String standing = rung == null ? "" : rung.words();
    String verdicts = Verdicts.of(results).words();
    if (!verdicts.isEmpty()) {
      standing = verdicts;
    }
    return new Card(
        Tex.plain(paper.title()),
        authors(paper),
        date(paper.published()),
        paper.id().value(),
        rung,
        standing);
  }

  private static String authors(Paper paper) {
    List<String> names =
        paper.authors().stream().limit(NAMED_AUTHORS).map(Author::name).map(Tex::plain).toList();
    Integer count = paper.knownAuthorCount();
    if (names.isEmpty()) {
      return count == null ? "" : count == 1 ? "1 author" : count + " authors";
    }
    int others = count == null ? 0 : count - names.size();
    return String.join(", ", names)
        + (others <= 0 ? "" : others == 1 ? " and 1 other" : " and " + others + " others");
  }

  private static String date(@Nullable SaidDate date) {
    return date == null
        ? ""
        : switch (date.precision()) {
          case year -> date.text();
          case month -> DateTimeFormatter.ofPattern("MMMM yyyy", Locale.ENGLISH).format(date.day());
          case day, instant ->
              DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).format(date.day());
        };
  }
}
