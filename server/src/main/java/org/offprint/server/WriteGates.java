package org.offprint.server;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.server.account.Account;
import org.offprint.server.account.ClaimGate;
import org.offprint.server.account.CommentGate;
import org.offprint.server.account.LinkGate;
import org.offprint.server.account.SubmitGate;
import org.offprint.server.account.VoteGate;
import org.offprint.server.author.Authorship;
import org.offprint.server.paper.Papers;
import org.offprint.server.paper.Papers.Offered;
import org.offprint.server.submit.Submissions;
import org.offprint.server.submit.Submissions.Submitted;
import org.offprint.server.talk.CommentHtml;
import org.offprint.server.talk.Comments;
import org.offprint.server.talk.Said;
import org.offprint.server.vote.Votes;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;

/// What programs write with a token, by the same rules as the forms of the pages.
///
/// @param clock says when a comment was written
record WriteGates(
    Votes votes,
    Comments comments,
    Submissions submissions,
    Authorship authorship,
    Papers papers,
    Answers answers,
    InstantSource clock) {
  Map<String, Object> parts() {
    return Map.of(
        "voteGate", (VoteGate) this::vote,
        "commentGate", (CommentGate) this::write,
        "submitGate", (SubmitGate) this::submit,
        "linkGate", (LinkGate) this::link,
        "claimGate", (ClaimGate) this::claim);
  }

  private VoteGate.Voted vote(Account account, PaperId paper, boolean on) {
    Votes.Count count =
        votes
            .set(account.id(), paper, on)
            .orElseThrow(() -> Failure.notFound("The paper %s is not here.".formatted(paper)));
    answers.countsChanged();
    return new VoteGate.Voted(count.mine(), count.counted());
  }

  private CommentGate.Written write(
      Account account, PaperId paper, @Nullable Long answers, String text) {
    return switch (comments.add(account, paper, answers, text)) {
      case Said.Written(long id) ->
          new CommentGate.Written(
              id,
              paper,
              answers,
              text,
              CommentHtml.of(text, comments.known(List.of(text))),
              clock.instant());
      case Said.Refused(String why) -> throw Failure.badRequest(why);
      case Said.TooOften(String why) -> throw Failure.tooMany(why, Duration.ofHours(1));
    };
  }

  private SubmitGate.Submitted submit(Account account, String what) {
    return switch (submissions.submit(account, what, "")) {
      case Submitted.Refused(String why) -> throw Failure.badRequest(why);
      case Submitted.Done(PaperId paper, var day, boolean listedNow) -> {
        answers.dataChanged();
        yield new SubmitGate.Submitted(paper, listedNow);
      }
    };
  }

  private void link(
      Account account, PaperId paper, @Nullable String project, @Nullable String code) {
    Paper with = paper(paper);
    if (project != null) {
      with = with.withLink(link(account, PaperLink.Kind.project, project));
    }
    if (code != null) {
      with = with.withLink(link(account, PaperLink.Kind.code, code));
    }
    papers.save(List.of(new Offered(with, null)));
    answers.dataChanged();
  }

  private static PaperLink link(Account account, PaperLink.Kind kind, String url) {
    return new PaperLink(kind, url.strip(), "member " + account.name());
  }

  private void claim(Account account, PaperId paper, @Nullable Integer place) {
    Paper of = paper(paper);
    String author =
        of.authors().stream()
            .map(Author::name)
            .skip(place == null ? 0 : place)
            .filter(name -> place != null || name.equalsIgnoreCase(account.shown()))
            .findFirst()
            .orElseThrow(() ->
                Failure.badRequest(
                    "Say which of the authors of %s you are: expected a place from 0 to %d."
                        .formatted(paper, of.authors().size() - 1)));
    authorship.claim(account, of, author, "");
  }

  private Paper paper(PaperId id) {
    return papers
        .find(id)
        .orElseThrow(() -> Failure.notFound("The paper %s is not here.".formatted(id)));
  }
}
