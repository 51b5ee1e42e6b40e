package org.offprint.server.hub;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.paper.Papers;
import org.offprint.server.search.Highlighter;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.search.Order;
import org.offprint.server.search.Piece;
import org.offprint.server.search.Query;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `GET /api/papers/search`: the best matches at once, without pages. Without a query it gives the
/// newest papers.
@RestController
final class SearchRoutes {
  private static final int MOST = 120;

  private final LuceneIndex index;
  private final Papers papers;
  private final Days days;
  private final Answers answers;
  private final HubForms forms;

  SearchRoutes(
      LuceneIndex index, Papers papers, Days days, Answers answers, PublicAddress address) {
    this.index = index;
    this.papers = papers;
    this.days = days;
    this.answers = answers;
    this.forms = new HubForms(address);
  }

  @GetMapping("/api/papers/search")
  ResponseEntity<byte[]> search(
      HttpServletRequest request,
      @RequestParam @Nullable String q,
      @RequestParam @Nullable String limit) {
    String typed = q == null ? "" : q;
    if (typed.length() > Query.LONGEST) {
      throw Failure.badRequest(
          "q has %d characters: expected at most %d.".formatted(typed.length(), Query.LONGEST));
    }
    int most = DailyQuery.number("limit", limit, MOST, 1, MOST);
    return answers.of(request, DailyPapersRoutes.JSON, () -> HubJson.bytes(found(typed, most)));
  }

  private List<HubJson.Entry> found(String typed, int most) {
    Query query = Query.parse(typed);
    Highlighter found = new Highlighter(query);
    List<PaperId> ids = index.search(query, Order.relevance, 0, most).ids();
    return papers.byIds(ids).stream().map(paper -> entry(found, paper)).toList();
  }

  private HubJson.Entry entry(Highlighter found, Paper paper) {
    Entry entry = new Entry(paper, days.listing(paper).orElse(null));
    return forms.entry(
        entry,
        false,
        pieces(found.highlight(paper.title())),
        pieces(found.highlight(HubForms.summary(paper))));
  }

  private static List<HubJson.Piece> pieces(List<Piece> pieces) {
    return pieces.stream()
        .map(piece -> new HubJson.Piece(piece.highlighted() ? "highlight" : "text", piece.text()))
        .toList();
  }
}
