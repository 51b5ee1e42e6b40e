package org.offprint.server.subscribe;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import org.offprint.server.subscribe.Wishes.Rhythm;

/// When a digest is due: at the reader's hour, in the reader's zone, on Monday to Friday or on one
/// day of the week. Where the clocks leave that hour out it is due when they have moved on; where
/// they repeat it, the first time. A holiday is a day like others: whether it brings news is for
/// the issue to say.
public final class Schedule {
  private Schedule() {}

  /// The first time after `moment`.
  public static Instant next(Wishes wishes, Instant moment) {
    LocalDate day = moment.atZone(wishes.place()).toLocalDate().minusDays(1);
    while (true) {
      Instant due = at(wishes, day);
      if (isDay(wishes, day) && due.isAfter(moment)) {
        return due;
      }
      day = day.plusDays(1);
    }
  }

  /// The last time that is not after `moment`.
  public static Instant last(Wishes wishes, Instant moment) {
    LocalDate day = moment.atZone(wishes.place()).toLocalDate().plusDays(1);
    while (true) {
      Instant due = at(wishes, day);
      if (isDay(wishes, day) && !due.isAfter(moment)) {
        return due;
      }
      day = day.minusDays(1);
    }
  }

  /// The reader's day at a moment: the date of the issue.
  public static LocalDate day(Wishes wishes, Instant due) {
    return due.atZone(wishes.place()).toLocalDate();
  }

  private static Instant at(Wishes wishes, LocalDate day) {
    return day.atTime(wishes.hour(), 0).atZone(wishes.place()).toInstant();
  }

  private static boolean isDay(Wishes wishes, LocalDate day) {
    DayOfWeek weekday = day.getDayOfWeek();
    return wishes.rhythm() == Rhythm.weekly
        ? weekday == wishes.weekday()
        : weekday != DayOfWeek.SATURDAY && weekday != DayOfWeek.SUNDAY;
  }
}
