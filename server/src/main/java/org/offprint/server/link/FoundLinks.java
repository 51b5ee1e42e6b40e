package org.offprint.server.link;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.server.db.Database;
import org.offprint.server.job.Outbox;
import org.offprint.server.link.FoundLink.Place;
import org.offprint.server.link.FoundLink.State;
import org.offprint.server.paper.Papers;

/// The addresses that were found. They follow the papers through the outbox: what a paper no longer
/// says is gone, what it still says keeps what is known of it.
public final class FoundLinks {
  public static final String TOPIC = Papers.LINKS_TOPIC;
  private static final int BATCH = 500;

  private final Database database;
  private final Papers papers;
  private final Outbox outbox;
  private final InstantSource clock;

  public FoundLinks(Database database, Papers papers, InstantSource clock) {
    this.database = database;
    this.papers = papers;
    this.outbox = new Outbox(database);
    this.clock = clock;
  }

  /// Those of a paper that nobody linked to it otherwise.
  public List<FoundLink> ofPaper(Paper paper) {
    Set<String> known = new LinkedHashSet<>();
    paper.links().forEach(link -> known.add(PaperLink.bare(link.url())));
    return database
        .sql()
        .sql(
            "select kind, url, place, state, checked, moved_to from found_link where paper = :paper order by kind, place, url")
        .param("paper", paper.id().value())
        .query((row, number) -> link(row))
        .list()
        .stream()
        .filter(link -> !known.contains(PaperLink.bare(link.url())))
        .toList();
  }

  private static FoundLink link(ResultSet row) throws SQLException {
    @Nullable String state = row.getString("state");
    @Nullable Timestamp checked = row.getTimestamp("checked");
    return new FoundLink(
        PaperLink.Kind.valueOf(row.getString("kind")),
        row.getString("url"),
        Place.of(row.getString("place")),
        state == null ? null : State.valueOf(state),
        checked == null ? null : checked.toInstant(),
        row.getString("moved_to"));
  }

  /// Looks at papers that changed; returns whether there were any. The entries of the outbox go in
  /// the same transaction, so that a kill repeats a batch and changes nothing.
  public boolean round() {
    return database.inTransaction(this::take);
  }

  /// For commands and tests: until nothing waits.
  public void drain() {
    while (round()) {}
  }

  private boolean take() {
    List<Outbox.Entry> entries = outbox.read(TOPIC, 0, BATCH);
    Set<PaperId> ids = new LinkedHashSet<>();
    entries.forEach(entry -> ids.add(new PaperId(entry.key())));
    write(papers.byIds(ids), ids);
    outbox.delete(entries.stream().map(Outbox.Entry::id).toList());
    return !entries.isEmpty();
  }

  private void write(List<Paper> changed, Set<PaperId> ids) {
    if (ids.isEmpty()) {
      return;
    }
    List<String[]> rows = new ArrayList<>();
    for (Paper paper : changed) {
      find(paper)
          .forEach((link, place) ->
              rows.add(
                  new String[] {paper.id().value(), link.url(), link.kind().name(), place.word()}));
    }
    database
        .sql()
        .sql(
            """
            delete from found_link l where paper = any(:ids) and not exists (
              select 1 from unnest(:papers::text[], :urls::text[]) as found (paper, url)
              where found.paper = l.paper and found.url = l.url)
            """)
        .param("ids", ids.stream().map(PaperId::value).toArray(String[]::new))
        .param("papers", column(rows, 0))
        .param("urls", column(rows, 1))
        .update();
    database
        .sql()
        .sql(
            """
            insert into found_link (paper, url, kind, place, next_at)
            select paper, url, kind, place, :now
            from unnest(:papers::text[], :urls::text[], :kinds::text[], :places::text[]) as found (paper, url, kind, place)
            on conflict (paper, url) do update set kind = excluded.kind, place = excluded.place
              where (found_link.kind, found_link.place) is distinct from (excluded.kind, excluded.place)
            """)
        .param("now", Timestamp.from(clock.instant()))
        .param("papers", column(rows, 0))
        .param("urls", column(rows, 1))
        .param("kinds", column(rows, 2))
        .param("places", column(rows, 3))
        .update();
  }

  private static String[] column(List<String[]> rows, int column) {
    return rows.stream().map(row -> row[column]).toArray(String[]::new);
  }

  /// What stands in both places is said to stand in the abstract.
  private static Map<LinkFinder.Found, Place> find(Paper paper) {
    Map<String, LinkFinder.Found> byAddress = new LinkedHashMap<>();
    Map<LinkFinder.Found, Place> places = new LinkedHashMap<>();
    for (Place place : Place.values()) {
      @Nullable String text = place == Place.ABSTRACT ? paper.abstractText() : paper.comment();
      for (LinkFinder.Found link :
          text == null ? List.<LinkFinder.Found>of() : LinkFinder.in(text)) {
        if (byAddress.putIfAbsent(PaperLink.bare(link.url()), link) == null) {
          places.put(link, place);
        }
      }
    }
    return places;
  }

  /// Asks for all papers again: what is derived can be thrown away.
  public void askAgain() {
    database
        .sql()
        .sql("insert into outbox (topic, key) select :topic, id from paper order by id")
        .param("topic", TOPIC)
        .update();
  }

  /// An address that is due to be asked.
  record Due(String paper, String url) {}

  Optional<Due> due() {
    return database
        .sql()
        .sql(
            "select paper, url from found_link where next_at <= :now order by next_at, paper, url limit 1")
        .param("now", Timestamp.from(clock.instant()))
        .query((row, number) -> new Due(row.getString("paper"), row.getString("url")))
        .optional();
  }

  /// @param state null where the host asked for patience: nothing is known then
  void checked(
      Due due, @Nullable State state, @Nullable String movedTo, String why, Instant nextAt) {
    database
        .sql()
        .sql(
            state == null
                ? "update found_link set next_at = :next, why = :why where url = :url"
                : "update found_link set next_at = :next, why = :why, state = :state, checked = :now, moved_to = :moved where url = :url")
        .param("next", Timestamp.from(nextAt))
        .param("why", why)
        .param("url", due.url())
        .param("state", state == null ? null : state.name(), java.sql.Types.VARCHAR)
        .param("now", Timestamp.from(clock.instant()))
        .param("moved", movedTo, java.sql.Types.VARCHAR)
        .update();
  }
}
