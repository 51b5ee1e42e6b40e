package org.offprint.server.web;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.IsoFields;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Days, weeks and months as addresses write them. What the calendar does not have is refused with
/// the form that is expected.
public final class Calendar {
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern WEEK = Pattern.compile("(\\d{4})-W(\\d{2})");
  private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");

  private Calendar() {}

  /// `2026-03-05`.
  public static LocalDate day(String name, String text) {
    try {
      if (DAY.matcher(text).matches()) {
        return LocalDate.parse(text);
      }
    } catch (DateTimeException notInTheCalendar) {
      // falls through to the same message
    }
    throw Failure.badRequest(
        "%s = '%s' is not a day: expected one like 2026-03-05.".formatted(name, text));
  }

  /// The Monday of `2026-W10`.
  public static LocalDate week(String name, String text) {
    Matcher form = WEEK.matcher(text);
    if (form.matches()) {
      LocalDate inYear = LocalDate.of(Integer.parseInt(form.group(1)), 1, 4); // always in week 1
      int week = Integer.parseInt(form.group(2));
      if (IsoFields.WEEK_OF_WEEK_BASED_YEAR.rangeRefinedBy(inYear).isValidValue(week)) {
        return inYear.plusWeeks(week - 1).with(java.time.DayOfWeek.MONDAY);
      }
    }
    throw Failure.badRequest(
        "%s = '%s' is not an ISO week: expected one like 2026-W10.".formatted(name, text));
  }

  /// The first day of `2026-03`.
  public static LocalDate month(String name, String text) {
    try {
      if (MONTH.matcher(text).matches()) {
        return YearMonth.parse(text).atDay(1);
      }
    } catch (DateTimeException notInTheCalendar) {
      // falls through to the same message
    }
    throw Failure.badRequest(
        "%s = '%s' is not a month: expected one like 2026-03.".formatted(name, text));
  }
}
