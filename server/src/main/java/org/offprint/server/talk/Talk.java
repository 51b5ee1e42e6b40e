package org.offprint.server.talk;

import gg.jte.Content;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Account;
import org.offprint.server.account.Accounts;
import org.offprint.server.account.Secrets;
import org.offprint.server.paper.Papers;
import org.offprint.server.talk.Comment.Writer;
import org.offprint.server.talk.Threads.Placed;
import org.offprint.server.web.Viewer;

/// Comments as pages show them to whoever looks.
public final class Talk {
  private final Comments comments;
  private final Notices notices;
  private final Notes notes;
  private final Marks marks;
  private final Accounts accounts;
  private final Papers papers;

  public Talk(
      Comments comments,
      Notices notices,
      Notes notes,
      Marks marks,
      Accounts accounts,
      Papers papers) {
    this.comments = comments;
    this.notices = notices;
    this.notes = notes;
    this.marks = marks;
    this.accounts = accounts;
    this.papers = papers;
  }

  /// The discussion of a paper.
  public TalkPart ofPaper(PaperId paper) {
    Optional<Viewer> viewer = Viewer.current();
    boolean active = viewer.isPresent() && active(viewer.get());
    List<Placed> placed = Threads.order(comments.ofPaper(paper, Reader.of(viewer)));
    List<Comment> all = placed.stream().map(Placed::comment).toList();
    Map<Long, Set<Marks.Mark>> marked = marks(paper, all);
    Set<String> known = known(all);
    return new TalkPart(
        paper.value(),
        Comment.page(paper),
        (int) all.stream().filter(Comment::open).count(),
        placed.stream().map(one -> line(one, "", marked, known, viewer, active)).toList(),
        viewer
            .filter(one -> active)
            .map(one ->
                new TalkPart.Writing(
                    one.proof(),
                    Secrets.random(),
                    notes.of(one.account(), paper),
                    notices.follows(one.account(), paper)))
            .orElse(null),
        viewer.isPresent() && !active);
  }

  /// Comments of several papers, each with the title of its own.
  public List<Line> lines(List<Comment> list) {
    Optional<Viewer> viewer = Viewer.current();
    Map<PaperId, String> titles =
        papers.byIds(list.stream().map(Comment::paper).distinct().toList()).stream()
            .collect(Collectors.toMap(Paper::id, Paper::title));
    Map<PaperId, Map<Long, Set<Marks.Mark>>> marked =
        list.stream().collect(Collectors.groupingBy(Comment::paper)).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, of -> marks(of.getKey(), of.getValue())));
    Set<String> known = known(list);
    return list.stream()
        .map(comment ->
            line(
                new Placed(comment, 0, null),
                titles.getOrDefault(comment.paper(), comment.paper().value()),
                Objects.requireNonNull(marked.get(comment.paper())),
                known,
                viewer,
                false))
        .toList();
  }

  private static Line line(
      Placed placed,
      String title,
      Map<Long, Set<Marks.Mark>> marked,
      Set<String> known,
      Optional<Viewer> viewer,
      boolean writes) {
    Comment comment = placed.comment();
    Writer writer = comment.writer();
    return new Line(
        comment,
        Math.min(placed.depth(), Line.DEEPEST),
        placed.depth() > Line.DEEPEST,
        placed.answered(),
        title,
        writer == null ? Set.of() : marked.getOrDefault(writer.account(), Set.of()),
        comment.text().isEmpty() ? null : html(comment.text(), known),
        viewer.isPresent() && comment.by(viewer.get().account()),
        viewer.isPresent() && viewer.get().curates(),
        writes);
  }

  private Map<Long, Set<Marks.Mark>> marks(PaperId paper, Collection<Comment> list) {
    List<Long> writers =
        list.stream()
            .map(Comment::writer)
            .filter(Objects::nonNull)
            .map(Writer::account)
            .distinct()
            .toList();
    return writers.isEmpty() ? Map.of() : marks.of(paper, writers);
  }

  private Set<String> known(List<Comment> list) {
    return comments.known(list.stream().map(Comment::text).toList());
  }

  /// A text of nobody yet, as it will look.
  Content html(String text) {
    return html(text, comments.known(List.of(text)));
  }

  private static Content html(String text, Set<String> known) {
    String html = htmlOf(text, known);
    return output -> output.writeContent(html);
  }

  /// The HTML of comments by their numbers, for answers that are no pages.
  public Map<Long, String> html(List<Comment> list) {
    Set<String> known = known(list);
    return list.stream()
        .collect(
            Collectors.toMap(
                Comment::id, one -> one.text().isEmpty() ? "" : htmlOf(one.text(), known)));
  }

  /// The marks of those who wrote comments on a paper, by their accounts.
  public Map<Long, Set<Marks.Mark>> marksOf(PaperId paper, List<Comment> list) {
    return marks(paper, list);
  }

  private static String htmlOf(String text, Set<String> known) {
    Set<String> mentioned = CommentHtml.mentions(text);
    return CommentHtml.of(
        text,
        known.stream()
            .filter(name -> mentioned.contains(name.toLowerCase(Locale.ROOT)))
            .collect(Collectors.toSet()));
  }

  private boolean active(Viewer viewer) {
    return accounts.byId(viewer.account()).filter(Account::active).isPresent();
  }

  String title(PaperId paper) {
    return papers.find(paper).map(Paper::title).orElse(paper.value());
  }

  @Nullable Paper paper(PaperId paper) {
    return papers.find(paper).orElse(null);
  }
}
