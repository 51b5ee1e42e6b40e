package org.offprint.server.shelf;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;

/// When a paper of a list is discussed.
///
/// @param uid identifies it in calendars, also after it was moved
/// @param starts null where it lasts the day
/// @param length how long, from when it starts
/// @param place in words; may be empty
/// @param link an address to join by; may be empty
/// @param changes how often it was changed
public record Meeting(
    long id,
    String uid,
    PaperId paper,
    LocalDate day,
    @Nullable LocalTime starts,
    ZoneId zone,
    Duration length,
    String place,
    String link,
    int changes,
    Instant changed) {
  static final int MOST_MINUTES = 24 * 60;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEE d MMMM uuuu", Locale.UK);

  public Meeting {
    if (!length.isPositive() || length.toMinutes() > MOST_MINUTES) {
      throw new IllegalArgumentException(
          "A meeting lasts 1 to %d minutes.".formatted(MOST_MINUTES));
    }
    if (place.length() > 200 || place.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("The place has at most 200 letters, in one line.");
    }
    if (!link.matches("|https?://[^\\s\"<>]{1,500}")) {
      throw new IllegalArgumentException(
          "The link must be an address such as https://meet.example.org/group.");
    }
    if (day.getYear() < 1991 || day.getYear() > 2199) {
      throw new IllegalArgumentException("The date must be between 1991 and 2199.");
    }
  }

  /// When it begins; the beginning of the day where it has no hour.
  public Instant begins() {
    return day.atTime(starts == null ? LocalTime.MIDNIGHT : starts).atZone(zone).toInstant();
  }

  /// When it is over.
  public Instant ends() {
    return starts == null ? day.plusDays(1).atStartOfDay(zone).toInstant() : begins().plus(length);
  }

  /// `Thu 5 March 2026, 16:00, Europe/Berlin, Room 5`.
  public String words() {
    return DAY.format(day)
        + (starts == null ? "" : ", %s, %s".formatted(starts, zone.getId()))
        + (place.isEmpty() ? "" : ", " + place);
  }
}
