package org.offprint.server.hub;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Access;
import org.offprint.server.account.Account;
import org.offprint.server.account.LinkGate;
import org.offprint.server.account.Scope;
import org.offprint.server.paper.Papers;
import org.offprint.server.web.JsonBody;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// The project page and the code of a paper. Organisations are not set here.
@RestController
@ConditionalOnBean(LinkGate.class)
final class PaperLinkRoutes {
  private static final int LONGEST = 2_000;

  private final LinkGate links;
  private final Papers papers;
  private final Access access;

  PaperLinkRoutes(LinkGate links, Papers papers, Access access) {
    this.links = links;
    this.papers = papers;
    this.access = access;
  }

  @PostMapping({"/api/papers/{id}/links", "/api/papers/{archive}/{id}/links"})
  ResponseEntity<byte[]> link(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    Account account = access.requireScope(request, Scope.submit).account();
    JsonBody body = JsonBody.of(request, 10_000);
    links.link(
        account,
        WriteForms.paper(papers, archive, id).id(),
        body.optionalText("projectPage", LONGEST),
        body.optionalText("githubRepo", LONGEST));
    return HubJson.theirs(200, Map.of());
  }
}
