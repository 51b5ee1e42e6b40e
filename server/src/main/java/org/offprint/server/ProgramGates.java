package org.offprint.server;

import java.time.Duration;
import java.time.InstantSource;
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
import org.offprint.server.paper.Papers;
import org.offprint.server.paper.Papers.Offered;
import org.offprint.server.submit.Submissions;
import org.offprint.server.talk.CommentHtml;
import org.offprint.server.talk.Comments;
import org.offprint.server.talk.Said;
import org.offprint.server.vote.Votes;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.RateLimit;

/// What programs with a token reach of the features: the same rules as for forms, and the same
/// bounds for a person.
final class ProgramGates {
  private static final int MOST_LINKS = 40;

  private final Papers papers;
  private final Votes votes;
  private final Comments comments;
  private final InstantSource clock;
  private final Submissions submissions;
  private final Authorship authorship;
  private final Answers answers;
  private final RateLimit byVoter = new RateLimit("votes", 300, Duration.ofMinutes(10));
  private final RateLimit bySubmitter = new RateLimit("submissions", 60, Duration.ofHours(1));
  private final RateLimit byLinker = new RateLimit("links", 30, Duration.ofHours(1));

  ProgramGates(
      Papers papers,
      Votes votes,
      Comments comments,
      Submissions submissions,
      Authorship authorship,
      Answers answers,
      InstantSource clock) {
    this.papers = papers;
    this.votes = votes;
    this.comments = comments;
    this.clock = clock;
    this.submissions = submissions;
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
    answers.countsChanged();
    return new VoteGate.Voted(count.mine(), (long) count.counted() + count.own());
  }

  private CommentGate.Written write(
      Account account, PaperId paper, @Nullable Long answered, String text) {
    return switch (comments.add(account, paper, answered, text)) {
      case Said.Written(long id) ->
          new CommentGate.Written(
              id,
              paper,
              answered,
              text,
              CommentHtml.of(text, comments.known(List.of(text))),
              clock.instant());
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
    byLinker.count("" + account.id());
    Paper before = find(paper);
    Paper after = with(before, PaperLink.Kind.project, project, account);
    after = with(after, PaperLink.Kind.code, code, account);
    if (after.links().size() > MOST_LINKS) {
      throw Failure.badRequest(
          "The paper has %d links, which is as many as can be.".formatted(before.links().size()));
    }
    papers.save(List.of(new Offered(after, null)));
    answers.dataChanged();
  }

  private static Paper with(
      Paper paper, PaperLink.Kind kind, @Nullable String url, Account account) {
    return url == null || url.isBlank()
        ? paper
        : paper.withLink(new PaperLink(kind, url.strip(), "member " + account.name()));
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
