package org.offprint.server.announce;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;

/// That a source named a paper among those of a category and day.
///
/// @param day the list it stands on
/// @param version the one that was announced; null where the source did not say
/// @param due that the paper must be on the lists of other sources of this day too; false where the
///   source only shows that something about the paper changed
/// @param heldUntil the list on which the paper stands instead, if the source had told `day` to its
///   end without it; null where it can stand on no other
public record Sighting(
    LocalDate day,
    String category,
    PaperId paper,
    String source,
    Kind kind,
    @Nullable Integer version,
    boolean due,
    @Nullable LocalDate heldUntil) {
  public Sighting(
      LocalDate day,
      String category,
      PaperId paper,
      String source,
      Kind kind,
      @Nullable Integer version,
      boolean due) {
    this(day, category, paper, source, kind, version, due, null);
  }

  /// The same, said of another list or in another way.
  Sighting as(LocalDate otherDay, Kind otherKind) {
    return new Sighting(otherDay, category, paper, source, otherKind, version, false, null);
  }

  /// The words of arXiv's own feeds, and three more for what is known of a paper beside its
  /// announcement.
  public enum Kind {
    NEW("new"),
    CROSS("cross"),
    REPLACE("replace"),
    REPLACE_CROSS("replace-cross"),
    /// Its record changed without being announced again.
    CHANGED("changed"),
    /// It was submitted for the list, and is public; when it was announced is not said.
    SUBMITTED("submitted"),
    /// It was taken away altogether.
    DELETED("deleted");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /// Whether it puts the paper on the day's page.
    public boolean lists() {
      return this == NEW || this == CROSS;
    }

    public static Kind of(String word) {
      for (Kind kind : values()) {
        if (kind.word.equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException(
          "'%s' is no kind of announcement: expected new, cross, replace or replace-cross"
              .formatted(word));
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
