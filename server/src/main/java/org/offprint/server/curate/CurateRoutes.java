package org.offprint.server.curate;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperReference;
import org.offprint.server.account.Access;
import org.offprint.server.account.Role;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.curate.CuratePage.Chosen;
import org.offprint.server.curate.Picks.Pick;
import org.offprint.server.feed.Days;
import org.offprint.server.paper.Papers;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/curate`: the day's edition, as curators make it.
@Controller
final class CurateRoutes {
  private static final int MOST_OTHERS = 200;

  private final Picks picks;
  private final Papers papers;
  private final Days days;
  private final Access access;
  private final Answers answers;
  private final InstantSource clock;

  CurateRoutes(
      Picks picks, Papers papers, Days days, Access access, Answers answers, InstantSource clock) {
    this.picks = picks;
    this.papers = papers;
    this.days = days;
    this.access = access;
    this.answers = answers;
    this.clock = clock;
  }

  @GetMapping("/curate")
  ResponseEntity<byte[]> today(HttpServletRequest request) {
    curator(request);
    LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    return Pages.seeOther("/curate/" + today);
  }

  @GetMapping("/curate/{day}")
  ResponseEntity<byte[]> day(HttpServletRequest request, @PathVariable String day) {
    return page(curator(request), day(day), 200, "");
  }

  @PostMapping("/curate/{day}/add")
  ResponseEntity<byte[]> add(
      HttpServletRequest request,
      @PathVariable String day,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "") String why) {
    Session session = access.require(request, Role.curator, proof);
    LocalDate of = day(day);
    if (why.length() > 300) {
      return page(session, of, 400, "The reason is longer than 300 characters.");
    }
    PaperId id = paper(paper);
    if (!picks.add(of, id, why.strip(), session.account())) {
      return page(
          session,
          of,
          400,
          "%d papers are chosen, which is as many as can be.".formatted(Picks.MOST));
    }
    return changed(of);
  }

  @PostMapping("/curate/{day}/remove")
  ResponseEntity<byte[]> remove(
      HttpServletRequest request,
      @PathVariable String day,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper) {
    access.require(request, Role.curator, proof);
    LocalDate of = day(day);
    picks.remove(of, paper(paper));
    return changed(of);
  }

  @PostMapping("/curate/{day}/move")
  ResponseEntity<byte[]> move(
      HttpServletRequest request,
      @PathVariable String day,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "") String to) {
    access.require(request, Role.curator, proof);
    LocalDate of = day(day);
    picks.move(of, paper(paper), to.equals("up"));
    return changed(of);
  }

  private ResponseEntity<byte[]> changed(LocalDate day) {
    answers.dataChanged();
    return Pages.seeOther("/curate/" + day);
  }

  private Session curator(HttpServletRequest request) {
    Session session = access.signedIn(request);
    if (!session.atLeast(Role.curator)) {
      throw Failure.forbidden("Only a curator can make the edition of a day.", List.of());
    }
    return session;
  }

  private PaperId paper(String text) {
    PaperId id =
        PaperReference.parse(text)
            .map(PaperReference::id)
            .orElseThrow(
                () -> Failure.badRequest("'%s' is not the identifier of a paper.".formatted(text)));
    return papers
        .find(id)
        .map(Paper::id)
        .orElseThrow(() ->
            Failure.notFound(
                "The paper %s is not here. Bring it first, then choose it.".formatted(id),
                List.of(new Failure.Way("/submit", "Bring a paper"))));
  }

  private static LocalDate day(String text) {
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() >= 1991 && day.getYear() < 2200) {
        return day;
      }
    } catch (DateTimeException e) {
      // said below
    }
    throw Failure.notFound("'%s' is not a day: expected one like 2026-03-05.".formatted(text));
  }

  private ResponseEntity<byte[]> page(Session session, LocalDate day, int status, String problem) {
    List<Pick> chosen = picks.of(day);
    Map<PaperId, Paper> known =
        papers.byIds(chosen.stream().map(Pick::paper).toList()).stream()
            .collect(Collectors.toMap(Paper::id, Function.identity()));
    List<Paper> others =
        days.of(Days.Span.day(day), 0, MOST_OTHERS).stream()
            .map(Days.Entry::paper)
            .filter(paper -> !known.containsKey(paper.id()))
            .toList();
    return Pages.html(
        status,
        answers.render(
            "curate",
            new CuratePage(
                day,
                session.proof(),
                chosen.stream()
                    .filter(pick -> known.containsKey(pick.paper()))
                    .map(pick ->
                        new Chosen(pick, java.util.Objects.requireNonNull(known.get(pick.paper()))))
                    .toList(),
                others,
                problem)));
  }
}
