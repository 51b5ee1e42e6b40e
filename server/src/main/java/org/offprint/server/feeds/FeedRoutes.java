package org.offprint.server.feeds;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Edition;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.config.Settings;
import org.offprint.server.db.Database;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Days.Span;
import org.offprint.server.feed.Editions;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.search.Query;
import org.offprint.server.talk.Comments;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Calendar;
import org.offprint.server.web.Failure;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

/// The feed of every list, at the address of the list with the extension of a form.
@RestController
final class FeedRoutes {
  private static final int LAST_PAGE = 200;

  private final Lists lists;
  private final Comments comments;
  private final Answers answers;
  private final Place place;

  FeedRoutes(
      Settings settings,
      Database database,
      Papers papers,
      Days days,
      Results results,
      LuceneIndex index,
      Comments comments,
      Answers answers,
      PublicAddress address) {
    this.comments = comments;
    this.answers = answers;
    this.place = new Place(address, settings.site().name(), settings.hooks().websub());
    this.lists = new Lists(days, new Editions(database), papers, results, index, place.name());
  }

  @GetMapping({"/papers.atom", "/papers.rss", "/papers.json"})
  ResponseEntity<byte[]> newest(HttpServletRequest request) {
    return answer(request, lists::newest);
  }

  @GetMapping({"/papers/date/{day}.atom", "/papers/date/{day}.rss", "/papers/date/{day}.json"})
  ResponseEntity<byte[]> day(HttpServletRequest request, @PathVariable String day) {
    Span span = Span.day(Calendar.day("date", day));
    return answer(request, page -> lists.span(day, "/papers/date/" + day, span, page));
  }

  @GetMapping({"/papers/week/{week}.atom", "/papers/week/{week}.rss", "/papers/week/{week}.json"})
  ResponseEntity<byte[]> week(HttpServletRequest request, @PathVariable String week) {
    Span span = Span.week(Calendar.week("week", week));
    return answer(request, page -> lists.span(week, "/papers/week/" + week, span, page));
  }

  @GetMapping({
    "/papers/month/{month}.atom",
    "/papers/month/{month}.rss",
    "/papers/month/{month}.json"
  })
  ResponseEntity<byte[]> month(HttpServletRequest request, @PathVariable String month) {
    Span span = Span.month(Calendar.month("month", month));
    return answer(request, page -> lists.span(month, "/papers/month/" + month, span, page));
  }

  @GetMapping({"/papers/trending.atom", "/papers/trending.rss", "/papers/trending.json"})
  ResponseEntity<byte[]> trending(HttpServletRequest request) {
    return answer(request, lists::trending);
  }

  @GetMapping({"/search.atom", "/search.rss", "/search.json"})
  ResponseEntity<byte[]> search(HttpServletRequest request, @RequestParam @Nullable String q) {
    String typed = q == null ? "" : q;
    if (typed.length() > Query.LONGEST) {
      throw Failure.badRequest(
          "q has %d characters: expected at most %d.".formatted(typed.length(), Query.LONGEST));
    }
    return answer(request, page -> lists.search(typed, page));
  }

  @GetMapping({"/authors/{name}.atom", "/authors/{name}.rss", "/authors/{name}.json"})
  ResponseEntity<byte[]> author(HttpServletRequest request, @PathVariable String name) {
    return answer(request, page -> lists.author(name, "/authors/" + encoded(name), page));
  }

  @GetMapping({
    "/organisations/{slug}.atom",
    "/organisations/{slug}.rss",
    "/organisations/{slug}.json"
  })
  ResponseEntity<byte[]> organisation(HttpServletRequest request, @PathVariable String slug) {
    return answer(
        request, page -> lists.organisation(slug, "/organisations/" + encoded(slug), page));
  }

  @GetMapping({
    "/categories/{category}.atom",
    "/categories/{category}.rss",
    "/categories/{category}.json"
  })
  ResponseEntity<byte[]> category(HttpServletRequest request, @PathVariable String category) {
    return answer(
        request, page -> lists.category(category, "/categories/" + encoded(category), page));
  }

  @GetMapping({"/editions/{slug}.atom", "/editions/{slug}.rss", "/editions/{slug}.json"})
  ResponseEntity<byte[]> edition(HttpServletRequest request, @PathVariable String slug) {
    Edition edition =
        lists
            .editions()
            .find(slug)
            .orElseThrow(() -> Failure.notFound("There is no edition '" + slug + "'."));
    return answer(request, page -> lists.edition(edition, page));
  }

  @GetMapping({"/methods.atom", "/methods.rss", "/methods.json"})
  ResponseEntity<byte[]> methods(HttpServletRequest request) {
    return answer(request, lists::methods);
  }

  @GetMapping({"/comments.atom", "/comments.rss", "/comments.json"})
  ResponseEntity<byte[]> comments(HttpServletRequest request) {
    return answer(request, page -> lists.comments(comments, page));
  }

  @GetMapping({
    "/papers/{id}/comments.atom",
    "/papers/{id}/comments.rss",
    "/papers/{id}/comments.json",
    "/papers/{archive}/{id}/comments.atom",
    "/papers/{archive}/{id}/comments.rss",
    "/papers/{archive}/{id}/comments.json"
  })
  ResponseEntity<byte[]> commentsOfPaper(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    String whole = archive == null ? id : archive + "/" + id;
    Paper paper =
        PaperId.parse(whole)
            .flatMap(lists.papers()::find)
            .orElseThrow(() -> Failure.notFound("There is no paper '" + whole + "'."));
    return answer(request, page -> lists.comments(comments, paper, page));
  }

  @GetMapping("/feeds.opml")
  ResponseEntity<byte[]> standing(HttpServletRequest request) {
    return answers.of(
        request,
        "text/x-opml;charset=utf-8",
        () -> Opml.write(place, lists.editions().all(), lists.index().categories()));
  }

  private ResponseEntity<byte[]> answer(HttpServletRequest request, IntFunction<Feed> list) {
    Form form = Form.of(request.getRequestURI());
    int page = page(request.getParameter("p"));
    return answers.withHeaders(
        request,
        form.contentType(),
        () -> {
          Feed feed = list.apply(page);
          return new Answers.Content(form.write(feed, place), links(feed, form));
        });
  }

  /// Programs find the hub and the feed's own address here without reading the feed (WebSub §4).
  private Map<String, String> links(Feed feed, Form form) {
    return place.hasHub(feed)
        ? Map.of(
            "Link",
            "<%s>; rel=\"hub\", <%s>; rel=\"self\""
                .formatted(place.address().of(Place.HUB), place.of(feed, form)))
        : Map.of();
  }

  private static int page(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return 1;
    }
    int page = text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
    if (page < 1 || page > LAST_PAGE) {
      throw Failure.badRequest(
          "p = '%s' is no page: expected a number from 1 to %d.".formatted(text, LAST_PAGE));
    }
    return page;
  }

  private static String encoded(String segment) {
    return UriUtils.encodePathSegment(segment, StandardCharsets.UTF_8);
  }
}
