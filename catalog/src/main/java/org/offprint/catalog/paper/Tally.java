package org.offprint.catalog.paper;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What was counted for a paper: what sources said, with when they looked, and what was done on
/// this server. A count that nobody gave is null, not zero.
///
/// @param upvotes what a source said, and the votes here
/// @param comments what a source said, and the comments here
/// @param votesHere how many of the upvotes were given on this server; null where none was
/// @param commentsHere how many of the comments were written on this server; null where none was
/// @param asOf the latest look that gave one of these counts; null when no look said its time
/// @param upvotesAsOf when the upvotes were read, where that was before `asOf`; the epoch when a
///   look without a time gave them. Likewise for the others.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tally(
    @Nullable Integer upvotes,
    @Nullable Integer comments,
    @Nullable Integer codeStars,
    @Nullable Instant asOf,
    @Nullable Instant upvotesAsOf,
    @Nullable Instant commentsAsOf,
    @Nullable Instant codeStarsAsOf,
    @Nullable Integer votesHere,
    @Nullable Integer commentsHere) {
  public static final Tally UNKNOWN = new Tally(null, null, null, null);

  public Tally {
    Instant upvotesRead = read(upvotes, upvotesAsOf, asOf);
    Instant commentsRead = read(comments, commentsAsOf, asOf);
    Instant starsRead = read(codeStars, codeStarsAsOf, asOf);
    Instant latest =
        Stream.of(upvotesRead, commentsRead, starsRead)
            .filter(Objects::nonNull)
            .max(Instant::compareTo)
            .orElse(Instant.EPOCH);
    asOf = latest.equals(Instant.EPOCH) ? null : latest;
    upvotesAsOf = latest.equals(upvotesRead) ? null : upvotesRead;
    commentsAsOf = latest.equals(commentsRead) ? null : commentsRead;
    codeStarsAsOf = latest.equals(starsRead) ? null : starsRead;
  }

  /// One look at all counts.
  public Tally(
      @Nullable Integer upvotes,
      @Nullable Integer comments,
      @Nullable Integer codeStars,
      @Nullable Instant asOf) {
    this(upvotes, comments, codeStars, asOf, null, null, null, null, null);
  }

  /// Of what sources said, count by count the later look wins. A look without a time is older than
  /// any other, and among looks of the same moment the larger count wins, so that the order of
  /// arrival does not matter.
  public Tally merge(Tally other) {
    boolean upvotesThere = later(upvotes, readUpvotes(), other.upvotes, other.readUpvotes());
    boolean commentsThere = later(comments, readComments(), other.comments, other.readComments());
    boolean starsThere = later(codeStars, readStars(), other.codeStars, other.readStars());
    return new Tally(
        upvotesThere ? other.upvotes : upvotes,
        commentsThere ? other.comments : comments,
        starsThere ? other.codeStars : codeStars,
        null,
        upvotesThere ? other.readUpvotes() : readUpvotes(),
        commentsThere ? other.readComments() : readComments(),
        starsThere ? other.readStars() : readStars(),
        null,
        null);
  }

  /// With what was done on this server.
  public Tally with(int votes, int comments) {
    return new Tally(
        votes == 0 ? upvotes : Integer.valueOf((upvotes == null ? 0 : upvotes) + votes),
        comments == 0
            ? this.comments
            : Integer.valueOf((this.comments == null ? 0 : this.comments) + comments),
        codeStars,
        null,
        readUpvotes(),
        readComments(),
        readStars(),
        votes == 0 ? null : votes,
        comments == 0 ? null : comments);
  }

  /// What sources said, without what was done on this server: what another server may take over, so
  /// that two that follow each other do not count a vote again and again.
  public Tally said() {
    return new Tally(
        without(upvotes, votesHere),
        without(comments, commentsHere),
        codeStars,
        null,
        readUpvotes(),
        readComments(),
        readStars(),
        null,
        null);
  }

  private static @Nullable Integer without(@Nullable Integer all, @Nullable Integer here) {
    return all == null || here == null
        ? all
        : all.equals(here) ? null : Integer.valueOf(all - here);
  }

  private @Nullable Instant readUpvotes() {
    return read(upvotes, upvotesAsOf, asOf);
  }

  private @Nullable Instant readComments() {
    return read(comments, commentsAsOf, asOf);
  }

  private @Nullable Instant readStars() {
    return read(codeStars, codeStarsAsOf, asOf);
  }

  private static @Nullable Instant read(
      @Nullable Integer count, @Nullable Instant own, @Nullable Instant common) {
    if (count == null) {
      return null;
    }
    return own != null ? own : common != null ? common : Instant.EPOCH;
  }

  private static boolean later(
      @Nullable Integer here,
      @Nullable Instant hereRead,
      @Nullable Integer there,
      @Nullable Instant thereRead) {
    if (there == null || thereRead == null) {
      return false;
    }
    if (here == null || hereRead == null) {
      return true;
    }
    int order = thereRead.compareTo(hereRead);
    return order > 0 || (order == 0 && there > here);
  }
}
