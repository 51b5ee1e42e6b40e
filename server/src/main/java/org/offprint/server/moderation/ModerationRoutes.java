package org.offprint.server.moderation;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Access;
import org.offprint.server.account.Account;
import org.offprint.server.account.Role;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.moderation.Flags.Target;
import org.offprint.server.paper.Papers;
import org.offprint.server.talk.Comment;
import org.offprint.server.talk.Comments;
import org.offprint.server.talk.Line;
import org.offprint.server.talk.Reader;
import org.offprint.server.talk.Talk;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.offprint.server.web.RateLimit;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Reporting, the queue of curators, appeals, and the log.
@Controller
final class ModerationRoutes {
  private static final int PAGE = 50;
  private static final int QUEUE = 30;
  private static final int LAST_PAGE = 200;
  private static final int LONGEST_APPEAL = 4_000;
  private static final String NUMBER = "{id:\\d{1,15}}";
  private static final Reader CURATOR = new Reader(null, true);

  private final Moderation moderation;
  private final Comments comments;
  private final Talk talk;
  private final Papers papers;
  private final Access access;
  private final Answers answers;
  private final RateLimit reports = new RateLimit("reports of yours", 30, Duration.ofHours(1));

  ModerationRoutes(
      Moderation moderation,
      Comments comments,
      Talk talk,
      Papers papers,
      Access access,
      Answers answers) {
    this.moderation = moderation;
    this.comments = comments;
    this.talk = talk;
    this.papers = papers;
    this.access = access;
    this.answers = answers;
  }

  @GetMapping("/moderation/log")
  ResponseEntity<byte[]> log(
      HttpServletRequest request, @RequestParam(defaultValue = "1") String p) {
    int page = page(p);
    return answers.page(
        request,
        "log",
        () -> {
          List<Log.Entry> found = moderation.log().newest((page - 1) * PAGE, PAGE + 1);
          return new LogPage(
              found.subList(0, Math.min(PAGE, found.size())), page, found.size() > PAGE);
        });
  }

  static int page(String text) {
    int page = text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
    if (page < 1 || page > LAST_PAGE) {
      throw Failure.badRequest(
          "p = '%s' is no page: expected a number from 1 to %d.".formatted(text, LAST_PAGE));
    }
    return page;
  }

  @GetMapping("/moderation/flag")
  ResponseEntity<byte[]> flag(
      HttpServletRequest request,
      @RequestParam(defaultValue = "") String comment,
      @RequestParam(defaultValue = "") String paper) {
    Session session = access.signedIn(request);
    return flagPage(200, session, target(session.account(), comment, paper), "");
  }

  @PostMapping("/moderation/flag")
  ResponseEntity<byte[]> flag(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String comment,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "") String words) {
    Session session = access.require(request, Role.member, proof);
    Target target = target(session.account(), comment, paper);
    Optional<Reason> why = Reason.of(reason);
    if (why.isEmpty()) {
      return flagPage(400, session, target, "Choose a reason.");
    }
    if (why.get() == Reason.OTHER && words.isBlank()) {
      return flagPage(400, session, target, "Say in a few words what is wrong.");
    }
    reports.count("" + session.account().id());
    moderation.flags().add(session.account(), target, why.get(), words);
    return Pages.seeOther(place(target));
  }

  private ResponseEntity<byte[]> flagPage(
      int status, Session session, Target target, String problem) {
    Line line = line(target);
    PaperId paper =
        line == null ? java.util.Objects.requireNonNull(target.paper()) : line.comment().paper();
    return Pages.html(
        status,
        answers.render(
            "flag",
            new FlagPage(
                session.proof(),
                line,
                paper.value(),
                title(paper),
                moderation.flags().has(session.account(), target),
                problem)));
  }

  /// What a form names, if it is there and can be read, and is not by whoever reports.
  private Target target(Account by, String comment, String paper) {
    if (comment.isEmpty()) {
      return Target.of(
          PaperId.parse(paper)
              .filter(id -> papers.find(id).isPresent())
              .orElseThrow(() -> Failure.notFound("The paper '%s' is not here.".formatted(paper))));
    }
    Comment found = readable(number(comment));
    if (found.by(by.id())) {
      throw Failure.badRequest("This comment is yours: you can edit or delete it.");
    }
    return Target.of(found.id());
  }

  private Comment readable(long id) {
    return comments.find(id, Reader.ANYBODY).filter(Comment::open).orElseThrow(() -> missing(id));
  }

  private static Failure missing(long id) {
    return Failure.notFound(
        "There is no comment with the number %d that could be read.".formatted(id), "/comments");
  }

  @GetMapping("/moderation/queue")
  ResponseEntity<byte[]> queue(HttpServletRequest request) {
    Session session = curator(request);
    List<QueuePage.Reported> reported =
        moderation.flags().open(QUEUE).stream()
            .map(target -> {
              Line line = line(target);
              PaperId paper = target.paper();
              return new QueuePage.Reported(
                  line,
                  paper == null ? "" : paper.value(),
                  paper == null ? "" : title(paper),
                  moderation.flags().of(target));
            })
            .toList();
    List<QueuePage.Appealed> appeals =
        moderation.appeals().open(QUEUE).stream()
            .map(appeal ->
                new QueuePage.Appealed(
                    appeal, appeal.comment() == null ? null : line(Target.of(appeal.comment()))))
            .toList();
    return Pages.html(
        answers.render(
            "moderation",
            new QueuePage(
                session.proof(),
                reported,
                appeals,
                talk.lines(comments.toReview(CURATOR, QUEUE)),
                papers.hidden(QUEUE).stream()
                    .map(paper ->
                        new QueuePage.Hidden(
                            paper.id().value(),
                            paper.title(),
                            moderation.whyHidden(paper.id()).orElse("")))
                    .toList())));
  }

  @GetMapping("/moderation/comments/" + NUMBER)
  ResponseEntity<byte[]> comment(HttpServletRequest request, @PathVariable long id) {
    Session session = curator(request);
    Line line = line(Target.of(id));
    if (line == null) {
      throw missing(id);
    }
    return Pages.html(
        answers.render(
            "hide", new HidePage(session.proof(), line, moderation.flags().of(Target.of(id)))));
  }

  /// @param then `queue` leads back there
  @PostMapping("/moderation/comments/" + NUMBER + "/hide")
  ResponseEntity<byte[]> hide(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String note,
      @RequestParam(defaultValue = "") String then) {
    Session session = access.require(request, Role.curator, proof);
    Comment comment = known(id);
    moderation.hide(session.account(), id, noted(note));
    return next(comment, then);
  }

  @PostMapping("/moderation/comments/" + NUMBER + "/show")
  ResponseEntity<byte[]> show(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String note,
      @RequestParam(defaultValue = "") String then) {
    Session session = access.require(request, Role.curator, proof);
    Comment comment = known(id);
    moderation.show(session.account(), id, note);
    return next(comment, then);
  }

  @PostMapping("/moderation/comments/" + NUMBER + "/leave")
  ResponseEntity<byte[]> leave(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String then) {
    Session session = access.require(request, Role.curator, proof);
    Comment comment = known(id);
    // The form's note is the reason for hiding it, and would be a false one for leaving it.
    moderation.leave(session.account(), id, "");
    return next(comment, then);
  }

  @PostMapping("/moderation/papers/leave")
  ResponseEntity<byte[]> leavePaper(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "") String note) {
    Session session = access.require(request, Role.curator, proof);
    PaperId id =
        PaperId.parse(paper)
            .orElseThrow(() -> Failure.notFound("The paper '%s' is not here.".formatted(paper)));
    moderation.leave(session.account(), id, note);
    return Pages.seeOther("/moderation/queue");
  }

  @GetMapping("/moderation/papers")
  ResponseEntity<byte[]> paper(
      HttpServletRequest request, @RequestParam(defaultValue = "") String paper) {
    Session session = curator(request);
    PaperId id = known(paper);
    return Pages.html(
        answers.render(
            "hide-paper",
            new HidePaperPage(
                session.proof(),
                id.value(),
                title(id),
                papers.find(id).isEmpty(),
                moderation.flags().of(Target.of(id)))));
  }

  @PostMapping("/moderation/papers/hide")
  ResponseEntity<byte[]> hidePaper(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "") String note) {
    Session session = access.require(request, Role.curator, proof);
    moderation.hide(session.account(), known(paper), noted(note));
    return Pages.seeOther("/moderation/queue");
  }

  @PostMapping("/moderation/papers/show")
  ResponseEntity<byte[]> showPaper(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "") String note) {
    Session session = access.require(request, Role.curator, proof);
    PaperId id = known(paper);
    moderation.show(session.account(), id, note);
    return Pages.seeOther(place(Target.of(id)));
  }

  /// A paper that is here, hidden or not.
  private PaperId known(String paper) {
    return PaperId.parse(paper)
        .filter(id -> papers.find(id).or(() -> papers.hidden(id)).isPresent())
        .orElseThrow(() -> Failure.notFound("The paper '%s' is not here.".formatted(paper)));
  }

  private static String noted(String note) {
    if (note.isBlank()) {
      throw Failure.badRequest(
          "What is hidden is hidden with a reason, which everybody can read. Go back and write one.");
    }
    return note;
  }

  private static ResponseEntity<byte[]> next(Comment comment, String then) {
    return Pages.seeOther(then.equals("queue") ? "/moderation/queue" : comment.href());
  }

  /// @param comment what was hidden; nothing for one's suspension
  @GetMapping("/moderation/appeal")
  ResponseEntity<byte[]> appeal(
      HttpServletRequest request, @RequestParam(defaultValue = "") String comment) {
    Session session = access.signedIn(request);
    return appealPage(200, session, decision(session.account(), comment), "", "");
  }

  @PostMapping("/moderation/appeal")
  ResponseEntity<byte[]> appeal(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String comment,
      @RequestParam(defaultValue = "") String words) {
    Session session = access.requireSignedIn(request, proof); // whoever is suspended, too
    Log.Entry decision = decision(session.account(), comment);
    String kept = words.replace('\0', ' ').strip();
    if (kept.isEmpty() || kept.length() > LONGEST_APPEAL) {
      return appealPage(
          400,
          session,
          decision,
          words,
          kept.isEmpty()
              ? "Say why the decision is wrong."
              : "The appeal has %,d characters: expected %,d or fewer."
                  .formatted(kept.length(), LONGEST_APPEAL));
    }
    moderation.appeals().add(session.account(), decision, kept); // a second one changes nothing
    return Pages.seeOther(
        "/moderation/appeal" + (comment.isEmpty() ? "" : "?comment=" + number(comment)));
  }

  private Log.Entry decision(Account account, String comment) {
    return (comment.isEmpty()
            ? moderation.suspension(account)
            : moderation.hiding(account, number(comment)))
        .orElseThrow(() ->
            Failure.notFound(
                comment.isEmpty()
                    ? "You are not suspended."
                    : "You have no hidden comment with the number %s.".formatted(number(comment)),
                "/me"));
  }

  private ResponseEntity<byte[]> appealPage(
      int status, Session session, Log.Entry decision, String words, String problem) {
    Long comment = decision.comment();
    return Pages.html(
        status,
        answers.render(
            "appeal",
            new AppealPage(
                session.proof(),
                comment == null
                    ? null
                    : line(comments.find(comment, new Reader(session.account().id(), false))),
                decision,
                moderation.appeals().of(decision).orElse(null),
                words,
                problem)));
  }

  @PostMapping("/moderation/appeals/" + NUMBER)
  ResponseEntity<byte[]> answer(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String answer,
      @RequestParam(defaultValue = "") String note) {
    Session session = access.require(request, Role.curator, proof);
    Appeals.Appeal appeal =
        moderation
            .appeals()
            .find(id)
            .orElseThrow(() ->
                Failure.notFound(
                    "There is no appeal with the number %d.".formatted(id), "/moderation/queue"));
    if (appeal.account() == session.account().id()) {
      throw Failure.forbidden("Nobody answers their own appeal.", List.of());
    }
    if (appeal.comment() == null) { // a suspension is an admin's
      access.require(request, Role.admin, proof);
    }
    if (!answer.equals("grant") && !answer.equals("refuse")) {
      throw Failure.badRequest("answer = '%s': expected grant or refuse.".formatted(answer));
    }
    moderation.answer(session.account(), id, answer.equals("grant"), note);
    return Pages.seeOther("/moderation/queue");
  }

  private Session curator(HttpServletRequest request) {
    access.signedIn(request);
    return access
        .session(request, Role.curator)
        .orElseThrow(() -> Failure.forbidden("This page is for curators.", List.of()));
  }

  private Comment known(long id) {
    return comments.find(id, CURATOR).orElseThrow(() -> missing(id));
  }

  private @Nullable Line line(Target target) {
    Long comment = target.comment();
    return comment == null ? null : line(comments.find(comment, CURATOR));
  }

  private @Nullable Line line(Optional<Comment> comment) {
    return comment.map(one -> talk.lines(List.of(one)).getFirst()).orElse(null);
  }

  private String place(Target target) {
    Long comment = target.comment();
    PaperId paper = target.paper();
    return comment != null
        ? known(comment).href()
        : Comment.page(java.util.Objects.requireNonNull(paper));
  }

  private String title(PaperId paper) {
    return papers
        .find(paper)
        .or(() -> papers.hidden(paper))
        .map(Paper::title)
        .orElse(paper.value());
  }

  private static long number(String text) {
    if (!text.matches("\\d{1,15}")) {
      throw Failure.badRequest("comment = '%s' is no number.".formatted(text));
    }
    return Long.parseLong(text);
  }
}
