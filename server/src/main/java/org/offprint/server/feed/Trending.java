package org.offprint.server.feed;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.Tally;

/// The trending order, as published in `docs/ranking.md`:
///
///     heat = log₂(1 + votes + ½ min(comments, votes + 1)) + days
///
/// where `days` counts from 1970 to the day on which the paper was last listed, else published. One doubling of votes is worth one day, ten
/// times the votes a little over three. Comments count half and never more than the votes, since many comments on few votes are a quarrel,
/// not interest. A score never changes with the clock, so the order can be recomputed from the page alone. Unknown counts add nothing.
public final class Trending {
  /// One doubling of votes moves a paper as far as this.
  public static final Duration DOUBLING = Duration.ofDays(1);

  private Trending() {}

  public static double heat(Tally tally, Instant shownAt) {
    return heat(tally.upvotes(), tally.comments(), shownAt);
  }

  /// The score in days since 1970; higher stands first.
  public static double heat(
      @Nullable Integer upvotes, @Nullable Integer comments, Instant shownAt) {
    return Math.log(1 + points(upvotes, comments)) / Math.log(2)
        + (double) shownAt.getEpochSecond() / DOUBLING.toSeconds();
  }

  private static double points(@Nullable Integer upvotes, @Nullable Integer comments) {
    int votes = upvotes == null ? 0 : upvotes;
    int talk = comments == null ? 0 : comments;
    return votes + 0.5 * Math.min(talk, votes + 1);
  }

  /// One sentence with the numbers from which a reader can recompute the place of a paper.
  public static String whyHere(Paper paper, Instant shownAt) {
    Integer upvotes = paper.tally().upvotes();
    Integer comments = paper.tally().comments();
    double points = points(upvotes, comments);
    LocalDate day = shownAt.atZone(ZoneOffset.UTC).toLocalDate();
    return String.format(
        Locale.ROOT,
        "%s and %s make log₂(1 + %.1f) = %.2f; shown on %s, day %d since 1970; heat %.2f.",
        upvotes == null ? "Votes unknown" : upvotes == 1 ? "1 vote" : upvotes + " votes",
        comments == null
            ? "comments unknown"
            : comments == 1 ? "1 comment" : comments + " comments",
        points,
        Math.log(1 + points) / Math.log(2),
        day,
        day.toEpochDay(),
        heat(upvotes, comments, shownAt));
  }
}
