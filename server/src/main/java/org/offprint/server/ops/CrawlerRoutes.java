package org.offprint.server.ops;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.util.HtmlUtils;
import org.springframework.web.util.UriUtils;

/// `robots.txt` (RFC 9309) and the sitemap: an index of parts with at most 50,000 addresses each.
@Controller
final class CrawlerRoutes {
  private static final int PART = 40_000;
  private static final int LONGEST_PART = 50_000; // what the form of a sitemap allows
  private static final Duration COUNT_AGAIN = Duration.ofHours(1);
  private static final List<String> STANDING =
      List.of(
          "/",
          "/papers/trending",
          "/methods",
          "/categories",
          "/editions/first",
          "/about",
          "/about/ranking",
          "/feeds");

  private record Place(String path, @Nullable LocalDate changed) {}

  private final Database database;
  private final Answers answers;
  private final PublicAddress address;
  private final InstantSource clock;
  private List<String> beginnings = List.of("");
  private Instant counted = Instant.EPOCH;

  CrawlerRoutes(Database database, Answers answers, PublicAddress address, InstantSource clock) {
    this.clock = clock;
    this.database = database;
    this.answers = answers;
    this.address = address;
  }

  /// Searches and filters are endless; everything else may be read, and the dump is cheaper than a
  /// crawl.
  @GetMapping("/robots.txt")
  ResponseEntity<byte[]> robots(HttpServletRequest request) {
    return answers.of(
        request,
        "text/plain;charset=utf-8",
        () ->
            ("""
            User-agent: *
            Disallow: /search
            Disallow: /api/
            Allow: /

            Sitemap: %s
            """
                    .formatted(address.of("/sitemap.xml")))
                .getBytes(StandardCharsets.UTF_8));
  }

  /// How a browser adds the search of this server (OpenSearch 1.1).
  @GetMapping("/opensearch.xml")
  ResponseEntity<byte[]> search(HttpServletRequest request) {
    return answers.of(
        request,
        "application/opensearchdescription+xml;charset=utf-8",
        () ->
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
            <ShortName>Offprint</ShortName>
            <Description>Search the papers</Description>
            <InputEncoding>UTF-8</InputEncoding>
            <Image width="16" height="16" type="image/svg+xml">%1$s/static/icon.svg</Image>
            <Url type="text/html" template="%1$s/search?q={searchTerms}"/>
            <Url type="application/atom+xml" template="%1$s/search.atom?q={searchTerms}"/>
            <Url type="application/rss+xml" template="%1$s/search.rss?q={searchTerms}"/>
            </OpenSearchDescription>
            """
                .formatted(HtmlUtils.htmlEscape(address.root()))
                .getBytes(StandardCharsets.UTF_8));
  }

  @GetMapping("/sitemap.xml")
  ResponseEntity<byte[]> index(HttpServletRequest request) {
    return xml(
        request,
        () -> {
          StringBuilder parts =
              new StringBuilder(
                  "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
          for (int part = 0; part < parts(); part++) {
            parts
                .append("<sitemap><loc>")
                .append(address.of("/sitemap-" + part + ".xml"))
                .append("</loc></sitemap>\n");
          }
          return parts.append("</sitemapindex>\n").toString();
        });
  }

  /// Part 0 holds the standing pages and the days; the papers follow in the order of their
  /// identifiers.
  @GetMapping("/sitemap-{part:\\d{1,6}}.xml")
  ResponseEntity<byte[]> part(HttpServletRequest request, @PathVariable int part) {
    if (part >= parts()) {
      throw Failure.notFound("The sitemap has no part " + part + ".");
    }
    return xml(
        request,
        () -> {
          StringBuilder urls =
              new StringBuilder("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
          for (Place place : part == 0 ? pagesAndDays() : papers(part - 1)) {
            urls.append("<url><loc>")
                .append(
                    address.of(
                        UriUtils.encodePath(place.path, StandardCharsets.UTF_8)
                            .replace("&", "&amp;")))
                .append("</loc>");
            if (place.changed != null) {
              urls.append("<lastmod>").append(place.changed).append("</lastmod>");
            }
            urls.append("</url>\n");
          }
          return urls.append("</urlset>\n").toString();
        });
  }

  private int parts() {
    return 1 + beginnings().size();
  }

  /// The identifier that each part of papers begins with; the first begins with nothing. To count
  /// to them takes a look at every paper, so it is done once an hour: what came since makes a part
  /// longer, which has room for that.
  private synchronized List<String> beginnings() {
    if (Duration.between(counted, clock.instant()).compareTo(COUNT_AGAIN) > 0) {
      List<String> counting = new ArrayList<>();
      counting.add("");
      while (true) {
        Optional<String> next =
            database
                .sql()
                .sql("select id from paper where id >= :from order by id offset :part limit 1")
                .param("from", counting.getLast())
                .param("part", PART)
                .query(String.class)
                .optional();
        if (next.isEmpty()) {
          break;
        }
        counting.add(next.get());
      }
      beginnings = List.copyOf(counting);
      counted = clock.instant();
    }
    return beginnings;
  }

  private List<Place> pagesAndDays() {
    List<Place> places =
        new ArrayList<>(STANDING.stream().map(path -> new Place(path, null)).toList());
    places.addAll(
        database
            .sql()
            .sql(
                """
                with recursive days as (
                  select max(day) as day from listing
                  union all
                  select (select max(l.day) from listing l where l.day < days.day) from days where days.day is not null)
                select day from days where day is not null limit :limit
                """)
            .param("limit", PART)
            .query((row, number) ->
                new Place("/papers/date/" + row.getObject(1, LocalDate.class), null))
            .list());
    return places;
  }

  /// The only date that is true of a paper's page is that of the paper's last known change.
  private List<Place> papers(int part) {
    List<String> beginnings = beginnings();
    boolean last = part + 1 == beginnings.size();
    return database
        .sql()
        .sql(
            "select id, coalesce(case when length(updated) >= 10 then left(updated, 10) end, case when length(published) >= 10 then left(published, 10) end)::date from paper where not hidden and id >= :from and (:last or id < :to) order by id limit :limit")
        .param("from", beginnings.get(part))
        .param("last", last)
        .param("to", last ? "" : beginnings.get(part + 1))
        .param("limit", LONGEST_PART)
        .query((row, number) ->
            new Place("/papers/" + row.getString(1), row.getObject(2, LocalDate.class)))
        .list();
  }

  private ResponseEntity<byte[]> xml(
      HttpServletRequest request, java.util.function.Supplier<String> body) {
    return answers.of(
        request,
        "application/xml;charset=utf-8",
        () ->
            ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + body.get())
                .getBytes(StandardCharsets.UTF_8));
  }
}
