package org.offprint.server.site;

import gg.jte.Content;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.paper.Papers;
import org.offprint.server.search.Highlighter;
import org.offprint.server.search.Hits;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.search.Order;
import org.offprint.server.search.Query;
import org.offprint.server.site.ListPage.Paging;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The search page.
@Controller
final class SearchRoutes {
  private static final int PAGE = 20;

  private final LuceneIndex index;
  private final Papers papers;
  private final Rows rows;
  private final Answers answers;

  SearchRoutes(LuceneIndex index, Papers papers, Rows rows, Answers answers) {
    this.index = index;
    this.papers = papers;
    this.rows = rows;
    this.answers = answers;
  }

  @GetMapping("/search")
  ResponseEntity<byte[]> search(
      HttpServletRequest request,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "1") int p,
      @RequestParam(defaultValue = "relevance") String sort) {
    return answers.page(request, "search", () -> page(q, p, order(sort)));
  }

  private static Order order(String sort) {
    return switch (sort) {
      case "relevance" -> Order.relevance;
      case "newest" -> Order.newest;
      default ->
          throw Failure.badRequest("'" + sort + "' is not an order: expected relevance or newest.");
    };
  }

  private SearchPage page(String typed, int number, Order order) {
    Query query = Query.parse(typed);
    String byRelevance = Addresses.search(typed);
    String byDate = byRelevance + "&sort=newest";
    String address = order == Order.newest ? byDate : byRelevance;
    if (typed.isBlank()) {
      return new SearchPage(
          Frame.of("Search", "Search the papers and their abstracts.", "/search"),
          "",
          "",
          null,
          List.of(),
          List.of(),
          false,
          "",
          "",
          List.of(),
          Paging.of("/search", 1, 0, PAGE));
    }
    if (number < 1 || number > LuceneIndex.DEEPEST / PAGE) {
      throw Failure.notFound(
          "A search shows its first %s papers; a date in the query gets to the others sooner."
              .formatted(Words.number(LuceneIndex.DEEPEST)),
          address);
    }
    Hits hits = index.search(query, order, (number - 1) * PAGE, PAGE);
    Paging paging =
        Paging.of(address, number, (int) Math.min(hits.total(), LuceneIndex.DEEPEST), PAGE);
    String found =
        (hits.exactTotal() ? "" : "at least ") + Words.count(hits.total(), "paper", "papers");
    List<String> notes = new ArrayList<>(query.notes());
    hits.notes().stream().filter(note -> !notes.contains(note)).forEach(notes::add);
    return new SearchPage(
        Frame.of(
                "Search: " + typed.strip(),
                found + " for " + typed.strip(),
                Addresses.page(address, number))
            .between(paging.previous(), paging.next())
            .searching(typed.strip()),
        typed.strip(),
        found,
        hits.didYouMean().map(text -> PaperPage.Link.to(text, Addresses.search(text))).orElse(null),
        notes,
        hits.without().stream()
            .map(without ->
                new PaperPage.Link(
                    without.leftOut(),
                    Addresses.search(without.query()),
                    Words.count(without.total(), "paper", "papers")))
            .toList(),
        order == Order.newest,
        byRelevance,
        byDate,
        rows(query, order, hits, paging.offset()),
        paging);
  }

  private List<Row> rows(Query query, Order order, Hits hits, int offset) {
    return rows.of(
        papers.byIds(hits.ids()).stream().map(paper -> new Entry(paper, null)).toList(),
        offset,
        (entry, place) ->
            order == Order.newest
                ? "This list runs from the newest paper to the oldest."
                : "Place %d by how well title, abstract and the rest match the words; votes play no part."
                    .formatted(place),
        new Found(new Highlighter(query)));
  }

  /// Title and the sentences that say most of what was asked for, with that marked.
  private record Found(Highlighter highlighter) implements Rows.Texts {
    @Override
    public Content title(Paper paper) {
      return Typeset.marked(highlighter.highlight(paper.title()));
    }

    @Override
    public @Nullable Content gist(Paper paper) {
      return Row.gistOf(paper) == null ? null : Typeset.marked(highlighter.snippet(paper));
    }
  }
}
