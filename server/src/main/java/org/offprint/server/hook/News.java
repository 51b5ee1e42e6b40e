package org.offprint.server.hook;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Paper;
import org.offprint.server.web.PublicAddress;

/// What one message tells, before it takes a form.
///
/// @param type as receivers of JSON know it: `papers.listed`
/// @param title a line in words
/// @param state how the day's list stands, as in `/api/v1`; null where no source says
/// @param note a line about the state; may be empty
/// @param late whether the day's list was told of before
/// @param link the page that has all of it
public record News(
    Site site,
    String type,
    Instant at,
    String title,
    @Nullable LocalDate day,
    @Nullable String state,
    String note,
    boolean late,
    String link,
    List<Item> items) {
  static final String PAPERS = "papers.listed";
  static final String VERDICTS = "verdicts.measured";
  static final String TRENDING = "papers.trending";
  static final String TEST = "test";

  /// Who tells.
  public record Site(String name, String url) {}

  /// A paper, or a verdict on its claim.
  ///
  /// @param verdict what a run showed, in words; null where it is about no run
  /// @param run the address of the run's page; null likewise
  public record Item(
      String id,
      String title,
      List<String> authors,
      List<String> categories,
      String url,
      @Nullable String source,
      @Nullable String verdict,
      @Nullable String run) {
    static Item of(Paper paper, PublicAddress address) {
      return new Item(
          paper.id().value(),
          paper.title(),
          paper.authors().stream().map(Author::name).toList(),
          paper.categories(),
          address.of("/papers/" + paper.id()),
          paper.id().isArxiv() ? "https://arxiv.org/abs/" + paper.id() : null,
          null,
          null);
    }

    Item with(String words, String page) {
      return new Item(id, title, authors, categories, url, source, words, page);
    }

    /// `Ada Lovelace, Grace Hopper and 3 others`; empty where nobody is known.
    String by() {
      int most = authors.size() > 3 ? 2 : 3;
      String first = String.join(", ", authors.subList(0, Math.min(most, authors.size())));
      return authors.size() > most ? first + " and " + (authors.size() - most) + " others" : first;
    }
  }

  public News {
    items = List.copyOf(items);
  }
}
