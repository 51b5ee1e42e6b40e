package org.offprint.catalog.paper;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
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
    links = PaperLink.distinct(links);
    keywords = List.copyOf(keywords);
  }

  /// How many authors: counted by a source, else the length of the list, else null.
  @JsonIgnore
  public @Nullable Integer knownAuthorCount() {
    return !authors.isEmpty() ? Integer.valueOf(authors.size()) : authorCount;
  }

  /// This paper with what another record of the same paper says. The record with the higher {@link
  /// Origin} decides each field that it knows, the other fills what is still unknown; links are
  /// joined; counts merge by time. Order and repetition do not matter, so an import may be
  /// repeated.
  public Paper merge(Paper other) {
    if (!other.id.equals(id)) {
      throw new IllegalArgumentException(
          "%s and %s are two papers: only records of one paper merge".formatted(id, other.id));
    }
    Merge merge = new Merge(this, other);
    return new Paper(
        id,
        Objects.requireNonNull(merge.known("title", Paper::title)),
        merge.known("abstract", Paper::abstractText),
        merge.known("summary", Paper::summary),
        merge.known("machineSummary", Paper::machineSummary),
        listed(merge.preferred("authors", Paper::authors, MORE_ACCOUNTS)),
        merge.known("authorCount", Paper::authorCount),
        merge.known("organisation", Paper::organisation),
        merge.known("primaryCategory", Paper::primaryCategory),
        listed(merge.known("categories", Paper::categories)),
        merge.preferred("published", Paper::published, MORE_EXACT),
        merge.preferred("updated", Paper::updated, MORE_EXACT),
        earlier(withdrawn, other.withdrawn),
        listed(merge.preferred("versions", Paper::versions, LONGER)),
        merge.known("doi", Paper::doi),
        merge.known("journalReference", Paper::journalReference),
        merge.known("comment", Paper::comment),
        merge.known("licence", Paper::licence),
        Stream.concat(links.stream(), other.links.stream()).toList(),
        listed(merge.known("keywords", Paper::keywords)),
        tally.merge(other.tally),
        merge.origin());
  }

  /// This paper, taken back by its source at some moment.
  public Paper withdrawnAt(Instant moment) {
    return with(earlier(withdrawn, moment), links, tally);
  }

  /// This paper with one more link.
  public Paper withLink(PaperLink link) {
    return with(
        withdrawn,
        PaperLink.distinct(Stream.concat(links.stream(), Stream.of(link)).toList()),
        tally);
  }

  /// This paper as sources told it, without what was done on this server: see {@link Tally#said}.
  public Paper said() {
    return tally.votesHere() == null && tally.commentsHere() == null
        ? this
        : with(withdrawn, links, tally.said());
  }

  private Paper with(@Nullable Instant withdrawn, List<PaperLink> links, Tally tally) {
    return new Paper(
        id,
        title,
        abstractText,
        summary,
        machineSummary,
        authors,
        authorCount,
        organisation,
        primaryCategory,
        categories,
        published,
        updated,
        withdrawn,
        versions,
        doi,
        journalReference,
        comment,
        licence,
        links,
        keywords,
        tally,
        origin);
  }

  /// A list that names its authors' accounts says more than one of names alone.
  private static final Comparator<Merge.Candidate<List<Author>>> MORE_ACCOUNTS =
      Comparator.comparing(c -> c.value().stream().anyMatch(author -> author.account() != null));

  /// A concluded date gives way to any stated one, a day to an instant.
  private static final Comparator<Merge.Candidate<SaidDate>> MORE_EXACT =
      Comparator.<Merge.Candidate<SaidDate>, Boolean>comparing(
              c -> c.origin().rank() != Origin.Rank.inferred)
          .thenComparing(c -> c.value().precision());

  private static final Comparator<Merge.Candidate<List<Version>>> LONGER =
      Comparator.comparing(c -> c.value().size());

  private static <T> List<T> listed(@Nullable List<T> known) {
    return known == null ? List.of() : known;
  }

  private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
    return a == null ? b : b == null || a.isBefore(b) ? a : b;
  }
}
