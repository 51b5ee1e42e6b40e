package org.offprint.server.hub;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.server.account.Access;
import org.offprint.server.account.Account;
import org.offprint.server.account.ClaimGate;
import org.offprint.server.account.Scope;
import org.offprint.server.paper.Papers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.JsonBody;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Claims of authorship, for the holder of the token alone.
@RestController
@ConditionalOnBean(ClaimGate.class)
final class ClaimRoutes {
  private final ClaimGate claims;
  private final Papers papers;
  private final Access access;

  ClaimRoutes(ClaimGate claims, Papers papers, Access access) {
    this.claims = claims;
    this.papers = papers;
    this.access = access;
  }

  @PostMapping("/api/settings/papers/claim")
  ResponseEntity<byte[]> claim(HttpServletRequest request) {
    Account account = access.requireScope(request, Scope.submit).account();
    JsonBody body = JsonBody.of(request, 10_000);
    Paper paper = WriteForms.paper(papers, body.text("paperId", 200));
    String target = body.optionalText("targetUserId", 24);
    if (target != null && !target.equals(HubKeys.id("user", account.name()))) {
      throw Failure.forbidden("Authorization error.", java.util.List.of());
    }
    claims.claim(account, paper.id(), place(paper, body.optionalText("claimAuthorId", 24)));
    return HubJson.theirs(200, Map.of("paperId", paper.id().value()));
  }

  /// Which of the authors a key means.
  private static @Nullable Integer place(Paper paper, @Nullable String key) {
    if (key == null) {
      return null;
    }
    for (int place = 0; place < paper.authors().size(); place++) {
      if (HubKeys.id("author", paper.id() + " " + place).equals(key)) {
        return place;
      }
    }
    throw Failure.notFound("Author not found");
  }
}
