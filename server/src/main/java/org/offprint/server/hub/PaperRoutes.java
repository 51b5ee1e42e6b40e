package org.offprint.server.hub;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.feed.Days;
import org.offprint.server.paper.Papers;
import org.offprint.server.talk.Comment;
import org.offprint.server.talk.Comments;
import org.offprint.server.talk.Reader;
import org.offprint.server.talk.Talk;
import org.offprint.server.talk.Threads;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// One paper: its object, its Markdown, the repositories that belong to it. Identifiers may carry a
/// version, which is dropped, and a slash (`cs/0112017`, a DOI).
@RestController
final class PaperRoutes {
  private static final String REPOSITORIES = "/repos";

  private final Papers papers;
  private final Days days;
  private final Comments comments;
  private final Talk talk;
  private final Answers answers;
  private final PublicAddress address;
  private final HubForms forms;

  PaperRoutes(
      Papers papers,
      Days days,
      Comments comments,
      Talk talk,
      Answers answers,
      PublicAddress address) {
    this.papers = papers;
    this.days = days;
    this.comments = comments;
    this.talk = talk;
    this.answers = answers;
    this.address = address;
    this.forms = new HubForms(address);
  }

  @GetMapping("/api/papers/{*id}")
  ResponseEntity<byte[]> paper(
      HttpServletRequest request, @PathVariable String id, @RequestParam @Nullable String field) {
    return answers.of(
        request,
        DailyPapersRoutes.JSON,
        () -> {
          Paper paper = find(id.substring(1));
          // The thread of a paper is asked for like this by clients of 2025.
          return "comments".equals(field)
              ? HubJson.bytes(Map.of("comments", thread(paper.id())))
              : HubJson.bytes(forms.paper(paper, days.listing(paper).orElse(null), true));
        });
  }

  private List<HubMessages.Message> thread(PaperId paper) {
    List<Comment> ordered =
        Threads.order(comments.ofPaper(paper, Reader.ANYBODY)).stream()
            .map(Threads.Placed::comment)
            .toList();
    return HubMessages.threads(ordered, talk.html(ordered));
  }

  @GetMapping("/api/arxiv/{*rest}")
  ResponseEntity<byte[]> repositories(HttpServletRequest request, @PathVariable String rest) {
    if (!rest.endsWith(REPOSITORIES)) {
      throw Failure.notFound("Expected /api/arxiv/{id}/repos.");
    }
    String id = rest.substring(1, rest.length() - REPOSITORIES.length());
    return answers.of(
        request, DailyPapersRoutes.JSON, () -> HubJson.bytes(forms.repositories(find(id))));
  }

  @GetMapping({"/papers/{id}.md", "/papers/{archive}/{id}.md"})
  ResponseEntity<byte[]> markdown(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    String whole = archive == null ? id : archive + "/" + id;
    return answers.of(
        request,
        "text/markdown; charset=utf-8",
        () -> {
          Paper paper = find(whole);
          return PaperMarkdown.of(paper, days.listing(paper).orElse(null), address)
              .getBytes(StandardCharsets.UTF_8);
        });
  }

  private Paper find(String id) {
    return PaperId.parse(id)
        .flatMap(papers::find)
        .orElseThrow(() -> Failure.notFound("Paper not found"));
  }
}
