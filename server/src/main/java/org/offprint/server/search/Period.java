package org.offprint.server.search;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The days of a year, a month or a day as people write it: from `first` until before `next`.
record Period(LocalDate first, LocalDate next) {
  private static final Pattern FORM =
      Pattern.compile("(\\d{4})(?:[-/.](\\d{1,2})(?:[-/.](\\d{1,2}))?)?");

  /// Reads `2024`, `2024-05`, `2024-05-13`, also with `/` or `.`; empty when it is no date.
  static Optional<Period> parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      int year = Integer.parseInt(form.group(1));
      if (form.group(2) == null) {
        LocalDate first = LocalDate.of(year, 1, 1);
        return Optional.of(new Period(first, first.plusYears(1)));
      }
      int month = Integer.parseInt(form.group(2));
      if (form.group(3) == null) {
        LocalDate first = LocalDate.of(year, month, 1);
        return Optional.of(new Period(first, first.plusMonths(1)));
      }
      LocalDate first = LocalDate.of(year, month, Integer.parseInt(form.group(3)));
      return Optional.of(new Period(first, first.plusDays(1)));
    } catch (DateTimeException noSuchDay) {
      return Optional.empty();
    }
  }

  /// The shortest form that reads back as the same days.
  static String text(@Nullable LocalDate from, @Nullable LocalDate before) {
    if (from == null) {
      return before == null || before.getYear() > 9999 ? "date:..9999" : "before:" + before;
    }
    if (before == null) {
      return "after:" + from;
    }
    if (from.getDayOfYear() == 1 && before.equals(from.plusYears(1))) {
      return "on:" + from.toString().substring(0, 4);
    }
    if (from.getDayOfMonth() == 1 && before.equals(from.plusMonths(1))) {
      return "on:" + from.toString().substring(0, 7);
    }
    return before.equals(from.plusDays(1))
        ? "on:" + from
        : "date:" + from + ".." + before.minusDays(1);
  }
}
