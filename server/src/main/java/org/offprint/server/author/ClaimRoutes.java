package org.offprint.server.author;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperReference;
import org.offprint.server.account.Access;
import org.offprint.server.account.Role;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.paper.Papers;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/claims`: authors say who they are, curators decide.
@Controller
final class ClaimRoutes {
  private final Authorship authorship;
  private final Papers papers;
  private final Access access;
  private final Answers answers;

  ClaimRoutes(Authorship authorship, Papers papers, Access access, Answers answers) {
    this.authorship = authorship;
    this.papers = papers;
    this.access = access;
    this.answers = answers;
  }

  @GetMapping("/claims/new")
  ResponseEntity<byte[]> form(
      HttpServletRequest request, @RequestParam(defaultValue = "") String paper) {
    return page(access.signedIn(request), paper(paper), 200, "");
  }

  @PostMapping("/claims")
  ResponseEntity<byte[]> claim(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "") String author,
      @RequestParam(defaultValue = "") String why) {
    Session session = access.require(request, Role.member, proof);
    Paper of = paper(paper);
    if (of.authors().stream().map(Author::name).noneMatch(author::equals)) {
      return page(session, of, 400, "Choose which of the authors you are.");
    }
    if (why.strip().length() > 1_000) {
      return page(session, of, 400, "The proof is longer than 1,000 characters.");
    }
    authorship.claim(session.account(), of, author, why.strip());
    answers.dataChanged();
    return Pages.seeOther("/claims/new?paper=" + of.id());
  }

  @GetMapping("/claims")
  ResponseEntity<byte[]> waiting(HttpServletRequest request) {
    Session session = access.signedIn(request);
    if (!session.atLeast(Role.curator)) {
      throw Failure.forbidden("Only a curator decides on claims.", List.of());
    }
    return Pages.html(
        answers.render("claims", new ClaimPage.Waiting(session.proof(), authorship.waiting())));
  }

  @PostMapping("/claims/decide")
  ResponseEntity<byte[]> decide(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "0") long account,
      @RequestParam(defaultValue = "") String decision,
      @RequestParam(defaultValue = "") String note) {
    Session session = access.require(request, Role.curator, proof);
    if (account == session.account().id()) {
      throw Failure.forbidden("Nobody decides on their own claim.", List.of());
    }
    if (!decision.equals("approve") && !decision.equals("refuse")) {
      throw Failure.badRequest(
          "The decision is '%s': expected approve or refuse.".formatted(decision));
    }
    PaperId id = paper(paper).id();
    if (!authorship.decide(
        id, account, decision.equals("approve"), note.strip(), session.account())) {
      throw Failure.notFound("No such claim waits.", "/claims");
    }
    answers.dataChanged();
    return Pages.seeOther("/claims");
  }

  private Paper paper(String text) {
    return PaperReference.parse(text)
        .flatMap(reference -> papers.find(reference.id()))
        .orElseThrow(() -> Failure.notFound("The paper '%s' is not here.".formatted(text)));
  }

  private ResponseEntity<byte[]> page(Session session, Paper paper, int status, String problem) {
    return Pages.html(
        status,
        answers.render(
            "claim",
            new ClaimPage(
                paper,
                session.proof(),
                authorship.of(paper.id(), session.account().id()).orElse(null),
                problem)));
  }
}
