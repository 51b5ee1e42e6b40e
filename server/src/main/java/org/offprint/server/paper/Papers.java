package org.offprint.server.paper;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.Tally;
import org.offprint.server.db.Database;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// Papers in the database. A row of `paper` is the JSON form of a {@link Paper} in snake case, one
/// column a field, so that one mapping serves reading, writing and export.
public final class Papers {
  /// Rows travel as JSON, in snake case; unknown facts are null columns.
  public static final JsonMapper ROWS =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
          .disable(tools.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final String COLUMNS =
      "id, title, abstract, summary, machine_summary, authors, author_count, organisation, primary_category, categories, published, updated,"
          + " withdrawn, versions, doi, journal_reference, comment, licence, links, keywords, tally, origin, published_at, heat";

  private static final String UPSERT =
      "insert into paper (%1$s) select %1$s from jsonb_populate_recordset(null::paper, cast(:rows as jsonb)) on conflict (id) do update set (%1$s) = (select %2$s)"
          .formatted(COLUMNS, COLUMNS.replaceAll("(\\w+)", "excluded.$1"));

  /// What became of one record.
  public enum Saved {
    added,
    revised,
    unchanged
  }

  /// A record that a source offered: the paper, and the listing that came with it, if one did.
  public record Offered(Paper paper, @Nullable Listing listing) {}

  /// How the trending order scores a paper; see the feed's formula.
  public interface Heat {
    double of(Tally tally, Instant shownAt);
  }

  /// A second topic of the outbox, so that whoever looks for addresses in papers goes at a pace of
  /// its own.
  public static final String LINKS_TOPIC = "links";

  private static final int[] NOTHING_HERE = {0, 0};

  private final Database database;
  private final Heat heat;

  public Papers(Database database, Heat heat) {
    this.database = database;
    this.heat = heat;
  }

  public Optional<Paper> find(PaperId id) {
    return byIds(List.of(id)).stream().findFirst();
  }

  /// The papers that exist among `ids`, in the order of `ids`.
  public List<Paper> byIds(Collection<PaperId> ids) {
    Map<PaperId, Paper> found = new HashMap<>();
    rows("paper_shown", ids.stream().map(PaperId::value).toArray(String[]::new))
        .forEach(paper -> found.put(paper.id(), paper));
    return ids.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  /// Takes a paper out of everything that readers see, or puts it back; false where that is so
  /// already, or it is not here. Its record, votes and comments stay. The index follows.
  public boolean hide(PaperId id, boolean hidden) {
    return database.inTransaction(() -> {
      boolean changed =
          sql()
                  .sql("update paper set hidden = :hidden where id = :id and hidden <> :hidden")
                  .param("hidden", hidden)
                  .param("id", id.value())
                  .update()
              > 0;
      if (changed) {
        sql()
            .sql("insert into outbox (topic, key) values ('paper', :id)")
            .param("id", id.value())
            .update();
      }
      return changed;
    });
  }

  /// A paper that is hidden, for the moderators and for saying so.
  public Optional<Paper> hidden(PaperId id) {
    return sql()
        .sql("select to_json(p)::text from paper p where id = :id and hidden")
        .param("id", id.value())
        .query((row, number) -> paper(row.getString(1)))
        .optional();
  }

  /// Up to `limit` papers that are hidden.
  public List<Paper> hidden(int limit) {
    return sql()
        .sql("select to_json(p)::text from paper p where hidden order by id limit :limit")
        .param("limit", limit)
        .query((row, number) -> paper(row.getString(1)))
        .list();
  }

  /// Puts every paper into the outbox, so that the process that holds the index reads it again;
  /// returns how many.
  public int askForIndexing() {
    return sql()
        .sql("insert into outbox (topic, key) select 'paper', id from paper order by id")
        .update();
  }

  /// Up to four papers whose identifiers stand beside one that is not here.
  public List<Paper> near(PaperId id) {
    return sql()
        .sql(
            """
            (select to_json(p)::text from paper_shown p where id < :id order by id desc limit 2)
            union all
            (select to_json(p)::text from paper_shown p where id > :id order by id limit 2)\
            """)
        .param("id", id.value())
        .query((row, number) -> paper(row.getString(1)))
        .list();
  }

  /// Stores a batch in one transaction, each record merged into what is there, together with an
  /// outbox entry for each paper that changed. The outcomes are in the order of the batch. Batches
  /// are saved one after the other, also by several processes: two that met a new paper at the same
  /// time would not merge but overwrite.
  public List<Saved> save(List<Offered> batch) {
    return batch.isEmpty() ? List.of() : database.inTransaction(() -> saveAll(batch));
  }

  private List<Saved> saveAll(List<Offered> batch) {
    sql().sql("select pg_advisory_xact_lock(hashtext('paper'))").query(row -> {});
    String[] ids =
        batch.stream()
            .map(offered -> offered.paper().id().value())
            .distinct()
            .toArray(String[]::new);
    Map<PaperId, Paper> papers = new HashMap<>();
    rows("paper", ids).forEach(paper -> papers.put(paper.id(), paper));
    Map<String, Listing> listings = new HashMap<>();
    listingsOf(ids).forEach(listing -> listings.put(listing.key(), listing));
    Map<PaperId, Paper> changed = new TreeMap<>();
    Map<String, Listing> listed = new TreeMap<>();
    List<Revision> revisions = new ArrayList<>();
    List<Saved> outcomes = new ArrayList<>(batch.size());

    for (Offered offered : batch) {
      Paper said = offered.paper().said();
      Paper before = papers.get(said.id());
      Paper after = before == null ? said : before.merge(said);
      Listing told = offered.listing();
      Listing known = told == null ? null : listings.get(told.key());
      Listing listing = told == null || known == null ? told : known.merge(told);
      boolean newlyListed = listing != null && !listing.equals(known);
      if (listing != null && newlyListed) {
        listings.put(listing.key(), listing);
        listed.put(listing.key(), listing);
      }
      boolean unchanged = !newlyListed && after.equals(before);
      if (before != null && !unchanged) {
        Revision.of(before, said, after).ifPresent(revisions::add);
      }
      if (!unchanged) {
        papers.put(after.id(), after);
        changed.put(after.id(), after);
      }
      outcomes.add(before == null ? Saved.added : unchanged ? Saved.unchanged : Saved.revised);
    }
    write(changed.values(), listings.values());
    writeListings(listed.values());
    writeRevisions(revisions);
    return outcomes;
  }

  /// What a version said stays as it was first kept.
  private void writeRevisions(List<Revision> revisions) {
    if (revisions.isEmpty()) {
      return;
    }
    sql()
        .sql(
            """
            insert into revision (paper, version, title, abstract, as_of)
            select paper, version, title, abstract, as_of
            from jsonb_populate_recordset(null::revision, cast(:rows as jsonb))
            on conflict (paper, version) do nothing
            """)
        .param("rows", ROWS.writeValueAsString(revisions))
        .update();
  }

  /// Earlier titles and abstracts of a paper, the oldest first.
  public List<Revision> revisions(PaperId id) {
    return sql()
        .sql("select to_json(r)::text from revision r where paper = :id order by version")
        .param("id", id.value())
        .query((row, number) -> ROWS.readValue(row.getString(1), Revision.class))
        .list();
  }

  /// A row of `paper`: the columns that are facts, and those derived from them and from the
  /// listings.
  private record Row(
      @JsonUnwrapped Paper paper, @Nullable Instant publishedAt, @Nullable Double heat) {}

  private void write(Collection<Paper> papers, Collection<Listing> listings) {
    if (papers.isEmpty()) {
      return;
    }
    Map<PaperId, Instant> shown = lastShown(listings);
    Map<String, int[]> here = here(papers);
    List<Row> rows = new ArrayList<>(papers.size());
    for (Paper paper : papers) {
      Instant published = paper.published() == null ? null : paper.published().instant();
      Instant shownAt = shown.getOrDefault(paper.id(), published);
      int[] counts = here.getOrDefault(paper.id().value(), NOTHING_HERE);
      Tally tally = paper.tally().with(counts[0], counts[1]);
      rows.add(new Row(paper, published, shownAt == null ? null : heat.of(tally, shownAt)));
    }
    sql().sql(UPSERT).param("rows", ROWS.writeValueAsString(rows)).update();
    sql()
        .sql(
            "insert into outbox (topic, key) select topic, id from unnest(:ids::text[]) id cross join (values ('paper'), ('links')) topics (topic)")
        .param("ids", papers.stream().map(paper -> paper.id().value()).toArray(String[]::new))
        .update();
  }

  /// The votes and comments on this server of those papers that are here.
  private Map<String, int[]> here(Collection<Paper> papers) {
    Map<String, int[]> counts = new HashMap<>();
    sql()
        .sql(
            // Locked, so that no vote comes between what is read and the score that is written.
            "select id, votes, comments from paper where id = any(:ids) order by id for no key update")
        .param("ids", papers.stream().map(paper -> paper.id().value()).toArray(String[]::new))
        .query(row -> {
          counts.put(row.getString("id"), new int[] {row.getInt("votes"), row.getInt("comments")});
        });
    return counts;
  }

  private void writeListings(Collection<Listing> listings) {
    if (listings.isEmpty()) {
      return;
    }
    sql()
        .sql(
            """
            insert into listing (day, edition, paper, position, submitted_at, submitter)
            select day, edition, paper, position, submitted_at, submitter
            from jsonb_populate_recordset(null::listing, cast(:rows as jsonb))
            on conflict (day, edition, paper) do update set
              position = excluded.position,
              submitted_at = excluded.submitted_at,
              submitter = excluded.submitter
            """)
        .param("rows", ROWS.writeValueAsString(listings))
        .update();
  }

  /// How many papers there are.
  public long count() {
    return sql().sql("select count(*) from paper").query(Long.class).single();
  }

  /// Up to `limit` papers in the order of their identifiers, from the one after `after` on, with
  /// their trending scores computed anew: the way to go through all papers without one long
  /// transaction.
  public List<Paper> rescored(@Nullable PaperId after, int limit) {
    return database.inTransaction(() -> rescore(after, limit));
  }

  private List<Paper> rescore(@Nullable PaperId after, int limit) {
    List<Paper> papers =
        sql()
            .sql(
                "select to_json(p)::text from paper_shown p where id > :after order by id limit :limit for update")
            .param("after", after == null ? "" : after.value())
            .param("limit", limit)
            .query(String.class)
            .list()
            .stream()
            .map(row -> paper(String.valueOf(row)))
            .toList();
    score(papers);
    return papers;
  }

  /// To be called in the transaction that votes or comments on a paper, after that: its trending
  /// score follows.
  public void countsChanged(PaperId id) {
    score(rows("paper_shown", new String[] {id.value()}));
  }

  private void score(List<Paper> papers) {
    Map<PaperId, Instant> shown =
        lastShown(
            listingsOf(papers.stream().map(paper -> paper.id().value()).toArray(String[]::new)));
    List<Map<String, Object>> scores = new ArrayList<>();
    for (Paper paper : papers) {
      Instant published = paper.published() == null ? null : paper.published().instant();
      Instant shownAt = shown.getOrDefault(paper.id(), published);
      if (shownAt != null) {
        scores.add(Map.of("id", paper.id().value(), "heat", heat.of(paper.tally(), shownAt)));
      }
    }
    sql()
        .sql(
            """
            update paper set heat = score.heat
            from jsonb_to_recordset(cast(:scores as jsonb)) as score(id text, heat double precision)
            where paper.id = score.id and paper.heat is distinct from score.heat
            """)
        .param("scores", ROWS.writeValueAsString(scores))
        .update();
  }

  private static Map<PaperId, Instant> lastShown(Collection<Listing> listings) {
    Map<PaperId, Instant> shown = new HashMap<>();
    for (Listing listing : listings) {
      Instant day = listing.day().atStartOfDay(java.time.ZoneOffset.UTC).toInstant();
      shown.merge(listing.paper(), day, (a, b) -> a.isAfter(b) ? a : b);
    }
    return shown;
  }

  /// @param table `paper` has what sources said, `paper_shown` also what was done here
  private List<Paper> rows(String table, String[] ids) {
    return sql()
        .sql("select to_json(p)::text from %s p where id = any(:ids)".formatted(table))
        .param("ids", ids)
        .query(String.class)
        .list()
        .stream()
        .map(row -> paper(String.valueOf(row)))
        .toList();
  }

  private List<Listing> listingsOf(String[] ids) {
    return sql()
        .sql("select to_json(l)::text from listing l where paper = any(:ids)")
        .param("ids", ids)
        .query(String.class)
        .list()
        .stream()
        .map(row -> ROWS.readValue(row, Listing.class))
        .toList();
  }

  /// Turns a row, as `to_json` gives it, into a paper.
  public static Paper paper(String row) {
    return ROWS.readValue(row, Paper.class);
  }

  private JdbcClient sql() {
    return database.sql();
  }
}
