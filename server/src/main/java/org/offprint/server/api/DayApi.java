package org.offprint.server.api;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.api.Calls.Listed;
import org.offprint.server.api.Shapes.DayShape;
import org.offprint.server.api.Shapes.EntryShape;
import org.offprint.server.api.Shapes.Page;
import org.offprint.server.api.Shapes.SpanShape;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.feed.Days.Span;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Calendar;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// What stands on a day, in a week, in a month, and in the trending order.
@RestController
final class DayApi {
  private final Days days;
  private final Calls calls;
  private final Forms forms;

  DayApi(Days days, Answers answers, PublicAddress address) {
    this.days = days;
    this.calls = new Calls(answers, address);
    this.forms = new Forms(address);
  }

  @GetMapping("/api/v1/days")
  ResponseEntity<byte[]> days(HttpServletRequest request) {
    return calls.page(
        request,
        () -> {
          int limit = Calls.limit(request);
          List<Days.Filled> found = days.filled(Calls.cursor(request, LocalDate::parse), limit + 1);
          List<DayShape> items =
              found.stream()
                  .limit(limit)
                  .map(filled -> new DayShape(filled.day(), filled.papers()))
                  .toList();
          String next = found.size() > limit ? items.getLast().day().toString() : null;
          return new Listed(new Page<>(null, items, next), next);
        },
        "cursor",
        "limit");
  }

  @GetMapping("/api/v1/days/{date}")
  ResponseEntity<byte[]> day(HttpServletRequest request, @PathVariable String date) {
    return span(request, Span.day(Calendar.day("date", date)));
  }

  @GetMapping("/api/v1/weeks/{week}")
  ResponseEntity<byte[]> week(HttpServletRequest request, @PathVariable String week) {
    return span(request, Span.week(Calendar.week("week", week)));
  }

  @GetMapping("/api/v1/months/{month}")
  ResponseEntity<byte[]> month(HttpServletRequest request, @PathVariable String month) {
    return span(request, Span.month(Calendar.month("month", month)));
  }

  private ResponseEntity<byte[]> span(HttpServletRequest request, Span span) {
    return calls.page(
        request,
        () -> {
          int limit = Calls.limit(request);
          List<Entry> found = days.after(span, Calls.cursor(request, DayApi::paper), limit + 1);
          String next = next(found, limit);
          return new Listed(
              new SpanShape(
                  span.first(), span.last(), days.count(span), entries(found, limit), next),
              next);
        },
        "cursor",
        "limit");
  }

  @GetMapping("/api/v1/trending")
  ResponseEntity<byte[]> trending(HttpServletRequest request) {
    return calls.page(
        request,
        () -> {
          int limit = Calls.limit(request);
          List<Entry> found = days.trendingAfter(Calls.cursor(request, DayApi::paper), limit + 1);
          String next = next(found, limit);
          return new Listed(new Page<>(null, entries(found, limit), next), next);
        },
        "cursor",
        "limit");
  }

  private List<EntryShape> entries(List<Entry> found, int limit) {
    return found.stream().limit(limit).map(forms::entry).toList();
  }

  private static @Nullable String next(List<Entry> found, int limit) {
    return found.size() <= limit
        ? null
        : Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                found.get(limit - 1).paper().id().value().getBytes(StandardCharsets.UTF_8));
  }

  private static PaperId paper(String cursor) {
    return new PaperId(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
  }
}
