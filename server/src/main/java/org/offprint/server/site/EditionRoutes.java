package org.offprint.server.site;

import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
import java.util.List;
import org.offprint.catalog.paper.Edition;
import org.offprint.server.feed.Days;
import org.offprint.server.site.ListPage.Paging;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/// The page of a named edition, in the edition's own order.
@Controller
final class EditionRoutes {
  private static final int WHOLE = 60;

  private final Days days;
  private final Rows rows;
  private final Answers answers;

  EditionRoutes(Days days, Rows rows, Answers answers) {
    this.days = days;
    this.rows = rows;
    this.answers = answers;
  }

  @GetMapping("/editions/{slug}")
  ResponseEntity<byte[]> edition(
      HttpServletRequest request,
      @PathVariable String slug,
      @RequestParam(defaultValue = "1") int p) {
    return answers.page(request, "list", () -> page(slug, p));
  }

  private ListPage page(String slug, int number) {
    Edition edition =
        days.edition(slug)
            .orElseThrow(
                () -> Failure.notFound("There is no edition '" + slug + "'.", "/editions/first"));
    String address = "/editions/" + slug;
    List<Days.Entry> all = days.ofEdition(slug);
    Paging paging = Paging.of(address, number, all.size(), WHOLE);
    if (number < 1 || number > paging.pages()) {
      throw Failure.notFound("The edition has no page " + number + ".", address);
    }
    List<Days.Entry> shown =
        all.subList(paging.offset(), Math.min(all.size(), paging.offset() + WHOLE));
    LocalDate day = edition.day();
    return new ListPage(
        Frame.of(
                edition.name(),
                edition.name() + " of Offprint, of " + Words.date(day) + ".",
                Addresses.page(address, number))
            .withFeed(address)
            .between(paging.previous(), paging.next()),
        "span",
        edition.name(),
        List.of(Words.weekday(day), Words.count(all.size(), "paper", "papers")),
        null,
        null,
        "",
        List.of(),
        List.of(),
        List.of(),
        false,
        rows.of(
            shown,
            paging.offset(),
            (entry, place) ->
                "Number %d of the edition, which keeps its own order.".formatted(place)),
        paging);
  }
}
