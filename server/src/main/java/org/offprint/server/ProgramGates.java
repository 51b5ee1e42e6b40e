package org.offprint.server;

import java.time.Duration;
import java.util.LinkedHashMap;
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
import org.offprint.server.feed.Days;
import org.offprint.server.paper.Papers;
import org.offprint.server.submit.AddedLinks;
import org.offprint.server.submit.Submissions;
import org.offprint.server.talk.Comment;
import org.offprint.server.talk.CommentHtml;
import org.offprint.server.talk.Comments;
import org.offprint.server.talk.Reader;
import org.offprint.server.talk.Said;
import org.offprint.server.vote.Votes;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.RateLimit;

/// What programs with a token reach of the features: the same rules as for forms, and bounds of the
/// same size, counted for themselves.
final class ProgramGates {
  private final Papers papers;
  private final Days days;
  private final Votes votes;
  private final Comments comments;
  private final Submissions submissions;
  private final AddedLinks links;
  private final Authorship authorship;
  private final Answers answers;
  private final RateLimit byVoter = new RateLimit("votes", 300, Duration.ofMinutes(10));
  private final RateLimit bySubmitter = new RateLimit("submissions", 60, Duration.ofHours(1));

  ProgramGates(
      Papers papers,
      Days days,
      Votes votes,
      Comments comments,
      Submissions submissions,
      AddedLinks links,
      Authorship authorship,
      Answers answers) {
    this.papers = papers;
    this.days = days;
    this.votes = votes;
    this.comments = comments;
    this.submissions = submissions;
    this.links = links;
    this.authorship = authorship;
    this.answers = answers;
  }

  /// The gates by name.
  Map<String, Object> parts() {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("voteGate", (VoteGate) this::vote);
    parts.put("commentGate", (CommentGate) this::write);
    parts.put("submitGate", (SubmitGate) this::submit);
    parts.put("linkGate", (LinkGate) this::link);
    parts.put("claimGate", (ClaimGate) this::claim);
    return parts;
  }

  private VoteGate.Voted vote(Account account, PaperId paper, boolean on) {
    byVoter.count("" + account.id());
    Votes.Count count = votes.set(account.id(), paper, on).orElseThrow(() -> notHere(paper));
    answers.countsChanged(paper.value(), days.of(paper));
    return new VoteGate.Voted(count.mine(), (long) count.counted() + count.own());
  }

  private CommentGate.Written write(
      Account account, PaperId paper, @Nullable Long answered, String text) {
    return switch (comments.add(account, paper, answered, text)) {
      case Said.Written(long id) -> {
        Comment written = comments.find(id, Reader.ANYBODY).orElseThrow(() -> notHere(paper));
        yield new CommentGate.Written(
            id,
            paper,
            answered,
            written.text(),
            CommentHtml.of(written.text(), comments.known(List.of(written.text()))),
            written.created());
      }
      case Said.Refused(String why) -> throw Failure.badRequest(why);
      case Said.TooOften(String why) -> throw Failure.tooMany(why, Duration.ofHours(1));
    };
  }

  private SubmitGate.Submitted submit(Account account, String what) {
    bySubmitter.count("" + account.id());
    boolean isNew = submissions.preview(what) instanceof Submissions.Preview.New;
    return switch (submissions.submit(account, what, "")) {
      case Submissions.Submitted.Refused(String why) -> throw Failure.badRequest(why);
      case Submissions.Submitted.Done done -> {
        answers.dataChanged();
        yield new SubmitGate.Submitted(done.paper(), isNew);
      }
    };
  }

  private void link(
      Account account, PaperId paper, @Nullable String project, @Nullable String code) {
    Map<PaperLink.Kind, String> urls = new LinkedHashMap<>();
    if (project != null && !project.isBlank()) {
      urls.put(PaperLink.Kind.project, project);
    }
    if (code != null && !code.isBlank()) {
      urls.put(PaperLink.Kind.code, code);
    }
    links.add(account, find(paper), urls);
    answers.dataChanged();
  }

  private void claim(Account account, PaperId paper, @Nullable Integer place) {
    Paper of = find(paper);
    String author =
        place != null && place >= 0 && place < of.authors().size()
            ? of.authors().get(place).name()
            : of.authors().stream()
                .map(Author::name)
                .filter(name -> name.equalsIgnoreCase(account.shown()))
                .findFirst()
                .orElseThrow(() ->
                    Failure.badRequest(
                        "Say which of the authors of %s you are: none is called %s."
                            .formatted(paper, account.shown())));
    authorship.claim(account, of, author, "");
    answers.dataChanged();
  }

  private Paper find(PaperId paper) {
    return papers.find(paper).orElseThrow(() -> notHere(paper));
  }

  private static Failure notHere(PaperId paper) {
    return Failure.notFound("The paper %s is not here.".formatted(paper));
  }
}
