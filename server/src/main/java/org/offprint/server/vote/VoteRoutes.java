package org.offprint.server.vote;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperReference;
import org.offprint.server.account.Access;
import org.offprint.server.account.Role;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.feed.Days;
import org.offprint.server.paper.Papers;
import org.offprint.server.vote.Votes.Count;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.offprint.server.web.RateLimit;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.json.JsonMapper;

/// Where votes are sent.
@Controller
final class VoteRoutes {
  private static final JsonMapper JSON = new JsonMapper();

  /// @param votes null where nobody has counted any
  private record Counted(@Nullable Integer votes, boolean mine) {}

  private final Votes votes;
  private final Papers papers;
  private final Days days;
  private final Access access;
  private final Answers answers;
  private final RateLimit byPerson = new RateLimit("votes", 300, Duration.ofMinutes(10));

  VoteRoutes(Votes votes, Papers papers, Days days, Access access, Answers answers) {
    this.votes = votes;
    this.papers = papers;
    this.days = days;
    this.access = access;
    this.answers = answers;
  }

  /// @param up `1` votes, `0` takes the vote back: sent twice it is the same as once
  @PostMapping("/votes")
  ResponseEntity<byte[]> vote(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "") String up) {
    Session session = access.require(request, Role.member, proof);
    byPerson.count("" + session.account().id());
    PaperId id =
        PaperReference.parse(paper)
            .map(PaperReference::id)
            .orElseThrow(() ->
                Failure.badRequest("'%s' is not the identifier of a paper.".formatted(paper)));
    if (!up.equals("1") && !up.equals("0")) {
      throw Failure.badRequest("up is '%s': expected 1 or 0.".formatted(up));
    }
    Count count =
        votes
            .set(session.account().id(), id, up.equals("1"))
            .orElseThrow(() -> Failure.notFound("The paper %s is not here.".formatted(id)));
    answers.countsChanged(id.value(), days.of(id));
    String accept = request.getHeader("Accept");
    if (accept != null && accept.contains("application/json")) {
      Integer all = papers.find(id).map(one -> one.tally().upvotes()).orElse(null);
      return ResponseEntity.ok()
          .header("Content-Type", "application/json")
          .header("Cache-Control", "no-store")
          .body(JSON.writeValueAsBytes(new Counted(all, count.mine())));
    }
    return Pages.seeOther(back(request, id));
  }

  /// The page on which the button was, at the paper.
  private static String back(HttpServletRequest request, PaperId id) {
    String from = request.getHeader("Referer");
    String page = "/papers/" + id;
    if (from != null) {
      try {
        URI uri = URI.create(from);
        page =
            Pages.ours(
                uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
      } catch (IllegalArgumentException e) {
        // not an address: the paper's page then
      }
    }
    return page + "#p-" + id;
  }
}
