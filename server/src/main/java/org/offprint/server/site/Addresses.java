package org.offprint.server.site;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.IsoFields;
import java.util.Locale;
import org.offprint.catalog.paper.PaperId;
import org.springframework.web.util.UriUtils;

/// The addresses of pages. They are part of what others link to, so they are made in one place.
public final class Addresses {
  private Addresses() {}

  public static String paper(PaperId id) {
    return "/papers/" + UriUtils.encodePath(id.value(), StandardCharsets.UTF_8);
  }

  public static String day(LocalDate day) {
    return "/papers/date/" + day;
  }

  public static String week(LocalDate day) {
    return String.format(
        Locale.ROOT,
        "/papers/week/%04d-W%02d",
        day.get(IsoFields.WEEK_BASED_YEAR),
        day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }

  public static String month(LocalDate day) {
    return "/papers/month/" + YearMonth.from(day);
  }

  public static String author(String name) {
    return "/authors/" + UriUtils.encodePathSegment(name, StandardCharsets.UTF_8);
  }

  public static String organisation(String slug) {
    return "/organisations/" + UriUtils.encodePathSegment(slug, StandardCharsets.UTF_8);
  }

  public static String category(String category) {
    return "/categories/" + UriUtils.encodePathSegment(category, StandardCharsets.UTF_8);
  }

  public static String run(String id) {
    return "/runs/" + UriUtils.encodePathSegment(id, StandardCharsets.UTF_8);
  }

  public static String board(String task) {
    return "/boards/" + UriUtils.encodePathSegment(task, StandardCharsets.UTF_8);
  }

  public static String search(String query) {
    return "/search?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  /// The same list, page `number`; the first page has no number in its address.
  public static String page(String address, int number) {
    return number <= 1 ? address : address + (address.contains("?") ? "&" : "?") + "p=" + number;
  }
}
