package org.offprint.catalog.paper;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a source counted for a paper and when it looked. A count that the source did not give is
/// null, not zero.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tally(
    @Nullable Integer upvotes,
    @Nullable Integer comments,
    @Nullable Integer codeStars,
    @Nullable Instant asOf) {
  public static final Tally UNKNOWN = new Tally(null, null, null, null);

  /// The later look wins count by count; a count that the later look lacks is kept. A look without
  /// a time is older than any other, and among looks of the same moment the larger count wins, so
  /// that the order of arrival does not matter.
  public Tally merge(Tally other) {
    int order = moment().compareTo(other.moment());
    if (order == 0) {
      return new Tally(
          larger(upvotes, other.upvotes),
          larger(comments, other.comments),
          larger(codeStars, other.codeStars),
          asOf);
    }
    Tally later = order > 0 ? this : other;
    Tally earlier = order > 0 ? other : this;
    return new Tally(
        later.upvotes != null ? later.upvotes : earlier.upvotes,
        later.comments != null ? later.comments : earlier.comments,
        later.codeStars != null ? later.codeStars : earlier.codeStars,
        later.asOf);
  }

  private Instant moment() {
    return asOf == null ? Instant.MIN : asOf;
  }

  private static @Nullable Integer larger(@Nullable Integer a, @Nullable Integer b) {
    return a == null ? b : b == null ? a : Integer.valueOf(Math.max(a, b));
  }
}
