package org.offprint.server.announce;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.announce.Sighting.Kind;
import org.offprint.server.db.Database;
import org.offprint.server.paper.Papers;
import org.offprint.server.paper.Papers.Offered;

/// What sources said of each category's days, and how each day stands.
public final class Announcements {
  /// The sources of arXiv that bear witness, by name.
  public static final String OAI = "arxiv-oai";

  public static final String FEED = "arxiv-rss";
  public static final String API = "arxiv-api";

  /// How long after its announcement OAI-PMH is asked again for a list that is still open: what was
  /// late or short on the day has come by then.
  public static final Duration SECOND_LOOK = Duration.ofHours(24);

  /// How exactly it is kept when a day was last looked at.
  private static final Duration CHECKED = Duration.ofMinutes(10);

  private final Database database;
  private final Papers papers;
  private final Judge judge;

  public Announcements(Database database, Papers papers, ArxivCalendar calendar) {
    this.database = database;
    this.papers = papers;
    this.judge = new Judge(database, calendar);
  }

  /// Keeps what a page said. Call it in the transaction that stores the papers. A day that was
  /// settled and of which something new is said is open again.
  public void saw(List<Sighting> sightings) {
    Set<Sighting> kept = kept(sightings);
    for (Sighting sighting : sightings) {
      if (kept.contains(sighting)) {
        continue;
      }
      Sighting placed = placed(sighting);
      if (isNews(placed)) {
        reopen(placed);
      }
      keep(placed);
      if (placed.source().equals(FEED) && placed.kind().lists()) {
        outdo(placed);
      }
    }
  }

  /// Those that say nothing new and conclude nothing: most of a page that is read again. What the
  /// feed says decides about other sightings too, so it is never among them.
  private Set<Sighting> kept(List<Sighting> sightings) {
    String[] due =
        sightings.stream()
            .filter(sighting -> sighting.due() && !sighting.source().equals(FEED))
            .map(sighting -> sighting.paper().value())
            .distinct()
            .toArray(String[]::new);
    Set<Sighting> kept = new HashSet<>();
    database
        .sql()
        .sql(
            """
            select day, category, paper, source, kind, version from sighting
            where paper = any(:papers) and due and source <> :feed
            """)
        .param("papers", due)
        .param("feed", FEED)
        .query(row -> {
          kept.add(
              new Sighting(
                  row.getObject("day", LocalDate.class),
                  row.getString("category"),
                  new PaperId(row.getString("paper")),
                  row.getString("source"),
                  Kind.of(row.getString("kind")),
                  row.getObject("version", Integer.class),
                  true));
        });
    return kept;
  }

  /// Whether a list says nothing but what stood on earlier ones: an old list under a new date.
  public boolean repeats(LocalDate day, String category, List<Sighting> sightings) {
    String[] listed =
        sightings.stream()
            .filter(sighting -> sighting.kind().lists())
            .map(sighting -> sighting.paper().value())
            .distinct()
            .toArray(String[]::new);
    long before =
        database
            .sql()
            .sql(
                """
                select count(distinct paper) from sighting
                where category = :category and day < :day and paper = any(:papers)
                  and kind in ('new', 'cross') and (due or source = :feed)
                """)
            .param("category", category)
            .param("day", day)
            .param("papers", listed)
            .param("feed", FEED)
            .query(Long.class)
            .single();
    return before * 2 > listed.length;
  }

  private boolean isNews(Sighting said) {
    return switch (said.kind()) {
      case NEW, CROSS -> !known(said, "and day = :day and kind in ('new', 'cross')");
      case SUBMITTED -> !known(said, "");
      case DELETED -> !known(said, "and kind = 'deleted'");
      case REPLACE, REPLACE_CROSS, CHANGED -> false;
    };
  }

  private void reopen(Sighting said) {
    database
        .sql()
        .sql(
            """
            update day_state set state = 'unconfirmed', why = :why
            where category = :category and day = :day and state in ('complete', 'nothing')
            """)
        .param(
            "why", "%s named %s after the day was settled.".formatted(said.source(), said.paper()))
        .param("category", said.category())
        .param("day", said.day())
        .update();
  }

  /// The feed says when a paper was announced; others conclude it.
  private void outdo(Sighting feed) {
    database
        .sql()
        .sql(
            """
            update sighting set kind = 'changed'
            where category = :category and paper = :paper and day <> :day and not due
              and source <> :feed and kind in ('new', 'cross')
            """)
        .param("category", feed.category())
        .param("paper", feed.paper().value())
        .param("day", feed.day())
        .param("feed", FEED)
        .update();
  }

  /// Puts the papers that were announced on a day, and that are here, on the day's page; those of
  /// which only a conclusion says so once the day is settled, since the feed may know better.
  private void list(LocalDate day, String category, boolean settled) {
    List<PaperId> unlisted =
        database
            .sql()
            .sql(
                """
                select distinct s.paper from sighting s join paper p on p.id = s.paper
                where s.day = :day and s.category = :category and s.kind in ('new', 'cross')
                  and (s.due or :settled)
                  and not exists (
                    select 1 from listing l
                    where l.day = s.day and l.edition = 'daily' and l.paper = s.paper)
                order by s.paper
                """)
            .param("day", day)
            .param("category", category)
            .param("settled", settled)
            .query((row, number) -> new PaperId(row.getString(1)))
            .list();
    papers.save(
        papers.byIds(unlisted).stream()
            .map(paper ->
                new Offered(paper, new Listing(day, paper.id(), Listing.DAILY, null, null, null)))
            .toList());
  }

  /// A first version that was submitted for an earlier list than the one after which its record
  /// came: it was held back where the earlier list has been read to its end without it, and
  /// otherwise it stood there, unless another list is known to have it.
  private Sighting placed(Sighting said) {
    if (said.due() || !said.kind().lists()) {
      return said;
    }
    if (known(said, "and day <> :day and kind in ('new', 'cross')")) {
      return said.as(said.day(), Kind.CHANGED);
    }
    @Nullable LocalDate held = said.heldUntil();
    return held == null || known(said, "and day = :day and kind in ('new', 'cross')") || !told(said)
        ? said
        : said.as(held, said.kind());
  }

  private boolean known(Sighting said, String which) {
    return database
        .sql()
        .sql(
            "select exists (select 1 from sighting where category = :category and paper = :paper %s)"
                .formatted(which))
        .param("category", said.category())
        .param("paper", said.paper().value())
        .param("day", said.day())
        .query(Boolean.class)
        .single();
  }

  private boolean told(Sighting said) {
    return told(said.day(), said.category()).containsKey(said.source());
  }

  private void keep(Sighting sighting) {
    database
        .sql()
        .sql(
            """
            insert into sighting (day, category, paper, source, kind, version, due)
            values (:day, :category, :paper, :source, :kind, :version, :due)
            on conflict (category, day, paper, source) do update
              set kind = excluded.kind, version = excluded.version,
                due = sighting.due or excluded.due
              where excluded.kind <> 'changed'
            """)
        .param("day", sighting.day())
        .param("category", sighting.category())
        .param("paper", sighting.paper().value())
        .param("source", sighting.source())
        .param("kind", sighting.kind().toString())
        .param("version", sighting.version(), java.sql.Types.INTEGER)
        .param("due", sighting.due())
        .update();
  }

  /// That a source has said all it has of a category's days.
  public void told(Collection<LocalDate> days, String category, String source, Instant at) {
    for (LocalDate day : days) {
      database
          .sql()
          .sql(
              """
              insert into report (day, category, source, whole, items, why, at)
              select :day, :category, :source, true, count(*), null, :at from sighting
              where day = :day and category = :category and source = :source
              on conflict (category, day, source) do update
                set whole = true, items = excluded.items, why = null, at = excluded.at
              """)
          .param("day", day)
          .param("category", category)
          .param("source", source)
          .param("at", Timestamp.from(at))
          .update();
    }
  }

  /// Which sources have said all they have of a day, and when they last did.
  public Map<String, Instant> told(LocalDate day, String category) {
    Map<String, Instant> told = new TreeMap<>();
    database
        .sql()
        .sql("select source, at from report where day = :day and category = :category and whole")
        .param("day", day)
        .param("category", category)
        .query(row -> {
          told.put(row.getString(1), row.getTimestamp(2).toInstant());
        });
    return told;
  }

  /// Why a source has not said all it has of a day; a report that stands is not touched.
  public void failed(LocalDate day, String category, String source, String why, Instant at) {
    database
        .sql()
        .sql(
            """
            insert into report (day, category, source, whole, items, why, at)
            values (:day, :category, :source, false, 0, :why, :at)
            on conflict (category, day, source) do update
              set why = excluded.why, at = excluded.at where not report.whole
            """)
        .param("day", day)
        .param("category", category)
        .param("source", source)
        .param("why", why)
        .param("at", Timestamp.from(at))
        .update();
  }

  /// Looks at a day again and keeps how it stands.
  public DayState judge(LocalDate day, String category, Instant now) {
    return database.inTransaction(() -> look(day, category, now));
  }

  private DayState look(LocalDate day, String category, Instant now) {
    DayState before = state(day, category).orElse(null);
    DayState after = judge.judge(day, category, before, now);
    list(day, category, after.state().isSettled());
    if (before != null && isSaid(before, after)) {
      return after;
    }
    database
        .sql()
        .sql(
            """
            insert into day_state (day, category, state, announced, missing, usual, why, since, checked)
            values (:day, :category, :state, :announced, cast(:missing as jsonb), :usual, :why, :since, :checked)
            on conflict (category, day) do update set
              state = excluded.state, announced = excluded.announced, missing = excluded.missing,
              usual = excluded.usual, why = excluded.why, since = excluded.since, checked = excluded.checked
            """)
        .param("day", day)
        .param("category", category)
        .param("state", after.state().name())
        .param("announced", after.announced())
        .param(
            "missing",
            Papers.ROWS.writeValueAsString(after.missing().stream().map(PaperId::value).toList()))
        .param("usual", after.usual(), java.sql.Types.INTEGER)
        .param("why", after.why())
        .param("since", Timestamp.from(after.since()))
        .param("checked", Timestamp.from(after.checked()))
        .update();
    return after;
  }

  /// Whether nothing but the time of the look is new, and that not by much.
  private static boolean isSaid(DayState before, DayState after) {
    return before.state() == after.state()
        && before.announced() == after.announced()
        && before.missing().equals(after.missing())
        && before.why().equals(after.why())
        && Duration.between(before.checked(), after.checked()).compareTo(CHECKED) < 0;
  }

  public Optional<DayState> state(LocalDate day, String category) {
    return database
        .sql()
        .sql(
            "select %s from day_state where day = :day and category = :category".formatted(COLUMNS))
        .param("day", day)
        .param("category", category)
        .query((row, number) -> state(row))
        .optional();
  }

  /// How a day stands, by category; empty where no category was followed then.
  public List<DayState> states(LocalDate day) {
    return states(day, day);
  }

  /// From `first` to `last`, the latest day first, then by category.
  public List<DayState> states(LocalDate first, LocalDate last) {
    return database
        .sql()
        .sql(
            """
            select %s from day_state where day between :first and :last
            order by day desc, category
            """
                .formatted(COLUMNS))
        .param("first", first)
        .param("last", last)
        .query((row, number) -> state(row))
        .list();
  }

  /// The days from `first` on that are not settled, the earliest first.
  public List<LocalDate> open(LocalDate first, String category) {
    return database
        .sql()
        .sql(
            """
            select day from day_state
            where category = :category and day >= :first and state not in ('complete', 'nothing')
            order by day
            """)
        .param("category", category)
        .param("first", first)
        .query((row, number) -> row.getObject(1, LocalDate.class))
        .list();
  }

  private static final String COLUMNS =
      "day, category, state, announced, missing::text, usual, why, since, checked";

  private static DayState state(ResultSet row) throws SQLException {
    List<PaperId> missing = new ArrayList<>();
    for (String id : Papers.ROWS.readValue(row.getString("missing"), String[].class)) {
      missing.add(new PaperId(id));
    }
    int usual = row.getInt("usual");
    @Nullable Integer known = row.wasNull() ? null : usual;
    return new DayState(
        row.getObject("day", LocalDate.class),
        row.getString("category"),
        DayState.State.valueOf(row.getString("state")),
        row.getInt("announced"),
        missing,
        known,
        row.getString("why"),
        row.getTimestamp("since").toInstant(),
        row.getTimestamp("checked").toInstant());
  }

  /// The kinds that put a paper on a list, as words.
  static Set<String> listing() {
    Set<String> words = new LinkedHashSet<>();
    for (Kind kind : Kind.values()) {
      if (kind.lists()) {
        words.add(kind.toString());
      }
    }
    return words;
  }

  /// How many papers were announced on a day in any of some categories; one that is in several
  /// counts once.
  public int announced(LocalDate day, Collection<String> categories) {
    return database
        .sql()
        .sql(
            """
            select count(distinct paper) from sighting
            where day = :day and category = any(:categories) and kind in ('new', 'cross')
            """)
        .param("day", day)
        .param("categories", categories.toArray(String[]::new))
        .query(Integer.class)
        .single();
  }

  /// The last day that has a state, if any has.
  public Optional<LocalDate> lastDay() {
    return database
        .sql()
        .sql("select day from day_state order by day desc limit 1")
        .query((row, number) -> row.getObject(1, LocalDate.class))
        .optional();
  }
}
