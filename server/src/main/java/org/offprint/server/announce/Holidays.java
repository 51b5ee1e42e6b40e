package org.offprint.server.announce;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;

/// Evenings on which arXiv defers its mailing every year. arXiv names them a year ahead on its page
/// on availability; those of its list for 2023 that fall on a holiday of its country are here. The
/// others of that list (a Wednesday in June, one between the years) belong to that year alone, and
/// are for the operator to set as `ingest.closed`.
///
/// A mistake here costs an alarm or a few requests, never a paper: the day after such an evening is
/// asked for all the same, and counts as empty only where arXiv says so.
final class Holidays {
  private Holidays() {}

  static Optional<String> on(LocalDate evening) {
    int year = evening.getYear();
    if (evening.equals(nth(3, DayOfWeek.MONDAY, year, Month.JANUARY))) {
      return Optional.of("Martin Luther King Day");
    }
    if (evening.equals(observed(LocalDate.of(year, Month.JUNE, 19)))) {
      return Optional.of("Juneteenth");
    }
    if (evening.equals(observed(LocalDate.of(year, Month.JULY, 4)))) {
      return Optional.of("Independence Day");
    }
    if (evening.equals(nth(1, DayOfWeek.MONDAY, year, Month.SEPTEMBER))) {
      return Optional.of("Labor Day");
    }
    if (evening.equals(nth(4, DayOfWeek.THURSDAY, year, Month.NOVEMBER))) {
      return Optional.of("Thanksgiving");
    }
    if (evening.equals(LocalDate.of(year, Month.DECEMBER, 25))) {
      return Optional.of("Christmas");
    }
    return Optional.empty();
  }

  private static LocalDate nth(int count, DayOfWeek weekday, int year, Month month) {
    return LocalDate.of(year, month, 1).with(TemporalAdjusters.dayOfWeekInMonth(count, weekday));
  }

  /// A holiday on a Sunday is kept on the Monday; there is no announcement to defer on a Saturday.
  private static LocalDate observed(LocalDate day) {
    return day.getDayOfWeek() == DayOfWeek.SUNDAY ? day.plusDays(1) : day;
  }
}
