package org.offprint.server.feeds;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list as a feed, before it takes a form. The path is that of the list's page, from the root of
/// the server, without extension; the query is the search, where it is one.
///
/// @param page from 1
/// @param more whether another page follows
public record Feed(
    String title,
    String description,
    String path,
    String query,
    int page,
    boolean more,
    @Nullable Found found,
    List<Item> items) {
  /// How many a search found, for OpenSearch.
  public record Found(String terms, long total, int start, int perPage) {}

  /// One entry.
  ///
  /// @param key what the entry is, for its identifier: `paper/2411.09009`
  /// @param path of its page
  /// @param published null where no source says it
  /// @param updated never before `published`
  /// @param external where the thing itself is, e.g. at arXiv
  public record Item(
      String key,
      String title,
      String path,
      @Nullable Instant published,
      Instant updated,
      List<String> authors,
      List<String> categories,
      @Nullable String text,
      @Nullable String external) {}

  public Feed {
    items = List.copyOf(items);
  }

  /// When anything in it last changed; the epoch where it is empty or nothing has a date.
  Instant updated() {
    return items.stream().map(Item::updated).max(Instant::compareTo).orElse(Instant.EPOCH);
  }

  /// The path and query of the same list in a form, of a page.
  String pathOf(String extension, int number) {
    String parameters = query + (number > 1 ? (query.isEmpty() ? "" : "&") + "p=" + number : "");
    return path + extension + (parameters.isEmpty() ? "" : "?" + parameters);
  }
}
