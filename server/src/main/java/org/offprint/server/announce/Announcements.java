package org.offprint.server.announce;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.announce.Sighting.Kind;
import org.offprint.server.db.Database;
import org.offprint.server.paper.Papers;
import org.offprint.server.paper.Papers.Offered;

/// What sources said of each category's days, and how each day stands.
public final class Announcements {
  private final Database database;
  private final Papers papers;
  private final Judge judge;

  public Announcements(Database database, Papers papers, ArxivCalendar calendar) {
    this.database = database;
    this.papers = papers;
    this.judge = new Judge(database, calendar);
  }

  /// Keeps what a page said. Call it in the transaction that stores the papers.
  public void saw(List<Sighting> sightings) {
    for (Sighting sighting : sightings) {
      keep(placed(sighting));
    }
  }

  /// Puts the papers that were announced on a day, and that are here, on the day's page.
  private void list(LocalDate day, String category) {
    List<PaperId> unlisted =
        database
            .sql()
            .sql(
                """
                select distinct s.paper from sighting s join paper p on p.id = s.paper
                where s.day = :day and s.category = :category and s.kind in ('new', 'cross')
                  and not exists (
                    select 1 from listing l
                    where l.day = s.day and l.edition = 'daily' and l.paper = s.paper)
                order by s.paper
                """)
            .param("day", day)
            .param("category", category)
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
  /// otherwise it stood there.
  private Sighting placed(Sighting said) {
    if (said.due() || !said.kind().lists() || known(said) || !told(said)) {
      return said;
    }
    return new Sighting(
        heldUntil(said),
        said.category(),
        said.paper(),
        said.source(),
        said.kind(),
        said.version(),
        false);
  }

  private boolean known(Sighting said) {
    return database
            .sql()
            .sql(
                """
                select count(*) from sighting
                where category = :category and paper = :paper and kind in ('new', 'cross')
                """)
            .param("category", said.category())
            .param("paper", said.paper().value())
            .query(Long.class)
            .single()
        > 0;
  }

  private boolean told(Sighting said) {
    return database
            .sql()
            .sql(
                """
                select count(*) from report
                where category = :category and day = :day and source = :source and whole
                """)
            .param("category", said.category())
            .param("day", said.day())
            .param("source", said.source())
            .query(Long.class)
            .single()
        > 0;
  }

  /// The first list that has not been read to its end.
  private LocalDate heldUntil(Sighting said) {
    LocalDate last =
        database
            .sql()
            .sql(
                "select max(day) from report where category = :category and source = :source and whole")
            .param("category", said.category())
            .param("source", said.source())
            .query(LocalDate.class)
            .single();
    return judge.calendar().after(last);
  }

  private void keep(Sighting sighting) {
    database
        .sql()
        .sql(
            """
            insert into sighting (day, category, paper, source, kind, version, due)
            values (:day, :category, :paper, :source, :kind, :version, :due)
            on conflict (category, day, paper, source) do update
              set kind = excluded.kind, version = excluded.version, due = excluded.due
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
    list(day, category);
    DayState before = state(day, category).orElse(null);
    DayState after = judge.judge(day, category, before, now);
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
