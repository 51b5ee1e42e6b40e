package org.offprint.server.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.server.feed.Days.Span;
import org.offprint.server.web.Calendar;
import org.offprint.server.web.Failure;

/// What `/api/daily_papers` is asked for. Several of date, week and month at once must all hold, so
/// the span is where they overlap; where they do not, it is empty.
///
/// @param span null when no day was asked for
record DailyQuery(
    @Nullable Span span, @Nullable String submitter, boolean trending, int page, int limit) {
  private static final int MOST = 100;
  private static final int USUAL = 50;
  private static final Pattern TIMESTAMP = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T[\\d:.]+Z");

  static DailyQuery of(
      @Nullable String date,
      @Nullable String week,
      @Nullable String month,
      @Nullable String submitter,
      @Nullable String sort,
      @Nullable String page,
      @Nullable String limit) {
    List<Span> spans = new ArrayList<>();
    if (date != null && !date.isEmpty()) {
      // A whole timestamp names its day.
      String day = TIMESTAMP.matcher(date).matches() ? date.substring(0, 10) : date;
      spans.add(Span.day(Calendar.day("date", day)));
    }
    if (week != null && !week.isEmpty()) {
      spans.add(Span.week(Calendar.week("week", week)));
    }
    if (month != null && !month.isEmpty()) {
      spans.add(Span.month(Calendar.month("month", month)));
    }
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

  private static Span overlap(Span a, Span b) {
    return new Span(
        a.first().isAfter(b.first()) ? a.first() : b.first(),
        a.last().isBefore(b.last()) ? a.last() : b.last());
  }
}
