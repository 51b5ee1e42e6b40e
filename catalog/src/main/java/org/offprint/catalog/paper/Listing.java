package org.offprint.catalog.paper;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
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
}
