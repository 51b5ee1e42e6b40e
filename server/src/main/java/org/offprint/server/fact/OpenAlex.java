package org.offprint.server.fact;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.fetch.Ask;
import org.offprint.server.fetch.Fetched;
import org.offprint.server.fetch.Fetcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// OpenAlex, asked for papers that are here: fifty at a time by their DOIs, each again after a
/// month. An arXiv paper's DOI is 10.48550/arXiv. and its identifier. Fifty fit on one page, so no
/// cursor is needed, which OpenAlex gives to holders of a key only.
public final class OpenAlex {
  /// @param mail whom OpenAlex may write to; empty where there is a key only
  /// @param key empty where there is an address only
  public record Access(URI base, String mail, String key, Duration pause) {
    public boolean isGiven() {
      return !mail.isEmpty() || !key.isEmpty();
    }
  }

  static final String SOURCE = "openalex";
  private static final Logger LOG = LoggerFactory.getLogger(OpenAlex.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int AT_ONCE = 50;
  private static final Duration AGAIN = Duration.ofDays(30);
  private static final Duration AFTER_FAILURE = Duration.ofHours(1);
  private static final String RESOLVER = "https://doi.org/";

  private final Database database;
  private final Fetcher fetcher;
  private final Access access;
  private final InstantSource clock;
  private Instant notBefore = Instant.EPOCH;

  public OpenAlex(Database database, Fetcher fetcher, Access access, InstantSource clock) {
    this.database = database;
    this.fetcher = fetcher;
    this.access = access;
    this.clock = clock;
  }

  /// What is known of a paper; nothing where nobody asked or the index does not have it.
  public static Optional<PaperFact> of(Database database, PaperId paper) {
    return database
        .sql()
        .sql(
            "select work, citations, as_of from paper_fact where paper = :paper and source = :source and work is not null and citations is not null")
        .param("paper", paper.value())
        .param("source", SOURCE)
        .query((row, number) ->
            new PaperFact(
                "OpenAlex",
                row.getString("work"),
                row.getInt("citations"),
                row.getTimestamp("as_of").toInstant()))
        .optional();
  }

  /// Asks for the papers that have waited longest; returns whether any did.
  public boolean round() throws InterruptedException {
    Instant now = clock.instant();
    if (!access.isGiven() || now.isBefore(notBefore)) {
      return false;
    }
    Map<String, String> papers = due(now);
    if (papers.isEmpty()) {
      return false;
    }
    Map<String, String> headers =
        access.key().isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + access.key());
    switch (fetcher.get(ask(papers), headers)) {
      case Fetched.Page page -> {
        Optional<Map<String, Work>> works = works(page.body());
        if (works.isPresent()) {
          store(papers, works.get(), now);
          return true;
        }
        later(now.plus(AFTER_FAILURE), "the answer is cut or no list of works");
      }
      case Fetched.Unchanged() -> later(now.plus(AFTER_FAILURE), "nothing new");
      case Fetched.Later(Instant at, String why) -> later(at, why);
      case Fetched.Failed(int status, String why) -> later(now.plus(AFTER_FAILURE), why);
    }
    return false;
  }

  private void later(Instant at, String why) {
    LOG.info("OpenAlex: {}; again at {}", why, at);
    notBefore = at;
  }

  /// Papers by DOI, in lower case as OpenAlex has them.
  private Map<String, String> due(Instant now) {
    Map<String, String> due = new LinkedHashMap<>();
    database
        .sql()
        .sql(
            """
            select p.id, p.doi from paper p
            left join paper_fact f on f.paper = p.id and f.source = :source
            where (f.as_of is null or f.as_of < :before) and p.id !~ '^[a-z0-9-]+-[0-9a-f]{8,40}(-[0-9]+)?$'
            order by f.as_of nulls first, p.published_at desc nulls last, p.id limit :limit
            """)
        .param("source", SOURCE)
        .param("before", Timestamp.from(now.minus(AGAIN)))
        .param("limit", AT_ONCE)
        .query((row, number) -> doi(new PaperId(row.getString("id"))) + " " + row.getString("id"))
        .list()
        .forEach(pair -> {
          int space = pair.indexOf(' ');
          due.putIfAbsent(pair.substring(0, space), pair.substring(space + 1));
        });
    return due;
  }

  private static String doi(PaperId paper) {
    return (paper.isDoi() ? paper.value() : "10.48550/arxiv." + paper.value())
        .toLowerCase(Locale.ROOT);
  }

  private Ask ask(Map<String, String> papers) {
    String dois =
        papers.keySet().stream()
            .filter(doi -> doi.indexOf(',') < 0 && doi.indexOf('|') < 0) // these part filters
            .map(doi -> URLEncoder.encode(doi, StandardCharsets.UTF_8))
            .collect(Collectors.joining("%7C"));
    String mail =
        access.mail().isEmpty()
            ? ""
            : "&mailto=" + URLEncoder.encode(access.mail(), StandardCharsets.UTF_8);
    return new Ask(
        SOURCE,
        SOURCE,
        access.pause(),
        URI.create(
            "%s/works?filter=doi:%s&per-page=%d&select=id,doi,cited_by_count%s"
                .formatted(access.base().toString().replaceFirst("/+$", ""), dois, AT_ONCE, mail)),
        "application/json",
        false,
        8 << 20,
        Duration.ofSeconds(60));
  }

  private record Work(String address, int citations) {}

  /// Works by DOI; nothing where the answer is none. A work that says too little is passed over.
  private static Optional<Map<String, Work>> works(byte[] body) {
    JsonNode results;
    try {
      results = JSON.readTree(body).path("results");
    } catch (JacksonException e) {
      return Optional.empty();
    }
    if (!results.isArray()) {
      return Optional.empty();
    }
    Map<String, Work> works = new HashMap<>();
    for (JsonNode result : results) {
      String doi = result.path("doi").asString("").toLowerCase(Locale.ROOT);
      String id = result.path("id").asString("");
      int citations = result.path("cited_by_count").asInt(-1);
      if (doi.startsWith(RESOLVER)
          && id.matches("https://openalex\\.org/W\\d{1,15}")
          && citations >= 0) {
        works.merge(
            doi.substring(RESOLVER.length()),
            new Work(id, citations),
            (a, b) -> a.citations() >= b.citations() ? a : b); // the index has some works twice
      }
    }
    return Optional.of(works);
  }

  private void store(Map<String, String> papers, Map<String, Work> works, Instant now) {
    List<String> ids = new ArrayList<>();
    List<@Nullable String> addresses = new ArrayList<>();
    List<@Nullable Integer> citations = new ArrayList<>();
    papers.forEach((doi, paper) -> {
      Work work = works.get(doi);
      ids.add(paper);
      addresses.add(work == null ? null : work.address());
      citations.add(work == null ? null : work.citations());
    });
    database
        .sql()
        .sql(
            """
            insert into paper_fact (paper, source, work, citations, as_of)
            select paper, :source, work, citations, :now
            from unnest(:papers::text[], :works::text[], :citations::int[]) as found (paper, work, citations)
            on conflict (paper, source) do update
              set work = excluded.work, citations = excluded.citations, as_of = excluded.as_of
            """)
        .param("source", SOURCE)
        .param("now", Timestamp.from(now))
        .param("papers", ids.toArray(String[]::new))
        .param("works", addresses.toArray(String[]::new))
        .param("citations", citations.toArray(Integer[]::new))
        .update();
  }
}
