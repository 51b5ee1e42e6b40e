package org.offprint.server.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Edition;
import org.offprint.server.api.Calls.Listed;
import org.offprint.server.api.Shapes.CountShape;
import org.offprint.server.api.Shapes.EditionPage;
import org.offprint.server.api.Shapes.EditionShape;
import org.offprint.server.api.Shapes.Page;
import org.offprint.server.api.Shapes.PaperShape;
import org.offprint.server.api.Shapes.ShelfShape;
import org.offprint.server.db.Database;
import org.offprint.server.feed.Editions;
import org.offprint.server.paper.Papers;
import org.offprint.server.search.Count;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.search.Order;
import org.offprint.server.search.Query;
import org.offprint.server.search.Walk;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Papers by what they share: an edition, an author, an organisation, a category.
@RestController
final class ShelfApi {
  private static final int LARGEST_EDITION = 1000;

  private final Editions editions;
  private final Papers papers;
  private final LuceneIndex index;
  private final Calls calls;
  private final Forms forms;

  ShelfApi(
      Database database, Papers papers, LuceneIndex index, Answers answers, PublicAddress address) {
    this.editions = new Editions(database);
    this.papers = papers;
    this.index = index;
    this.calls = new Calls(answers, address);
    this.forms = new Forms(address);
  }

  @GetMapping("/api/v1/editions")
  ResponseEntity<byte[]> editions(HttpServletRequest request) {
    return calls.one(request, () -> whole(editions.all().stream().map(ShelfApi::edition).toList()));
  }

  @GetMapping("/api/v1/editions/{slug}")
  ResponseEntity<byte[]> edition(HttpServletRequest request, @PathVariable String slug) {
    return calls.one(
        request,
        () -> {
          Edition edition =
              editions
                  .find(slug)
                  .orElseThrow(() -> Failure.notFound("There is no edition '" + slug + "'."));
          return new EditionPage(
              edition.slug(),
              edition.name(),
              edition.day(),
              editions.papers(slug, 0, LARGEST_EDITION).stream().map(forms::entry).toList());
        });
  }

  @GetMapping("/api/v1/authors/{name}")
  ResponseEntity<byte[]> author(HttpServletRequest request, @PathVariable String name) {
    return shelf(request, name, name, name, null);
  }

  @GetMapping("/api/v1/organisations")
  ResponseEntity<byte[]> organisations(HttpServletRequest request) {
    return calls.one(request, () -> counts(index.organisations()));
  }

  @GetMapping("/api/v1/organisations/{slug}")
  ResponseEntity<byte[]> organisation(HttpServletRequest request, @PathVariable String slug) {
    String name =
        index.organisations().stream()
            .filter(count -> count.key().equals(slug))
            .map(Count::name)
            .findFirst()
            .orElseThrow(() -> Failure.notFound("No paper here is of '" + slug + "'."));
    return shelf(request, slug, name, null, slug);
  }

  @GetMapping("/api/v1/categories")
  ResponseEntity<byte[]> categories(HttpServletRequest request) {
    return calls.one(request, () -> counts(index.categories()));
  }

  private ResponseEntity<byte[]> shelf(
      HttpServletRequest request,
      String key,
      String name,
      @Nullable String author,
      @Nullable String organisation) {
    return calls.page(
        request,
        () -> {
          Walk walk =
              new Walk(Query.parse(""), Order.newest, author, null, organisation, null, null);
          Walk.Step step =
              index.walk(walk, Calls.cursor(request, Walk.Mark::parse), Calls.limit(request));
          if (step.total() == 0) {
            throw Failure.notFound("No paper here has the author '" + name + "'.");
          }
          List<PaperShape> items = papers.byIds(step.ids()).stream().map(forms::paper).toList();
          String next = step.next() == null ? null : step.next().text();
          return new Listed(new ShelfShape(key, name, step.total(), items, next), next);
        },
        "cursor",
        "limit");
  }

  private static Page<CountShape> counts(List<Count> counts) {
    return whole(
        counts.stream()
            .map(count -> new CountShape(count.key(), count.name(), count.papers()))
            .toList());
  }

  private static <T> Page<T> whole(List<T> items) {
    return new Page<>((long) items.size(), items, null);
  }

  private static EditionShape edition(Edition edition) {
    return new EditionShape(edition.slug(), edition.name(), edition.day());
  }
}
