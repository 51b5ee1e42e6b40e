package org.offprint.server.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.api.Shapes.CommentShape;
import org.offprint.server.api.Shapes.Page;
import org.offprint.server.api.Shapes.WriterShape;
import org.offprint.server.paper.Papers;
import org.offprint.server.talk.Comment;
import org.offprint.server.talk.Comments;
import org.offprint.server.talk.Marks.Mark;
import org.offprint.server.talk.Reader;
import org.offprint.server.talk.Talk;
import org.offprint.server.talk.Threads;
import org.offprint.server.talk.Threads.Placed;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The discussion of a paper, as everybody may read it: the answer is the same for whoever asks.
@RestController
final class TalkApi {
  private final Papers papers;
  private final Comments comments;
  private final Talk talk;
  private final PublicAddress address;
  private final Calls calls;

  TalkApi(Papers papers, Comments comments, Talk talk, Answers answers, PublicAddress address) {
    this.papers = papers;
    this.comments = comments;
    this.talk = talk;
    this.address = address;
    this.calls = new Calls(answers, address);
  }

  /// In the order in which they are read: each followed by its answers.
  @GetMapping({"/api/v1/papers/{id}/comments", "/api/v1/papers/{archive}/{id}/comments"})
  ResponseEntity<byte[]> comments(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    return calls.one(
        request,
        () -> {
          PaperId paper = Calls.id(archive, id);
          if (papers.find(paper).isEmpty()) {
            throw Failure.notFound("The paper %s is not here.".formatted(paper));
          }
          List<Comment> all =
              Threads.order(comments.ofPaper(paper, Reader.ANYBODY)).stream()
                  .map(Placed::comment)
                  .toList();
          Map<Long, String> html = talk.html(all);
          Map<Long, Set<Mark>> marks = talk.marksOf(paper, all);
          List<CommentShape> items =
              all.stream()
                  .map(comment -> shape(comment, html.getOrDefault(comment.id(), ""), marks))
                  .toList();
          return new Page<>((long) items.size(), items, null);
        });
  }

  private CommentShape shape(Comment comment, String html, Map<Long, Set<Mark>> marks) {
    Comment.Writer writer = comment.writer();
    Comment.Hiding hidden = comment.hidden();
    return new CommentShape(
        comment.id(),
        address.of(comment.href()),
        comment.paper().value(),
        comment.parent(),
        writer == null ? null : new WriterShape(writer.name(), writer.shown()),
        writer == null
            ? List.of()
            : marks.getOrDefault(writer.account(), Set.of()).stream()
                .map(Mark::name)
                .sorted()
                .toList(),
        comment.deleted() ? "deleted" : hidden != null ? "hidden" : "open",
        comment.open() ? comment.text() : null,
        comment.open() ? html : null,
        comment.created(),
        comment.edited(),
        comment.deleted() || hidden == null ? null : hidden.note());
  }
}
