package org.offprint.catalog.paper;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// That a paper stood in the edition of a day.
///
/// @param edition `daily` for the day's list, else the key of a named edition such as `first`
/// @param position place in a named edition, from 1; null in a daily list, which is ordered by
///   votes
/// @param submittedAt when it was put on the list, where known; otherwise the start of the day
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Listing(
    LocalDate day,
    PaperId paper,
    String edition,
    @Nullable Integer position,
    @Nullable Instant submittedAt,
    @Nullable Member submitter) {
  public static final String DAILY = "daily";

  /// The public face of an account on the server that a list was imported from.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Member(String name, @Nullable String fullName, @Nullable String avatar) {}

  /// This listing with what another record of the same one says, in any order and any number of
  /// times: the more exact moment (a bare day is its midnight), the member of whom more is known.
  public Listing merge(Listing other) {
    if (!key().equals(other.key())) {
      throw new IllegalArgumentException(
          "'%s' and '%s' are two listings: only records of one merge"
              .formatted(key(), other.key()));
    }
    return new Listing(
        day,
        paper,
        edition,
        best(position, other.position, Comparator.<Integer>naturalOrder().reversed()),
        best(submittedAt, other.submittedAt, Comparator.naturalOrder()),
        best(submitter, other.submitter, MORE_KNOWN));
  }

  /// What tells listings apart.
  public String key() {
    return day + " " + edition + " " + paper;
  }

  private static final Comparator<Member> MORE_KNOWN =
      Comparator.<Member, Boolean>comparing(member -> member.fullName() != null)
          .thenComparing(member -> member.avatar() != null)
          .thenComparing(Member::toString);

  private static <T> @Nullable T best(@Nullable T a, @Nullable T b, Comparator<? super T> order) {
    return a == null ? b : b == null || order.compare(a, b) >= 0 ? a : b;
  }
}
