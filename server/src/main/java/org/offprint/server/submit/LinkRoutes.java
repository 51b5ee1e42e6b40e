package org.offprint.server.submit;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperLink;
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
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Links to code, models and data sets that members add, each with who added it.
@Controller
final class LinkRoutes {
  private final AddedLinks links;
  private final Papers papers;
  private final Access access;
  private final Answers answers;

  LinkRoutes(AddedLinks links, Papers papers, Access access, Answers answers) {
    this.links = links;
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
    Paper of =
        PaperReference.parse(paper)
            .flatMap(reference -> papers.find(reference.id()))
            .orElseThrow(() -> Failure.notFound("The paper '%s' is not here.".formatted(paper)));
    if (!kind.matches("code|project|model|dataset")) {
      throw Failure.badRequest(
          "The kind is '%s': expected code, project, model or dataset.".formatted(kind));
    }
    links.add(session.account(), of, Map.of(PaperLink.Kind.valueOf(kind), url));
    answers.dataChanged();
    return Pages.seeOther("/papers/" + of.id());
  }
}
