package org.offprint.server.hub;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Access;
import org.offprint.server.account.Account;
import org.offprint.server.account.CommentGate;
import org.offprint.server.account.Scope;
import org.offprint.server.paper.Papers;
import org.offprint.server.web.JsonBody;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Comments and replies.
@RestController
@ConditionalOnBean(CommentGate.class)
final class CommentRoutes {
  private static final int LONGEST = 65_536;

  private final CommentGate comments;
  private final Papers papers;
  private final Access access;

  CommentRoutes(CommentGate comments, Papers papers, Access access) {
    this.comments = comments;
    this.papers = papers;
    this.access = access;
  }

  @PostMapping({"/api/papers/{id}/comment", "/api/papers/{archive}/{id}/comment"})
  ResponseEntity<byte[]> comment(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    return write(request, archive, id, null);
  }

  @PostMapping({
    "/api/papers/{id}/comment/{comment}/reply",
    "/api/papers/{archive}/{id}/comment/{comment}/reply"
  })
  ResponseEntity<byte[]> reply(
      HttpServletRequest request,
      @PathVariable @Nullable String archive,
      @PathVariable String id,
      @PathVariable String comment) {
    return write(request, archive, id, comment);
  }

  private ResponseEntity<byte[]> write(
      HttpServletRequest request, @Nullable String archive, String id, @Nullable String answered) {
    Account account = access.requireScope(request, Scope.comment).account();
    String text = JsonBody.of(request, 300_000).text("comment", LONGEST);
    return HubJson.theirs(
        201,
        WriteForms.message(
            account,
            comments.write(
                account,
                WriteForms.paper(papers, archive, id).id(),
                answered == null ? null : WriteForms.comment(answered),
                text)));
  }
}
