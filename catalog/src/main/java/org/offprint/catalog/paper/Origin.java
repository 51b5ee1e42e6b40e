package org.offprint.catalog.paper;

/// Where the facts of a paper come from, in an order that does not depend on the order of arrival:
/// the higher rank wins, then the later `asOf`, then the larger `digest`.
///
/// @param source name of the source, e.g. `arxiv-atom`
/// @param rank how much the source is believed: see {@link Rank}
/// @param asOf the source's own date of the record, ISO 8601, or empty
/// @param digest hash of the record's title and abstract, so that two different records never
///   compare equal
public record Origin(String source, Rank rank, String asOf, String digest)
    implements Comparable<Origin> {
  public enum Rank {
    bundled,
    archive,
    corpus,
    arxiv
  }

  @Override
  public int compareTo(Origin other) {
    int order = rank.compareTo(other.rank);
    order = order != 0 ? order : asOf.compareTo(other.asOf);
    return order != 0 ? order : digest.compareTo(other.digest);
  }
}
