package org.offprint.server.site;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.paper.Papers;
import org.offprint.server.search.Count;
import org.offprint.server.search.Hits;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.search.Order;
import org.offprint.server.site.ListPage.Paging;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/// The papers of an author, an organisation or a field, newest first.
@Controller
final class ShelfRoutes {
  /// One page of the index's answer.
  private interface Shelf {
    Hits of(int offset, int limit);
  }

  private final LuceneIndex index;
  private final Papers papers;
  private final Rows rows;
  private final Answers answers;

  ShelfRoutes(LuceneIndex index, Papers papers, Rows rows, Answers answers) {
    this.index = index;
    this.papers = papers;
    this.rows = rows;
    this.answers = answers;
  }

  @GetMapping("/authors/{name}")
  ResponseEntity<byte[]> author(
      HttpServletRequest request,
      @PathVariable String name,
      @RequestParam(defaultValue = "1") int p) {
    return answers.page(
        request,
        "list",
        () ->
            page(
                name,
                "as its author",
                Addresses.author(name),
                p,
                (offset, limit) -> index.byAuthor(name, Order.newest, offset, limit),
                Failure.notFound(
                    "No paper here names " + name + " as an author.",
                    Addresses.search("au:\"" + name + "\""))));
  }

  @GetMapping("/organisations/{slug}")
  ResponseEntity<byte[]> organisation(
      HttpServletRequest request,
      @PathVariable String slug,
      @RequestParam(defaultValue = "1") int p) {
    return answers.page(
        request,
        "list",
        () -> {
          String name =
              index.organisations().stream()
                  .filter(count -> count.key().equalsIgnoreCase(slug))
                  .map(Count::name)
                  .findFirst()
                  .orElse(slug);
          return page(
              name,
              "organisation",
              Addresses.organisation(slug),
              p,
              (offset, limit) -> index.byOrganisation(slug, Order.newest, offset, limit),
              Failure.notFound(
                  "No paper here comes from an organisation '" + slug + "'.",
                  Addresses.search(slug)));
        });
  }

  @GetMapping("/categories/{category}")
  ResponseEntity<byte[]> category(
      HttpServletRequest request,
      @PathVariable String category,
      @RequestParam(defaultValue = "1") int p) {
    return answers.page(
        request,
        "list",
        () ->
            page(
                Fields.name(category),
                category,
                Addresses.category(category),
                p,
                (offset, limit) -> index.byCategory(category, Order.newest, offset, limit),
                Failure.notFound(
                    "No paper here is filed under '" + category + "'.", "/categories")));
  }

  @GetMapping("/categories")
  ResponseEntity<byte[]> categories(HttpServletRequest request) {
    return answers.page(request, "categories", this::categories);
  }

  private ListPage page(
      String heading, String kind, String address, int number, Shelf shelf, Failure nobody) {
    if (number < 1 || number > LuceneIndex.DEEPEST / DayRoutes.PAGE) {
      throw Failure.notFound("There is no page %d of this list.".formatted(number), address);
    }
    Hits hits = shelf.of((number - 1) * DayRoutes.PAGE, DayRoutes.PAGE);
    if (hits.total() == 0) {
      throw nobody;
    }
    Paging paging =
        DayRoutes.paging(address, number, (int) Math.min(hits.total(), LuceneIndex.DEEPEST));
    List<String> facts = new ArrayList<>();
    if (!kind.equals("as its author")) {
      facts.add(kind);
    }
    facts.add(Words.count(hits.total(), "paper", "papers"));
    facts.add("newest first");
    return new ListPage(
        Frame.of(
                heading,
                "%s: %s, newest first."
                    .formatted(heading, Words.count(hits.total(), "paper", "papers")),
                Addresses.page(address, number))
            .withFeed(address)
            .between(paging.previous(), paging.next()),
        "shelf",
        heading,
        facts,
        null,
        null,
        "",
        List.of(),
        List.of(),
        List.of(),
        false,
        rows.of(
            papers.byIds(hits.ids()).stream().map(paper -> new Entry(paper, null)).toList(),
            paging.offset(),
            (entry, place) ->
                "This list runs from the newest paper to the oldest; this one is of "
                    + published(entry.paper())
                    + "."),
        paging);
  }

  private static String published(Paper paper) {
    SaidDate date = paper.published();
    return date == null ? "an unknown date" : Words.date(date);
  }

  private CategoriesPage categories() {
    Map<String, List<CategoriesPage.Field>> groups =
        index.categories().stream()
            .map(count ->
                new CategoriesPage.Field(
                    count.key(),
                    Fields.name(count.key()),
                    Addresses.category(count.key()),
                    count.papers()))
            .collect(
                Collectors.groupingBy(
                    field -> Fields.archive(field.key()), TreeMap::new, Collectors.toList()));
    List<CategoriesPage.Group> sorted =
        groups.entrySet().stream()
            .map(entry ->
                new CategoriesPage.Group(
                    entry.getKey(),
                    entry.getValue().stream()
                        .sorted(Comparator.comparingLong(CategoriesPage.Field::papers).reversed())
                        .toList()))
            .sorted(
                Comparator.comparingLong((CategoriesPage.Group group) ->
                        group.fields().stream().mapToLong(CategoriesPage.Field::papers).sum())
                    .reversed())
            .toList();
    return new CategoriesPage(
        Frame.of("Fields", "The fields of the papers here, by arXiv category.", "/categories"),
        sorted,
        index.organisations().stream()
            .limit(60)
            .map(count ->
                new CategoriesPage.Field(
                    count.key(), count.name(), Addresses.organisation(count.key()), count.papers()))
            .toList());
  }
}
