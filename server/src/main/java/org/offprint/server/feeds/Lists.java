package org.offprint.server.feeds;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Edition;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.result.Result;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.feed.Days.Span;
import org.offprint.server.feed.Editions;
import org.offprint.server.feeds.Feed.Found;
import org.offprint.server.feeds.Feed.Item;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.search.Hits;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.search.Order;
import org.offprint.server.search.Query;
import org.offprint.server.talk.Comment;
import org.offprint.server.talk.CommentHtml;
import org.offprint.server.talk.Comments;

/// The lists of this server as feeds.
///
/// @param site the name of the server, with which the title of every feed begins
record Lists(
    Days days, Editions editions, Papers papers, Results results, LuceneIndex index, String site) {
  static final int SIZE = 50;

  Feed newest(int page) {
    return of(
        "papers",
        "The newest papers, day after day.",
        "/papers",
        page,
        days.newest(null, offset(page), SIZE + 1));
  }

  Feed span(String what, String path, Span span, int page) {
    return of(
        what, "The papers of " + what + ".", path, page, days.of(span, offset(page), SIZE + 1));
  }

  Feed trending(int page) {
    return of(
        "trending",
        "Papers by votes and days, in the order that the site explains.",
        "/papers/trending",
        page,
        days.trending(offset(page), SIZE + 1));
  }

  Feed edition(Edition edition, int page) {
    return of(
        edition.name(),
        "The papers of " + edition.name() + ", in its order.",
        "/editions/" + edition.slug(),
        page,
        editions.papers(edition.slug(), offset(page), SIZE + 1));
  }

  /// Newest first: a reader wants what is new for the query.
  Feed search(String typed, int page) {
    Hits hits = index.search(Query.parse(typed), Order.newest, offset(page), SIZE);
    return found(
        "“" + typed + "”",
        "Papers that match the search, newest first.",
        "/search",
        "q=" + URLEncoder.encode(typed, StandardCharsets.UTF_8),
        page,
        hits,
        new Found(typed, hits.total(), offset(page) + 1, SIZE));
  }

  Feed author(String name, String path, int page) {
    Hits hits = index.byAuthor(name, Order.newest, offset(page), SIZE);
    return found(
        name, "Papers with the author " + name + ", newest first.", path, "", page, hits, null);
  }

  Feed organisation(String slug, String path, int page) {
    Hits hits = index.byOrganisation(slug, Order.newest, offset(page), SIZE);
    return found(slug, "Papers of " + slug + ", newest first.", path, "", page, hits, null);
  }

  Feed category(String category, String path, int page) {
    Hits hits = index.byCategory(category, Order.newest, offset(page), SIZE);
    return found(category, "Papers in " + category + ", newest first.", path, "", page, hits, null);
  }

  /// New runs of methods and their verdicts.
  Feed methods(int page) {
    List<Results.Stored> all = results.all();
    List<Item> items = all.stream().skip(offset(page)).limit(SIZE).map(Lists::item).toList();
    boolean more = all.size() > offset(page) + SIZE;
    return new Feed(
        site + ": methods",
        "New runs of methods and what they showed.",
        "/methods",
        "",
        page,
        more,
        null,
        items);
  }

  /// What people say about all papers.
  Feed comments(Comments comments, int page) {
    return comments(
        "comments",
        "What people say about papers, the newest first.",
        "/comments",
        page,
        comments.newest(offset(page), SIZE + 1));
  }

  /// What people say about one paper.
  Feed comments(Comments comments, Paper paper, int page) {
    return comments(
        "comments on " + paper.title(),
        "What people say about the paper " + paper.id() + ", the newest first.",
        "/papers/" + paper.id() + "/comments",
        page,
        comments.newest(paper.id(), offset(page), SIZE + 1));
  }

  private Feed comments(
      String what, String description, String path, int page, List<Comment> found) {
    Map<PaperId, String> titles =
        papers.byIds(found.stream().map(Comment::paper).distinct().toList()).stream()
            .collect(Collectors.toMap(Paper::id, Paper::title));
    return new Feed(
        site + ": " + what,
        description,
        path,
        "",
        page,
        found.size() > SIZE,
        null,
        found.stream()
            .limit(SIZE)
            .map(comment ->
                item(comment, titles.getOrDefault(comment.paper(), comment.paper().value())))
            .toList());
  }

  private static Item item(Comment comment, String title) {
    Instant edited = comment.edited();
    return new Item(
        "comment/" + comment.id(),
        comment.by() + " on " + title,
        "/comments/" + comment.id(),
        comment.created(),
        edited == null ? comment.created() : edited,
        List.of(comment.by()),
        List.of(),
        CommentHtml.plain(comment.text()),
        null);
  }

  private Feed of(String what, String description, String path, int page, List<Entry> entries) {
    return new Feed(
        site + ": " + what,
        description,
        path,
        "",
        page,
        entries.size() > SIZE,
        null,
        entries.stream().limit(SIZE).map(Lists::item).toList());
  }

  private Feed found(
      String what,
      String description,
      String path,
      String query,
      int page,
      Hits hits,
      @Nullable Found found) {
    List<Item> items =
        papers.byIds(hits.ids()).stream()
            .map(paper -> item(new Entry(paper, days.listing(paper).orElse(null))))
            .toList();
    int end = offset(page) + SIZE;
    boolean more = hits.total() > end && end < LuceneIndex.DEEPEST;
    return new Feed(site + ": " + what, description, path, query, page, more, found, items);
  }

  private static int offset(int page) {
    return (page - 1) * SIZE;
  }

  private static Item item(Entry entry) {
    Paper paper = entry.paper();
    PaperId id = paper.id();
    Listing listing = entry.listing();
    Instant published = paper.published() == null ? null : paper.published().instant();
    Instant updated = paper.updated() == null ? null : paper.updated().instant();
    Instant listed =
        listing == null ? null : listing.day().atStartOfDay(ZoneOffset.UTC).toInstant();
    return new Item(
        "paper/" + id,
        paper.title(),
        "/papers/" + id,
        published,
        latest(published, updated, listed),
        paper.authors().stream().map(Author::name).toList(),
        paper.categories(),
        paper.abstractText() != null ? paper.abstractText() : paper.summary(),
        id.isArxiv() ? "https://arxiv.org/abs/" + id : null);
  }

  private static Item item(Results.Stored stored) {
    Result result = stored.result();
    return new Item(
        "run/" + stored.id(),
        result.method().name() + ": " + result.rung().words() + ", " + result.verdict().words(),
        "/runs/" + stored.id(),
        result.started(),
        result.started(),
        List.of(),
        List.of(result.method().family()),
        "Claimed: %s Measured: %s"
            .formatted(result.task().claim().words(), result.verdict().reason()),
        null);
  }

  private static Instant latest(@Nullable Instant... moments) {
    return Stream.of(moments)
        .flatMap(Stream::ofNullable)
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }
}
