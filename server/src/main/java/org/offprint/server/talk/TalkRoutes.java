package org.offprint.server.talk;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Access;
import org.offprint.server.account.Role;
import org.offprint.server.account.Secrets;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.offprint.server.web.RateLimit;
import org.offprint.server.web.Viewer;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Reading and writing comments. The identifier of a paper may hold a slash, so comments have
/// addresses of their own and forms name the paper in a field.
@Controller
final class TalkRoutes {
  private static final int PAGE = 30;
  private static final int LAST_PAGE = 200;
  private static final String NUMBER = "{id:\\d{1,15}}";

  private final Comments comments;
  private final Talk talk;
  private final Notices notices;
  private final Access access;
  private final Answers answers;
  private final RateLimit network =
      new RateLimit("comments from your network", 120, Duration.ofHours(1));

  TalkRoutes(Comments comments, Talk talk, Notices notices, Access access, Answers answers) {
    this.comments = comments;
    this.talk = talk;
    this.notices = notices;
    this.access = access;
    this.answers = answers;
  }

  @GetMapping("/comments")
  ResponseEntity<byte[]> newest(
      HttpServletRequest request, @RequestParam(defaultValue = "1") String p) {
    int page = page(p);
    return answers.page(
        request,
        "comments",
        () -> {
          List<Comment> found = comments.newest((page - 1) * PAGE, PAGE + 1);
          return new CommentsPage(
              talk.lines(found.subList(0, Math.min(PAGE, found.size()))),
              page,
              found.size() > PAGE && page < LAST_PAGE);
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

  static long number(String name, String text) {
    if (!text.matches("\\d{1,15}")) {
      throw Failure.badRequest("%s = '%s' is no number.".formatted(name, text));
    }
    return Long.parseLong(text);
  }

  /// The place of a comment, wherever it stands now.
  @GetMapping("/comments/" + NUMBER)
  ResponseEntity<byte[]> one(@PathVariable long id) {
    return Pages.seeOther(found(id).href());
  }

  @GetMapping({"/papers/{paper}/comments", "/papers/{archive}/{paper}/comments"})
  ResponseEntity<byte[]> ofPaper(
      @PathVariable @Nullable String archive, @PathVariable String paper) {
    return Pages.seeOther(
        Comment.page(paperOf(archive == null ? paper : archive + "/" + paper)) + "#talk");
  }

  @GetMapping({
    "/comments/" + NUMBER + "/history",
    "/papers/{paper}/comments/" + NUMBER + "/history",
    "/papers/{archive}/{paper}/comments/" + NUMBER + "/history"
  })
  ResponseEntity<byte[]> history(HttpServletRequest request, @PathVariable long id) {
    return answers.page(
        request,
        "history",
        () -> {
          Comment comment = found(id);
          if (comment.text().isEmpty()) { // deleted, or hidden from whoever looks
            throw Failure.notFound(
                "The comment %d cannot be read, nor what it said before.".formatted(id),
                comment.href());
          }
          List<HistoryPage.Text> texts = new ArrayList<>();
          texts.add(
              new HistoryPage.Text(
                  comment.revision(),
                  talk.html(comment.text()),
                  comment.edited() == null ? comment.created() : comment.edited()));
          comments
              .history(comment, reader())
              .forEach(former ->
                  texts.add(
                      new HistoryPage.Text(
                          former.revision(), talk.html(former.text()), former.written())));
          return new HistoryPage(talk.lines(List.of(comment)).getFirst(), texts);
        });
  }

  /// @param quote whether the answer begins with what is answered
  @GetMapping("/comments/new")
  ResponseEntity<byte[]> form(
      HttpServletRequest request,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "") String parent,
      @RequestParam(required = false) @Nullable String quote) {
    Session session = access.signedIn(request);
    @Nullable Comment answered = parent.isEmpty() ? null : found(number("parent", parent));
    PaperId id = answered == null ? paperOf(paper) : answered.paper();
    String text = answered == null || quote == null ? "" : quoted(answered.text());
    return page(200, session, id, answered, null, 0, text, Secrets.random(), false, "");
  }

  private static String quoted(String text) {
    return text.isEmpty()
        ? ""
        : text.lines().map(line -> "> " + line + "\n").reduce("", String::concat) + "\n";
  }

  /// @param form what the form carried for itself alone: a second click on it says nothing twice
  /// @param act `preview` shows what it will look like, anything else sends
  @PostMapping("/comments")
  ResponseEntity<byte[]> add(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "") String parent,
      @RequestParam(defaultValue = "") String text,
      @RequestParam(defaultValue = "") String form,
      @RequestParam(defaultValue = "") String act) {
    Session session = access.require(request, Role.member, proof);
    @Nullable Long answers = parent.isEmpty() ? null : Long.valueOf(number("parent", parent));
    @Nullable Comment answered =
        answers == null ? null : comments.find(answers, Reader.ANYBODY).orElse(null);
    PaperId id = paperOf(paper);
    String once = form.isEmpty() || form.length() > 100 ? Secrets.random() : form;
    if (act.equals("preview")) {
      return page(200, session, id, answered, null, 0, text, once, true, "");
    }
    network.count(RateLimit.network(request.getRemoteAddr()));
    return switch (comments.add(session.account(), id, answers, text, once)) {
      case Said.Written(long number) -> Pages.seeOther(Comment.page(id) + "#c" + number);
      case Said.Refused(String why) ->
          page(400, session, id, answered, null, 0, text, once, false, why);
      case Said.TooOften(String why) ->
          page(429, session, id, answered, null, 0, text, once, false, why);
    };
  }

  @GetMapping("/comments/" + NUMBER + "/edit")
  ResponseEntity<byte[]> edit(HttpServletRequest request, @PathVariable long id) {
    Session session = access.signedIn(request);
    Comment own = own(session, id);
    return page(200, session, own.paper(), null, own, own.revision(), own.text(), "", false, "");
  }

  @PostMapping("/comments/" + NUMBER + "/edit")
  ResponseEntity<byte[]> edit(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "0") String revision,
      @RequestParam(defaultValue = "") String text,
      @RequestParam(defaultValue = "") String act) {
    Session session = access.require(request, Role.member, proof);
    Comment own = own(session, id);
    if (act.equals("preview")) {
      return page(
          200,
          session,
          own.paper(),
          null,
          own,
          (int) number("revision", revision),
          text,
          "",
          true,
          "");
    }
    network.count(RateLimit.network(request.getRemoteAddr()));
    return switch (comments.edit(session.account(), id, (int) number("revision", revision), text)) {
      case Said.Written(long number) -> Pages.seeOther(Comment.page(own.paper()) + "#c" + number);
      case Said.Refused(String why) ->
          page(400, session, own.paper(), null, own, own.revision(), text, "", false, why);
      case Said.TooOften(String why) ->
          page(429, session, own.paper(), null, own, own.revision(), text, "", false, why);
    };
  }

  @PostMapping("/comments/" + NUMBER + "/delete")
  ResponseEntity<byte[]> delete(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof) {
    Session session = access.requireSignedIn(request, proof); // also while suspended: it is theirs
    Comment comment =
        comments
            .find(id, new Reader(session.account().id(), false))
            .filter(one -> one.by(session.account().id()))
            .orElseThrow(() -> notYours(id));
    comments.delete(session.account(), id); // nothing to do where it is gone: the form came twice
    return Pages.seeOther(Comment.page(comment.paper()) + "#talk");
  }

  @PostMapping("/discussions/follow")
  ResponseEntity<byte[]> follow(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "") String follow) {
    Session session = access.require(request, Role.member, proof);
    PaperId id = paperOf(paper);
    notices.follow(session.account().id(), id, follow.equals("yes"));
    return Pages.seeOther(Comment.page(id) + "#talk");
  }

  private ResponseEntity<byte[]> page(
      int status,
      Session session,
      PaperId paper,
      @Nullable Comment answered,
      @Nullable Comment edited,
      int revision,
      String text,
      String form,
      boolean preview,
      String problem) {
    boolean tooLong = text.length() > Comments.LONGEST;
    return Pages.html(
        status,
        answers.render(
            "comment",
            new CommentPage(
                paper.value(),
                Comment.page(paper),
                talk.title(paper),
                answered == null ? null : talk.lines(List.of(answered)).getFirst(),
                edited,
                revision,
                text,
                session.proof(),
                form,
                preview && !tooLong && !text.isBlank() ? talk.html(Comments.clean(text)) : null,
                preview && tooLong
                    ? "The comment has %,d characters: expected %,d or fewer."
                        .formatted(text.length(), Comments.LONGEST)
                    : problem)));
  }

  private static Reader reader() {
    return Reader.of(Viewer.current());
  }

  private Comment found(long id) {
    return comments
        .find(id, reader())
        .orElseThrow(() ->
            Failure.notFound("There is no comment with the number %d.".formatted(id), "/comments"));
  }

  private Comment own(Session session, long id) {
    long account = session.account().id();
    return comments
        .find(id, new Reader(account, false))
        .filter(comment -> comment.by(account) && comment.open())
        .orElseThrow(() -> notYours(id));
  }

  private static Failure notYours(long id) {
    return Failure.notFound(
        "You have no comment with the number %d to change.".formatted(id), "/comments/" + id);
  }

  private PaperId paperOf(String text) {
    Optional<PaperId> id = PaperId.parse(text).filter(one -> talk.paper(one) != null);
    return id.orElseThrow(() -> Failure.notFound("The paper '%s' is not here.".formatted(text)));
  }
}
