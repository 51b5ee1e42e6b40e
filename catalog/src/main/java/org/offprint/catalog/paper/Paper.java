package org.offprint.catalog.paper;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A paper as far as our sources know it. Null and empty mean unknown.
///
/// @param abstractText the authors' abstract; absent from the bundled edition, joined by import or
///   ingest
/// @param summary three or four sentences in our own words (bundled edition only)
/// @param authors in the order of the paper; may be empty while `authorCount` is known
/// @param authorCount number of authors where a source counted them without naming them
/// @param machineSummary one or two sentences that a source's language model wrote
public record Paper(
    PaperId id,
    String title,
    @JsonProperty("abstract") @Nullable String abstractText,
    @Nullable String summary,
    @Nullable String machineSummary,
    List<Author> authors,
    @Nullable Integer authorCount,
    @Nullable Organisation organisation,
    @Nullable String primaryCategory,
    List<String> categories,
    @Nullable SaidDate published,
    @Nullable SaidDate updated,
    @Nullable Instant withdrawn,
    List<Version> versions,
    @Nullable String doi,
    @Nullable String journalReference,
    @Nullable String comment,
    @Nullable String licence,
    List<PaperLink> links,
    List<String> keywords,
    Tally tally,
    Origin origin) {

  public Paper {
    if (title.isBlank()) {
      throw new IllegalArgumentException(
          "paper %s has no title: expected at least one character".formatted(id));
    }
    authors = List.copyOf(authors);
    categories = List.copyOf(categories);
    versions = List.copyOf(versions);
    links = List.copyOf(links);
    keywords = List.copyOf(keywords);
  }

  /// How many authors: counted by a source, else the length of the list, else null.
  @JsonIgnore
  public @Nullable Integer knownAuthorCount() {
    return !authors.isEmpty() ? Integer.valueOf(authors.size()) : authorCount;
  }

  /// This paper with what another record of the same paper says. The record with the higher {@link
  /// Origin} decides each field that it knows, the other fills what is still unknown; lists of
  /// links and keywords are joined; counts merge by time. Merging a record again changes nothing,
  /// so an import may be repeated.
  public Paper merge(Paper other) {
    if (!other.id.equals(id)) {
      throw new IllegalArgumentException(
          "%s and %s are two papers: only records of one paper merge".formatted(id, other.id));
    }
    boolean otherWins = other.origin.compareTo(origin) > 0;
    Paper first = otherWins ? other : this;
    Paper second = otherWins ? this : other;
    return new Paper(
        id,
        first.title,
        first.abstractText != null ? first.abstractText : second.abstractText,
        first.summary != null ? first.summary : second.summary,
        first.machineSummary != null ? first.machineSummary : second.machineSummary,
        firstKnown(first.authors, second.authors),
        first.authorCount != null ? first.authorCount : second.authorCount,
        first.organisation != null ? first.organisation : second.organisation,
        first.primaryCategory != null ? first.primaryCategory : second.primaryCategory,
        firstKnown(first.categories, second.categories),
        first.published != null ? first.published : second.published,
        first.updated != null ? first.updated : second.updated,
        first.withdrawn != null ? first.withdrawn : second.withdrawn,
        first.versions.size() >= second.versions.size() ? first.versions : second.versions,
        first.doi != null ? first.doi : second.doi,
        first.journalReference != null ? first.journalReference : second.journalReference,
        first.comment != null ? first.comment : second.comment,
        first.licence != null ? first.licence : second.licence,
        joined(links, other.links, link -> link.kind() + " " + link.url().toLowerCase(Locale.ROOT)),
        firstKnown(first.keywords, second.keywords),
        tally.merge(other.tally),
        first.origin);
  }

  private static <T> List<T> firstKnown(List<T> first, List<T> second) {
    return first.isEmpty() ? second : first;
  }

  private static <T> List<T> joined(List<T> stored, List<T> added, Function<T, String> key) {
    Map<String, T> byKey = new LinkedHashMap<>();
    for (T item : stored) {
      byKey.putIfAbsent(key.apply(item), item);
    }
    for (T item : added) {
      byKey.putIfAbsent(key.apply(item), item);
    }
    return new ArrayList<>(byKey.values());
  }
}
