package org.offprint.server.hub;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.server.feed.Days.Span;
import org.offprint.server.web.Failure;

/// What `/api/daily_papers` is asked for. Several of date, week and month at once must all hold, so
/// the span is where they overlap; where they do not, it is empty.
///
/// @param span null when no day was asked for
record DailyQuery(
    @Nullable Span span, @Nullable String submitter, boolean trending, int page, int limit) {
  private static final int MOST = 100;
  private static final int USUAL = 50;
  private static final Pattern DAY = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(T[\\d:.]+Z)?");
  private static final Pattern WEEK = Pattern.compile("(\\d{4})-W(\\d{2})");
  private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");

  static DailyQuery of(
      @Nullable String date,
      @Nullable String week,
      @Nullable String month,
      @Nullable String submitter,
      @Nullable String sort,
      @Nullable String page,
      @Nullable String limit) {
    List<Span> spans = new ArrayList<>();
    add(spans, date, DailyQuery::day, "date = '%s' is not a day: expected one like 2026-03-05.");
    add(
        spans,
        week,
        DailyQuery::week,
        "week = '%s' is not an ISO week: expected one like 2026-W10.");
    add(spans, month, DailyQuery::month, "month = '%s' is not a month: expected one like 2026-03.");
    if (sort != null && !sort.equals("publishedAt") && !sort.equals("trending")) {
      throw Failure.badRequest(
          "sort = '%s' is not a choice: expected publishedAt or trending.".formatted(sort));
    }
    return new DailyQuery(
        spans.stream().reduce(DailyQuery::overlap).orElse(null),
        submitter,
        "trending".equals(sort),
        number("p", page, 0, 0, 1_000_000),
        number("limit", limit, USUAL, 1, MOST));
  }

  int offset() {
    return page * limit;
  }

  /// A whole number from a parameter, `usual` where it is missing.
  static int number(String name, @Nullable String text, int usual, int least, int most) {
    if (text == null || text.isEmpty()) {
      return usual;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // falls through to the same message
    }
    throw Failure.badRequest(
        "%s = '%s' is out of range: expected a whole number from %d to %d."
            .formatted(name, text, least, most));
  }

  private static void add(
      List<Span> spans,
      @Nullable String text,
      Function<String, @Nullable Span> read,
      String message) {
    if (text == null || text.isEmpty()) {
      return;
    }
    Span span;
    try {
      span = read.apply(text);
    } catch (DateTimeException notInTheCalendar) {
      span = null;
    }
    if (span == null) {
      throw Failure.badRequest(message.formatted(text));
    }
    spans.add(span);
  }

  private static @Nullable Span day(String text) {
    Matcher form = DAY.matcher(text);
    return form.matches() ? Span.day(LocalDate.parse(form.group(1))) : null;
  }

  private static @Nullable Span week(String text) {
    Matcher form = WEEK.matcher(text);
    if (!form.matches()) {
      return null;
    }
    LocalDate inYear = LocalDate.of(Integer.parseInt(form.group(1)), 1, 4); // always in week 1
    int week = Integer.parseInt(form.group(2));
    return IsoFields.WEEK_OF_WEEK_BASED_YEAR.rangeRefinedBy(inYear).isValidValue(week)
        ? Span.week(inYear.plusWeeks(week - 1))
        : null;
  }

  private static @Nullable Span month(String text) {
    return MONTH.matcher(text).matches() ? Span.month(YearMonth.parse(text).atDay(1)) : null;
  }

  private static Span overlap(Span a, Span b) {
    return new Span(
        a.first().isAfter(b.first()) ? a.first() : b.first(),
        a.last().isBefore(b.last()) ? a.last() : b.last());
  }
}
