package org.offprint.server.talk;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Access;
import org.offprint.server.account.Role;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.offprint.server.web.Viewer;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// What is somebody's alone: what they are told, and what they note.
@Controller
final class NewsRoutes {
  private static final int PAGE = 50;
  private static final int LINE = 200;

  private final Notices notices;
  private final Notes notes;
  private final Comments comments;
  private final Talk talk;
  private final Access access;
  private final Answers answers;

  NewsRoutes(
      Notices notices, Notes notes, Comments comments, Talk talk, Access access, Answers answers) {
    this.notices = notices;
    this.notes = notes;
    this.comments = comments;
    this.talk = talk;
    this.access = access;
    this.answers = answers;
  }

  @GetMapping("/me/news")
  ResponseEntity<byte[]> news(
      HttpServletRequest request, @RequestParam(defaultValue = "1") String p) {
    Session session = access.signedIn(request);
    long account = session.account().id();
    int page = TalkRoutes.page(p);
    List<Notices.Notice> found = notices.of(account, (page - 1) * PAGE, PAGE + 1);
    List<Notices.Notice> shown = found.subList(0, Math.min(PAGE, found.size()));
    Map<Long, Line> lines = lines(shown);
    List<NewsPage.Told> told =
        shown.stream()
            .filter(notice -> lines.containsKey(notice.comment()))
            .map(notice -> told(notice, lines.get(notice.comment())))
            .toList();
    return Pages.html(
        answers.render(
            "news",
            new NewsPage(
                session.proof(),
                notices.unread(account),
                shown.isEmpty() ? 0 : shown.getFirst().id(),
                told,
                page,
                found.size() > PAGE)));
  }

  private Map<Long, Line> lines(List<Notices.Notice> shown) {
    Reader reader = Reader.of(Viewer.current());
    List<Comment> concerned =
        shown.stream()
            .map(Notices.Notice::comment)
            .distinct()
            .flatMap(id -> comments.find(id, reader).stream())
            .toList();
    return talk.lines(concerned).stream()
        .collect(Collectors.toMap(line -> line.comment().id(), Function.identity()));
  }

  private static NewsPage.Told told(Notices.Notice notice, @Nullable Line line) {
    Line of = java.util.Objects.requireNonNull(line);
    String words = CommentHtml.plain(of.comment().text());
    return new NewsPage.Told(
        notice, of, words.length() > LINE ? words.substring(0, LINE).strip() + "…" : words);
  }

  /// @param to the newest on the page that was seen
  @PostMapping("/me/news/read")
  ResponseEntity<byte[]> read(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "0") String to) {
    Session session = access.requireSignedIn(request, proof);
    notices.markRead(session.account().id(), TalkRoutes.number("to", to));
    return Pages.seeOther("/me/news");
  }

  @GetMapping("/me/notes")
  ResponseEntity<byte[]> notes(
      HttpServletRequest request, @RequestParam(defaultValue = "1") String p) {
    Session session = access.signedIn(request);
    int page = TalkRoutes.page(p);
    List<Notes.Note> found = notes.all(session.account().id(), (page - 1) * PAGE, PAGE + 1);
    return Pages.html(
        answers.render(
            "notes",
            new NotesPage(
                found.subList(0, Math.min(PAGE, found.size())), page, found.size() > PAGE)));
  }

  @PostMapping("/me/notes")
  ResponseEntity<byte[]> note(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "") String text) {
    Session session = access.require(request, Role.member, proof);
    PaperId id =
        PaperId.parse(paper)
            .filter(one -> talk.paper(one) != null)
            .orElseThrow(() -> Failure.notFound("The paper '%s' is not here.".formatted(paper)));
    if (text.length() > Notes.LONGEST) {
      throw Failure.badRequest(
          "The note has %,d characters: expected %,d or fewer. Go back, shorten it and keep it then."
              .formatted(text.length(), Notes.LONGEST));
    }
    notes.keep(session.account().id(), id, text);
    return Pages.seeOther(Comment.page(id) + "#note");
  }
}
