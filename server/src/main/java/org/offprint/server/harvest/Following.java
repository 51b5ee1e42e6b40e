package org.offprint.server.harvest;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offprint.server.job.Time;

/// Asks for the lists of other servers: those of the last days again and again, since votes and
/// late papers come after the day; those before them once.
public final class Following {
  /// Which sources are followed how.
  ///
  /// @param channels the lists of each source
  /// @param days how many days before today are asked for
  /// @param settled how many days it takes until a list changes no more
  /// @param every how often a list that may still change is looked at
  public record Followed(
      Source source, List<String> channels, int days, int settled, Duration every) {
    public Followed {
      channels = List.copyOf(channels);
    }
  }

  /// After the first two days, looks become rarer.
  private static final int FRESH = 2;

  private static final int RARER = 6;
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

  private final List<Followed> followed;
  private final Harvester harvester;
  private final Time time;
  private final Set<String> done = new HashSet<>();
  private Instant lookAgain = Instant.EPOCH;

  public Following(List<Followed> followed, Harvester harvester, Time time) {
    this.followed = List.copyOf(followed);
    this.harvester = harvester;
    this.time = time;
  }

  public boolean isEmpty() {
    return followed.isEmpty();
  }

  /// Asks for what is due and reads it, page by page; returns whether there was anything.
  public boolean round() throws InterruptedException {
    want();
    boolean read = false;
    while (harvester.step()) {
      read = true;
      want();
    }
    return read;
  }

  private void want() {
    Instant now = time.instant();
    if (now.isBefore(lookAgain)) {
      return;
    }
    lookAgain = now.plus(BETWEEN_LOOKS);
    LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
    for (Followed one : followed) {
      for (int age = 0; age < one.days(); age++) {
        for (String channel : one.channels()) {
          want(one, channel, today.minusDays(age), age, now);
        }
      }
    }
  }

  private void want(Followed one, String channel, LocalDate day, int age, Instant now) {
    String key = one.source().name() + " " + channel + " " + day;
    if (done.contains(key)) {
      return;
    }
    @Nullable Instant finished = harvester.finished(one.source().name(), channel, day);
    if (finished == null) {
      harvester.want(one.source().name(), channel, day, turn(one, age, now));
      return;
    }
    boolean settled =
        !finished.isBefore(day.plusDays(one.settled()).atStartOfDay().toInstant(ZoneOffset.UTC));
    if (settled) {
      done.add(key);
      return;
    }
    Duration every = age < FRESH ? one.every() : one.every().multipliedBy(RARER);
    if (!finished.plus(every).isAfter(now)) {
      harvester.want(one.source().name(), channel, day, turn(one, age, now));
    }
  }

  /// The newest days first, so that a long history does not keep today's readers waiting.
  private static Instant turn(Followed one, int age, Instant now) {
    return now.minusMillis(one.days() - age);
  }
}
