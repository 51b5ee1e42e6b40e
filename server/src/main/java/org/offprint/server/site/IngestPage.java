package org.offprint.server.site;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offprint.server.announce.Alarms.Alarm;
import org.offprint.server.announce.DayState;
import org.offprint.server.fetch.FetchLog.Asked;
import org.offprint.server.fetch.FetchLog.Door;
import org.offprint.server.fetch.FetchLog.Request;
import org.offprint.server.harvest.Harvester.Held;
import org.offprint.server.ingest.Quarantine;

/// How the last days stand, what somebody has to know of, and what was asked of whom.
///
/// @param followed whether any category is followed
/// @param days the last days that were looked at, the latest first
/// @param held walks that could not go on
/// @param requests the last ones, the newest first
/// @param smallestGap between two requests at the same gate in the last day; null without two
/// @param quarantine how many records wait, by source
public record IngestPage(
    Instant now,
    boolean followed,
    List<LocalDate> days,
    List<String> categories,
    List<DayState> states,
    List<Alarm> alarms,
    List<Alarm> over,
    List<Asked> sources,
    List<Door> doors,
    List<Held> held,
    List<Request> requests,
    @Nullable Duration smallestGap,
    List<Quarantine.Count> quarantine) {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("d MMM, HH:mm:ss", Locale.UK).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.UK).withZone(ZoneOffset.UTC);

  public @Nullable DayState state(LocalDate day, String category) {
    return states.stream()
        .filter(state -> state.day().equals(day) && state.category().equals(category))
        .findFirst()
        .orElse(null);
  }

  /// 7 Mar, 01:02:03
  public static String moment(Instant time) {
    return MOMENT.format(time);
  }

  /// 7 Mar 2026, 01:02 UTC
  public static String minute(Instant time) {
    return MINUTE.format(time) + " UTC";
  }

  /// 4 min 3 s ago
  public String ago(Instant time) {
    return Words.duration(Math.max(0, Duration.between(time, now).toSeconds())) + " ago";
  }

  /// 3.000 s
  public static String seconds(Duration duration) {
    return String.format(Locale.UK, "%,.3f s", duration.toMillis() / 1000.0);
  }

  public boolean isClosed(Door door) {
    return door.openAt().isAfter(now);
  }

  public long waiting() {
    return quarantine.stream().mapToLong(Quarantine.Count::records).sum();
  }

  /// What the gap of the last day proves.
  public String manners() {
    return smallestGap == null
        ? ""
        : "In the last 24 hours no two requests at the same gate had less than %s between them."
            .formatted(seconds(smallestGap));
  }
}
