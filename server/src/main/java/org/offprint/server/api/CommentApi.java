package org.offprint.server.api;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Access;
import org.offprint.server.account.Account;
import org.offprint.server.account.CommentGate;
import org.offprint.server.account.CommentGate.Written;
import org.offprint.server.account.Scope;
import org.offprint.server.paper.Papers;
import org.offprint.server.web.JsonBody;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// A comment, written by a program for somebody.
@RestController
@ConditionalOnBean(CommentGate.class)
final class CommentApi {
  /// @param answers null where it begins a thread
  record CommentShape(
      long id,
      String paper,
      @Nullable Long answers,
      String author,
      String text,
      String html,
      Instant at) {}

  private final CommentGate comments;
  private final Papers papers;
  private final Access access;

  CommentApi(CommentGate comments, Papers papers, Access access) {
    this.comments = comments;
    this.papers = papers;
    this.access = access;
  }

  @PostMapping({"/api/v1/papers/{id}/comments", "/api/v1/papers/{archive}/{id}/comments"})
  ResponseEntity<byte[]> comment(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    Account account = access.requireScope(request, Scope.comment).account();
    Calls.requireKnown(request);
    JsonBody body = JsonBody.of(request, 300_000).only("text", "answers");
    PaperId paper = Calls.known(papers, Calls.id(archive, id));
    Written written =
        comments.write(account, paper, body.optionalNumber("answers"), body.text("text", 65_536));
    return Calls.theirs(
        201,
        new CommentShape(
            written.id(),
            written.paper().value(),
            written.answers(),
            account.name(),
            written.text(),
            written.html(),
            written.at()));
  }
}
