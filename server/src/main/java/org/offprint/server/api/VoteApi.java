package org.offprint.server.api;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Access;
import org.offprint.server.account.Account;
import org.offprint.server.account.Scope;
import org.offprint.server.account.VoteGate;
import org.offprint.server.account.VoteGate.Voted;
import org.offprint.server.paper.Papers;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// A vote, cast and taken back.
@RestController
@ConditionalOnBean(VoteGate.class)
final class VoteApi {
  record VoteShape(String paper, boolean voted, long votes) {}

  private final VoteGate votes;
  private final Papers papers;
  private final Access access;

  VoteApi(VoteGate votes, Papers papers, Access access) {
    this.votes = votes;
    this.papers = papers;
    this.access = access;
  }

  @PutMapping({"/api/v1/papers/{id}/vote", "/api/v1/papers/{archive}/{id}/vote"})
  ResponseEntity<byte[]> vote(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    return vote(request, archive, id, true);
  }

  @DeleteMapping({"/api/v1/papers/{id}/vote", "/api/v1/papers/{archive}/{id}/vote"})
  ResponseEntity<byte[]> takeBack(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    return vote(request, archive, id, false);
  }

  private ResponseEntity<byte[]> vote(
      HttpServletRequest request, @Nullable String archive, String id, boolean on) {
    Account account = access.requireScope(request, Scope.vote).account();
    Calls.requireKnown(request);
    PaperId paper = Calls.known(papers, Calls.id(archive, id));
    Voted voted = votes.vote(account, paper, on);
    return Calls.theirs(200, new VoteShape(paper.value(), voted.on(), voted.total()));
  }
}
