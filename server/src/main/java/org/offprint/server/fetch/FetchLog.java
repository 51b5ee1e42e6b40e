package org.offprint.server.fetch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;

/// What was asked of other people's servers, by everybody who shares the database: the proof of the
/// manners.
public final class FetchLog {
  /// What became of a request, in one word.
  public enum Outcome {
    read,
    unchanged,
    /// The host asked us to come later.
    later,
    redirected,
    failed,
    /// It is going on, or its process died.
    open
  }

  /// @param ended null while it is going on
  /// @param status of HTTP; null where there was none
  /// @param said `read`, `unchanged`, or what went wrong
  /// @param gap how long nobody had asked at this gate when it began; null for the first
  public record Request(
      long id,
      String gate,
      String source,
      String process,
      String address,
      Instant began,
      @Nullable Instant ended,
      @Nullable Integer status,
      @Nullable Long bytes,
      String said,
      @Nullable Duration gap) {
    public Outcome outcome() {
      if (ended == null) {
        return Outcome.open;
      }
      return switch (said) {
        case "read" -> Outcome.read;
        case "unchanged" -> Outcome.unchanged;
        default ->
            status == null
                ? Outcome.failed
                : status == 429 || status == 503
                    ? Outcome.later
                    : status >= 300 && status < 400 ? Outcome.redirected : Outcome.failed;
      };
    }
  }

  /// @param answered when it last gave what was asked for; null where it never has
  /// @param asked when it was last asked
  /// @param failures requests since then, or since it was first asked, that gave nothing
  /// @param said what became of the last of them
  public record Asked(
      String source, @Nullable Instant answered, Instant asked, long failures, String said) {}

  /// @param openAt before which nobody asks
  /// @param failures how often in a row we were told to come later
  /// @param why it is closed for longer than the usual pause; empty as a rule
  public record Door(String name, Instant openAt, int failures, String why) {}

  public record Count(String source, Outcome outcome, long requests) {}

  private final Database database;

  public FetchLog(Database database) {
    this.database = database;
  }

  private static final String REQUESTS =
      """
      select id, gate, source, process, address, began, ended, status, bytes,
        coalesce(outcome, '') as said,
        extract(epoch from began - lag(coalesce(ended, began)) over (partition by gate order by began, id)) as gap
      from fetch_log
      """;

  /// The last ones, the newest first.
  public List<Request> latest(int limit) {
    return database
        .sql()
        .sql(
            """
            select * from (%s where id > (select coalesce(max(id), 0) - :around from fetch_log)) as log
            order by id desc limit :limit
            """
                .formatted(REQUESTS))
        .param("around", limit + 50) // so that the first of a gate finds the one before it
        .param("limit", limit)
        .query((row, number) -> request(row))
        .list();
  }

  /// Those that began after `since`, the earliest first.
  public List<Request> since(Instant since) {
    return database
        .sql()
        .sql(
            "select * from (%s where began > :before) as log where began > :since order by id"
                .formatted(REQUESTS))
        .param("since", Timestamp.from(since))
        .param("before", Timestamp.from(since.minus(Duration.ofDays(1))))
        .query((row, number) -> request(row))
        .list();
  }

  /// The shortest time between the end of a request and the beginning of the next at the same gate.
  public Optional<Duration> smallestGap(Instant since) {
    return database
        .sql()
        .sql(
            """
            select min(gap) from (%s where began > :before) as log where began > :since
            """
                .formatted(REQUESTS))
        .param("since", Timestamp.from(since))
        .param("before", Timestamp.from(since.minus(Duration.ofDays(1))))
        .query((row, number) -> Optional.ofNullable(gap(row, 1)))
        .single();
  }

  /// How many requests began after `since`, by source and what became of them.
  public List<Count> counts(Instant since) {
    return since(since).stream()
        .collect(
            java.util.stream.Collectors.groupingBy(
                request -> new Count(request.source(), request.outcome(), 0),
                java.util.LinkedHashMap::new,
                java.util.stream.Collectors.counting()))
        .entrySet()
        .stream()
        .map(
            entry -> new Count(entry.getKey().source(), entry.getKey().outcome(), entry.getValue()))
        .toList();
  }

  /// How each source has answered so far, by name.
  public List<Asked> sources() {
    return database
        .sql()
        .sql(
            """
            with recursive name (source) as (
              (select source from fetch_log order by source limit 1)
              union all
              select (select f.source from fetch_log f where f.source > name.source order by f.source limit 1)
              from name where name.source is not null
            )
            select name.source, good.ended as answered, last.began as asked, last.outcome as said,
              (select count(*) from fetch_log f
               where f.source = name.source and f.ended is not null
                 and f.id > coalesce(good.id, 0) and f.status is distinct from 304
                 and coalesce(f.status, 0) not between 300 and 399) as failures
            from name
            cross join lateral (
              select began, outcome from fetch_log f where f.source = name.source order by id desc limit 1
            ) as last
            left join lateral (
              select id, ended from fetch_log f
              where f.source = name.source and status in (200, 304) order by ended desc limit 1
            ) as good on true
            where name.source is not null order by name.source
            """)
        .query((row, number) ->
            new Asked(
                row.getString("source"),
                instant(row.getTimestamp("answered")),
                row.getTimestamp("asked").toInstant(),
                row.getLong("failures"),
                row.getString("said") == null ? "" : row.getString("said")))
        .list();
  }

  /// The gates, by name.
  public List<Door> doors() {
    return database
        .sql()
        .sql("select name, open_at, failures, coalesce(why, '') as why from gate order by name")
        .query((row, number) ->
            new Door(
                row.getString("name"),
                row.getTimestamp("open_at").toInstant(),
                row.getInt("failures"),
                row.getString("why")))
        .list();
  }

  /// Removes what began before a moment.
  public void forget(Instant before) {
    database
        .sql()
        .sql("delete from fetch_log where began < :before")
        .param("before", Timestamp.from(before))
        .update();
  }

  private static Request request(ResultSet row) throws SQLException {
    return new Request(
        row.getLong("id"),
        row.getString("gate"),
        row.getString("source"),
        row.getString("process"),
        row.getString("address"),
        row.getTimestamp("began").toInstant(),
        instant(row.getTimestamp("ended")),
        row.getObject("status", Integer.class),
        row.getObject("bytes", Long.class),
        row.getString("said"),
        gap(row, row.findColumn("gap")));
  }

  private static @Nullable Duration gap(ResultSet row, int column) throws SQLException {
    java.math.BigDecimal seconds = row.getBigDecimal(column);
    return seconds == null
        ? null
        : Duration.ofNanos(seconds.movePointRight(9).longValue())
            .truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
  }

  private static @Nullable Instant instant(@Nullable Timestamp time) {
    return time == null ? null : time.toInstant();
  }
}
