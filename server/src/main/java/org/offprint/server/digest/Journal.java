package org.offprint.server.digest;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.result.Results;
import org.offprint.server.result.Verdicts;
import org.offprint.server.subscribe.Signup;
import tools.jackson.databind.json.JsonMapper;

/// What happened, numbered in the order in which it was noticed. An issue covers the numbers after
/// those of the one before it. So a paper that came late to an old day is news all the same,
/// nothing is told twice, and nobody needs a row for every paper that was not shown.
public final class Journal implements Signup.Beginning {
  private static final JsonMapper JSON = new JsonMapper();

  /// What came to a list older than this is no news.
  private static final Duration NEWS = Duration.ofDays(21);

  /// How long what was news stays it for those who hear once a week.
  private static final Duration TOLD_LATE = Duration.ofDays(14);

  private final Database database;
  private final Results results;
  private final java.time.InstantSource clock;

  public Journal(Database database, Results results, java.time.InstantSource clock) {
    this.database = database;
    this.results = results;
    this.clock = clock;
  }

  /// Notices what is new now; of several processes one after the other, so that numbers appear in
  /// their order.
  public void note() {
    LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    database.inTransaction(() -> {
      database.sql().sql("select pg_advisory_xact_lock(hashtext('digest-event'))").query(row -> {});
      noteVerdicts(today);
      notePicks(today);
      database
          .sql()
          .sql(
              """
              insert into digest_event (kind, paper, mark, day)
              select 'changed', r.paper, r.version::text, :today from revision r
              where not exists (
                select 1 from digest_event e
                where e.kind = 'changed' and e.paper = r.paper and e.mark = r.version::text)
              order by r.paper, r.version
              """)
          .param("today", today)
          .update();
      return database
          .sql()
          .sql(
              """
              insert into digest_event (kind, paper, mark, day)
              select 'listed', s.paper, '', min(s.day) from shown s
              where s.day between :first and :last
                and not exists (
                  select 1 from digest_event e
                  where e.kind = 'listed' and e.paper = s.paper and e.mark = '')
              group by s.paper order by min(s.day), s.paper
              """)
          .param("first", today.minusDays(NEWS.toDays()))
          .param("last", today.plusDays(1)) // somewhere it is tomorrow
          .update();
    });
  }

  private void notePicks(LocalDate today) {
    database
        .sql()
        .sql(
            """
            insert into digest_event (kind, paper, mark, day)
            select 'picked', p.paper, '', min(p.day) from pick p
            where p.day between :first and :last
              and not exists (
                select 1 from digest_event e
                where e.kind = 'picked' and e.paper = p.paper and e.mark = '')
            group by p.paper order by min(p.day), p.paper
            """)
        .param("first", today.minusDays(NEWS.toDays()))
        .param("last", today.plusDays(1))
        .update();
  }

  private void noteVerdicts(LocalDate today) {
    List<Map<String, String>> measured =
        results.all().stream()
            .filter(stored -> Verdicts.measured(stored.result()))
            .map(stored -> {
              Map<String, String> row = new LinkedHashMap<>();
              row.put("paper", stored.result().method().paper().value());
              row.put("mark", stored.id());
              return row;
            })
            .toList()
            .reversed(); // the oldest first
    database
        .sql()
        .sql(
            """
            insert into digest_event (kind, paper, mark, day)
            select 'verdict', r.paper, r.mark, :today
            from jsonb_to_recordset(cast(:rows as jsonb)) as r (paper text, mark text)
            where not exists (
              select 1 from digest_event e
              where e.kind = 'verdict' and e.paper = r.paper and e.mark = r.mark)
            """)
        .param("today", today)
        .param("rows", JSON.writeValueAsString(measured))
        .update();
  }

  /// The number of the last event as of a moment, before those of later days; 0 where there is
  /// none.
  public long head(Instant now) {
    return database
        .sql()
        .sql(
            """
            select coalesce(
              (select min(seq) - 1 from digest_event where day > :last),
              (select max(seq) from digest_event), 0)
            """)
        .param("last", now.atZone(ZoneOffset.UTC).toLocalDate().plusDays(1))
        .query(Long.class)
        .single();
  }

  /// The events after a number, up to another, of the last weeks.
  public List<Event> between(long after, long upTo, Instant now) {
    return database
        .sql()
        .sql(
            """
            select seq, kind, paper, mark, day from digest_event
            where seq > :after and seq <= :up_to and day between :first and :last order by seq
            """)
        .param("last", now.atZone(ZoneOffset.UTC).toLocalDate().plusDays(1))
        .param("after", after)
        .param("up_to", upTo)
        .param(
            "first",
            now.atZone(ZoneOffset.UTC).toLocalDate().minusDays(NEWS.plus(TOLD_LATE).toDays()))
        .query((row, number) ->
            new Event(
                row.getLong("seq"),
                Event.Kind.valueOf(row.getString("kind")),
                new PaperId(row.getString("paper")),
                row.getString("mark"),
                row.getObject("day", LocalDate.class)))
        .list();
  }

  /// The first issue of a new reader holds the last list that is here.
  @Override
  public long forNewReader() {
    return forNewReader(clock.instant());
  }

  long forNewReader(Instant now) {
    note();
    return database
        .sql()
        .sql(
            """
            select coalesce(
              (select min(seq) - 1 from digest_event where kind = 'listed'
                and day = (select max(day) from digest_event where kind = 'listed' and day <= :last)),
              (select coalesce(max(seq), 0) from digest_event))
            """)
        .param("last", now.atZone(ZoneOffset.UTC).toLocalDate().plusDays(1))
        .query(Long.class)
        .single();
  }
}
