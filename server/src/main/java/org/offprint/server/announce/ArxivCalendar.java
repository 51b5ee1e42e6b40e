package org.offprint.server.announce;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// When arXiv announces papers. Submissions until 14:00 in New York are announced at 20:00 of the
/// same day, Sunday to Thursday, and stand on the list of the next day, which is the day meant
/// everywhere here: Monday to Friday. What comes between Thursday 14:00 and Friday 14:00 is
/// announced on Sunday for Monday, and what comes between Friday 14:00 and Monday 14:00 on Monday
/// for Tuesday. The day after a holiday's evening has no list, and its submissions join the next.
///
/// Source: arXiv's page on availability and its announcement schedule.
public final class ArxivCalendar {
  public static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final LocalTime CUT_OFF = LocalTime.of(14, 0);
  private static final LocalTime ANNOUNCED = LocalTime.of(20, 0);

  private final Map<LocalDate, String> closed;

  /// @param closed evenings without an announcement, and the name of the holiday; those of every
  ///   year need not be among them
  public ArxivCalendar(Map<LocalDate, String> closed) {
    this.closed = new TreeMap<>(closed);
  }

  /// Why there is no list on `day`; nothing where there is one.
  public Optional<String> whyNone(LocalDate day) {
    if (isWeekend(day)) {
      return Optional.of("arXiv announces nothing at weekends");
    }
    LocalDate evening = day.minusDays(1);
    @Nullable String named = closed.get(evening);
    Optional<String> holiday = named == null ? Holidays.on(evening) : Optional.of(named);
    return holiday.map(name -> "arXiv defers its announcement: " + name);
  }

  /// Whether there is never a list on `day`. The others are worth asking for, also where a holiday
  /// is known: a calendar may be wrong.
  public static boolean isWeekend(LocalDate day) {
    return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
  }

  /// The first weekday on `day` or after it.
  public static LocalDate weekday(LocalDate day) {
    LocalDate weekday = day;
    while (isWeekend(weekday)) {
      weekday = weekday.plusDays(1);
    }
    return weekday;
  }

  /// The last weekday whose list is out at `now` if there is one, holidays among them.
  public LocalDate latestWeekday(Instant now) {
    LocalDate day = now.atZone(NEW_YORK).toLocalDate().plusDays(1);
    while (isWeekend(day) || announcedAt(day).isAfter(now)) {
      day = day.minusDays(1);
    }
    return day;
  }

  public boolean announces(LocalDate day) {
    return whyNone(day).isEmpty();
  }

  /// When the list of `day` comes out.
  public Instant announcedAt(LocalDate day) {
    return day.minusDays(1).atTime(ANNOUNCED).atZone(NEW_YORK).toInstant();
  }

  /// The last list that is out at `now`.
  public LocalDate latest(Instant now) {
    LocalDate day = now.atZone(NEW_YORK).toLocalDate().plusDays(1);
    while (!announces(day) || announcedAt(day).isAfter(now)) {
      day = day.minusDays(1);
    }
    return day;
  }

  /// The list before that of `day`.
  public LocalDate before(LocalDate day) {
    LocalDate earlier = day.minusDays(1);
    while (!announces(earlier)) {
      earlier = earlier.minusDays(1);
    }
    return earlier;
  }

  /// The list after that of `day`.
  public LocalDate after(LocalDate day) {
    LocalDate later = day.plusDays(1);
    while (!announces(later)) {
      later = later.plusDays(1);
    }
    return later;
  }

  /// The first list on `day` or after it.
  public LocalDate onOrAfter(LocalDate day) {
    return announces(day) ? day : after(day);
  }

  /// The list on which a paper stands that was submitted at `moment` and not held back.
  public LocalDate listOf(Instant moment) {
    ZonedDateTime there = moment.atZone(NEW_YORK);
    LocalDate cutOff = there.toLocalDate(); // the day whose cut-off takes it
    if (!there.toLocalTime().isBefore(CUT_OFF)) {
      cutOff = cutOff.plusDays(1);
    }
    while (isWeekend(cutOff)) {
      cutOff = cutOff.plusDays(1);
    }
    LocalDate evening = cutOff.getDayOfWeek() == DayOfWeek.FRIDAY ? cutOff.plusDays(2) : cutOff;
    return onOrAfter(evening.plusDays(1));
  }

  /// From when to when papers are submitted for the list of `day`: the first moment belongs to it,
  /// the second to the next.
  public Window window(LocalDate day) {
    return new Window(cutOffFor(before(day)), cutOffFor(day));
  }

  public record Window(Instant from, Instant until) {
    public boolean contains(Instant moment) {
      return !moment.isBefore(from) && moment.isBefore(until);
    }

    public Duration length() {
      return Duration.between(from, until);
    }
  }

  /// The cut-off of the evening before `day`; Sunday's announcement takes what came until Friday.
  private static Instant cutOffFor(LocalDate day) {
    LocalDate evening = day.minusDays(1);
    LocalDate cutOff = evening.getDayOfWeek() == DayOfWeek.SUNDAY ? evening.minusDays(2) : evening;
    return cutOff.atTime(CUT_OFF).atZone(NEW_YORK).toInstant();
  }
}
