package org.offprint.server.api;

import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.api.Calls.Listed;
import org.offprint.server.api.Shapes.LinkShape;
import org.offprint.server.api.Shapes.Page;
import org.offprint.server.api.Shapes.PaperShape;
import org.offprint.server.api.Shapes.RevisionShape;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.link.FoundLinks;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.search.Order;
import org.offprint.server.search.Query;
import org.offprint.server.search.Walk;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Calendar;
import org.offprint.server.web.Failure;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Papers: all of them, searched and filtered; one by one; what is like one, what was run of one.
@RestController
final class PaperApi {
  private static final int SIMILAR = 10;

  private final Papers papers;
  private final Days days;
  private final Results results;
  private final LuceneIndex index;
  private final FoundLinks foundLinks;
  private final Calls calls;
  private final Forms forms;

  PaperApi(
      Papers papers,
      Days days,
      Results results,
      LuceneIndex index,
      FoundLinks foundLinks,
      Answers answers,
      PublicAddress address) {
    this.papers = papers;
    this.days = days;
    this.results = results;
    this.index = index;
    this.foundLinks = foundLinks;
    this.calls = new Calls(answers, address);
    this.forms = new Forms(address);
  }

  @GetMapping("/api/v1/papers")
  ResponseEntity<byte[]> list(HttpServletRequest request) {
    return calls.page(
        request,
        () -> {
          int limit = Calls.limit(request);
          Walk.Step step =
              index.walk(walk(request), Calls.cursor(request, Walk.Mark::parse), limit);
          List<PaperShape> items = papers.byIds(step.ids()).stream().map(forms::paper).toList();
          String next = step.next() == null ? null : step.next().text();
          return new Listed(new Page<>(step.exactTotal() ? step.total() : null, items, next), next);
        },
        "q",
        "category",
        "author",
        "organisation",
        "from",
        "to",
        "sort",
        "cursor",
        "limit");
  }

  private static Walk walk(HttpServletRequest request) {
    String typed = request.getParameter("q") == null ? "" : request.getParameter("q");
    if (typed.length() > Query.LONGEST) {
      throw Failure.badRequest(
          "q has %d characters: expected at most %d.".formatted(typed.length(), Query.LONGEST));
    }
    return new Walk(
        Query.parse(typed),
        order(given(request, "sort"), typed),
        given(request, "author"),
        given(request, "category"),
        given(request, "organisation"),
        day(request, "from"),
        day(request, "to"));
  }

  private static Order order(@Nullable String sort, String typed) {
    if (sort == null) {
      return typed.isBlank() ? Order.newest : Order.relevance;
    }
    return switch (sort) {
      case "newest" -> Order.newest;
      case "relevance" -> Order.relevance;
      default ->
          throw Failure.badRequest(
              "sort = '%s' is not a choice: expected newest or relevance.".formatted(sort));
    };
  }

  private static @Nullable LocalDate day(HttpServletRequest request, String name) {
    String text = given(request, name);
    return text == null ? null : Calendar.day(name, text);
  }

  private static @Nullable String given(HttpServletRequest request, String name) {
    String text = request.getParameter(name);
    return text == null || text.isBlank() ? null : text;
  }

  @GetMapping({"/api/v1/papers/{id}", "/api/v1/papers/{archive}/{id}"})
  ResponseEntity<byte[]> paper(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    return calls.one(
        request,
        () -> {
          Paper paper = find(Calls.id(archive, id));
          return forms.entry(new Entry(paper, days.listing(paper).orElse(null)));
        });
  }

  @GetMapping({"/api/v1/papers/{id}/similar", "/api/v1/papers/{archive}/{id}/similar"})
  ResponseEntity<byte[]> similar(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    return calls.one(
        request,
        () -> {
          Paper paper = find(Calls.id(archive, id));
          List<PaperShape> items =
              papers.byIds(index.similar(paper, SIMILAR)).stream().map(forms::paper).toList();
          return new Page<>((long) items.size(), items, null);
        });
  }

  @GetMapping({"/api/v1/papers/{id}/results", "/api/v1/papers/{archive}/{id}/results"})
  ResponseEntity<byte[]> results(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    return calls.one(
        request,
        () -> {
          Paper paper = find(Calls.id(archive, id));
          var items = results.ofPaper(paper.id()).stream().map(forms::result).toList();
          return new Page<>((long) items.size(), items, null);
        });
  }

  @GetMapping({"/api/v1/papers/{id}/revisions", "/api/v1/papers/{archive}/{id}/revisions"})
  ResponseEntity<byte[]> revisions(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    return calls.one(
        request,
        () -> {
          Paper paper = find(Calls.id(archive, id));
          List<RevisionShape> items =
              papers.revisions(paper.id()).stream()
                  .map(was ->
                      new RevisionShape(was.version(), was.title(), was.abstractText(), was.asOf()))
                  .toList();
          return new Page<>((long) items.size(), items, null);
        });
  }

  /// What is linked to a paper, then what stands in its abstract or comment.
  @GetMapping({"/api/v1/papers/{id}/links", "/api/v1/papers/{archive}/{id}/links"})
  ResponseEntity<byte[]> links(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    return calls.one(
        request,
        () -> {
          Paper paper = find(Calls.id(archive, id));
          List<LinkShape> items = new ArrayList<>();
          paper.links().forEach(link -> items.add(Forms.link(link)));
          foundLinks.ofPaper(paper).forEach(link -> items.add(Forms.link(link)));
          return new Page<>((long) items.size(), items, null);
        });
  }

  private Paper find(PaperId id) {
    return papers
        .find(id)
        .orElseThrow(() -> Failure.notFound("The paper %s is not here.".formatted(id)));
  }
}
