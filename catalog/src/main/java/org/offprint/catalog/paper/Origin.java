package org.offprint.catalog.paper;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Where the facts of a paper come from, in an order that does not depend on the order of arrival:
/// the higher rank wins, then the later `asOf`, then the larger `digest`.
///
/// @param source name of the source, e.g. `arxiv-atom`
/// @param rank how much the source is believed: see {@link Rank}
/// @param asOf the source's own date of the record, ISO 8601, or empty
/// @param digest hash of what the record says, so that two different records never compare equal
/// @param fields origin of the fields that another record decided, by the name of the field: kept
///   so that a third record meets each field's own origin, whatever the order of arrival
public record Origin(
    String source,
    Rank rank,
    String asOf,
    String digest,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Origin> fields)
    implements Comparable<Origin> {
  public enum Rank {
    /// Concluded from something else, as a date from the day of a listing.
    inferred,
    bundled,
    archive,
    corpus,
    /// A feed of the source itself, which says less than its records.
    feed,
    arxiv
  }

  public Origin {
    fields =
        fields == null || fields.isEmpty() // absent in JSON where one record decided everything
            ? Map.of()
            : Collections.unmodifiableMap(new TreeMap<>(fields));
  }

  public Origin(String source, Rank rank, String asOf, String digest) {
    this(source, rank, asOf, digest, Map.of());
  }

  /// Who decided `field`.
  public Origin of(String field) {
    return Objects.requireNonNullElse(fields.get(field), this).alone();
  }

  /// The same origin of a record by itself.
  public Origin alone() {
    return fields.isEmpty() ? this : new Origin(source, rank, asOf, digest);
  }

  /// The same origin, where some fields were decided elsewhere.
  public Origin with(Map<String, Origin> elsewhere) {
    return new Origin(source, rank, asOf, digest, elsewhere);
  }

  @Override
  public int compareTo(Origin other) {
    int order = rank.compareTo(other.rank);
    order = order != 0 ? order : asOf.compareTo(other.asOf);
    order = order != 0 ? order : digest.compareTo(other.digest);
    return order != 0 ? order : source.compareTo(other.source);
  }
}
