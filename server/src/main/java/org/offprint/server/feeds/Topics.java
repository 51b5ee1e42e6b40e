package org.offprint.server.feeds;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Days.Span;
import org.offprint.server.feed.Editions;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.search.Query;
import org.offprint.server.talk.Comments;
import org.offprint.server.web.Calendar;
import org.offprint.server.web.Failure;
import org.springframework.web.util.UriUtils;

/// The public feeds by their addresses, for those who are told when one changes. The feeds
/// themselves are the same as the routes give.
public final class Topics {
  private static final Pattern PATH = Pattern.compile("(/.+)\\.(atom|rss|json)");

  private final Lists lists;
  private final Comments comments;
  private final Place place;

  public Topics(
      Place place,
      Database database,
      Papers papers,
      Days days,
      Results results,
      LuceneIndex index,
      Comments comments) {
    this.place = place;
    this.comments = comments;
    this.lists = new Lists(days, new Editions(database), papers, results, index, place.name());
  }

  /// The first page of a feed as it is now.
  ///
  /// @param self its own address, which is the one to subscribe to
  public record Topic(String self, String contentType, byte[] body) {}

  /// The feed at an address; empty where no public feed of this server is there, or none now.
  public Optional<Topic> at(String address) {
    String root = place.address().root();
    if (!address.startsWith(root + "/")) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(address.substring(root.length()));
      Matcher path = PATH.matcher(String.valueOf(uri.getRawPath()));
      if (!path.matches()) {
        return Optional.empty();
      }
      List<String> parts =
          Arrays.stream(path.group(1).substring(1).split("/", -1))
              .map(part -> UriUtils.decode(part, StandardCharsets.UTF_8))
              .toList();
      Form form = Form.valueOf(path.group(2));
      return feed(parts, path.group(1), uri.getRawQuery() == null ? "" : uri.getRawQuery())
          .map(
              feed -> new Topic(place.of(feed, form), form.contentType(), form.write(feed, place)));
    } catch (Failure | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<Feed> feed(List<String> parts, String path, String query) {
    if (parts.equals(List.of("search"))) {
      String typed =
          query.startsWith("q=")
              ? java.net.URLDecoder.decode(query.substring(2), StandardCharsets.UTF_8)
              : "";
      return typed.isBlank() || typed.length() > Query.LONGEST
          ? Optional.empty()
          : Optional.of(lists.search(typed, 1));
    }
    if (!query.isEmpty()) {
      return Optional.empty();
    }
    if (parts.getLast().equals("comments")
        && parts.size() > 2
        && parts.getFirst().equals("papers")) {
      return PaperId.parse(String.join("/", parts.subList(1, parts.size() - 1)))
          .flatMap(lists.papers()::find)
          .map(paper -> lists.comments(comments, paper, 1));
    }
    return switch (parts.size()) {
      case 1 ->
          switch (parts.getFirst()) {
            case "papers" -> Optional.of(lists.newest(1));
            case "methods" -> Optional.of(lists.methods(1));
            case "comments" -> Optional.of(lists.comments(comments, 1));
            default -> Optional.empty();
          };
      case 2 -> {
        String name = parts.get(1);
        yield switch (parts.getFirst()) {
          case "papers" ->
              name.equals("trending") ? Optional.of(lists.trending(1)) : Optional.empty();
          case "authors" -> Optional.of(lists.author(name, path, 1));
          case "organisations" -> Optional.of(lists.organisation(name, path, 1));
          case "categories" -> Optional.of(lists.category(name, path, 1));
          case "editions" -> lists.editions().find(name).map(one -> lists.edition(one, 1));
          default -> Optional.empty();
        };
      }
      case 3 ->
          parts.getFirst().equals("papers")
              ? span(parts.get(1), parts.get(2))
                  .map(span -> lists.span(parts.get(2), path, span, 1))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Span> span(String kind, String name) {
    return switch (kind) {
      case "date" -> Optional.of(Span.day(Calendar.day("date", name)));
      case "week" -> Optional.of(Span.week(Calendar.week("week", name)));
      case "month" -> Optional.of(Span.month(Calendar.month("month", name)));
      default -> Optional.empty();
    };
  }
}
