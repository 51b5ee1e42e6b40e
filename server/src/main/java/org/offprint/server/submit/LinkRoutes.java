package org.offprint.server.submit;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.paper.PaperReference;
import org.offprint.server.account.Access;
import org.offprint.server.account.Role;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.paper.Papers;
import org.offprint.server.paper.Papers.Offered;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.offprint.server.web.RateLimit;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Links to code, models and data sets that members add, each with who added it.
@Controller
final class LinkRoutes {
  private static final int MOST_LINKS = 40;

  private final Papers papers;
  private final Access access;
  private final Answers answers;
  private final RateLimit byPerson = new RateLimit("links", 30, Duration.ofHours(1));

  LinkRoutes(Papers papers, Access access, Answers answers) {
    this.papers = papers;
    this.access = access;
    this.answers = answers;
  }

  @PostMapping("/links")
  ResponseEntity<byte[]> add(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "") String kind,
      @RequestParam(defaultValue = "") String url) {
    Session session = access.require(request, Role.member, proof);
    byPerson.count("" + session.account().id());
    Paper of =
        PaperReference.parse(paper)
            .flatMap(reference -> papers.find(reference.id()))
            .orElseThrow(() -> Failure.notFound("The paper '%s' is not here.".formatted(paper)));
    if (!kind.matches("code|project|model|dataset")) {
      throw Failure.badRequest(
          "The kind is '%s': expected code, project, model or dataset.".formatted(kind));
    }
    if (of.links().size() >= MOST_LINKS) {
      throw Failure.badRequest(
          "The paper has %d links, which is as many as can be.".formatted(of.links().size()));
    }
    PaperLink link =
        new PaperLink(
            PaperLink.Kind.valueOf(kind), url.strip(), "member " + session.account().name());
    papers.save(List.of(new Offered(of.withLink(link), null)));
    answers.dataChanged();
    return Pages.seeOther("/papers/" + of.id());
  }
}
