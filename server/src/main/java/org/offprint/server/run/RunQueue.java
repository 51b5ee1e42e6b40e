package org.offprint.server.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;

/// The runs that were asked for, oldest first, and how each goes. The database holds all of it, so
/// a restart finds the queue as it was.
public final class RunQueue {
  /// What became of asking for a run.
  public sealed interface Asked {
    record Queued(long id) implements Asked {}

    /// The same one waits or runs already.
    record AlreadyThere(long id) implements Asked {}

    record Full(int waiting) implements Asked {}
  }

  private static final int SHOWN = 50;
  private static final String COLUMNS =
      "id, paper, method, task, seeds, state, cancel, why, isolation, attempts, created, started, ended, result, part, done, total, log_length";

  private final Database database;
  private final int room;
  private final InstantSource clock;

  /// @param room how many may wait
  public RunQueue(Database database, int room, InstantSource clock) {
    this.database = database;
    this.room = room;
    this.clock = clock;
  }

  /// Puts a run at the end of the queue.
  ///
  /// @param seeds how many; null for as many as the task asks for
  public Asked ask(String paper, String method, String task, @Nullable Integer seeds) {
    return database.inTransaction(() -> {
      // One at a time, so that two clicks make one run and the queue has the room that it has.
      database.sql().sql("lock table run_request in share row exclusive mode").update();
      Optional<Long> there =
          database
              .sql()
              .sql(
                  "select id from run_request where state in ('queued', 'running') and not cancel and method = :method and task = :task order by id limit 1")
              .param("method", method)
              .param("task", task)
              .query(Long.class)
              .optional();
      if (there.isPresent()) {
        return new Asked.AlreadyThere(there.get());
      }
      int waiting =
          database
              .sql()
              .sql("select count(*) from run_request where state = 'queued'")
              .query(Integer.class)
              .single();
      if (waiting >= room) {
        return new Asked.Full(waiting);
      }
      return new Asked.Queued(
          database
              .sql()
              .sql(
                  "insert into run_request (paper, method, task, seeds, created) values (:paper, :method, :task, :seeds, :now) returning id")
              .param("paper", paper)
              .param("method", method)
              .param("task", task)
              .param("seeds", seeds)
              .param("now", now())
              .query(Long.class)
              .single());
    });
  }

  public Optional<RunRequest> find(long id) {
    return read("where id = :key", id).stream().findFirst();
  }

  /// Those that wait or run, then those that are over, newest first; not all of them.
  public List<RunRequest> latest() {
    return read(
        "where :key = 0 order by case state when 'running' then 0 when 'queued' then 1 else 2 end, case when state = 'queued' then id else -id end limit "
            + SHOWN,
        0);
  }

  /// The latest of a paper.
  public List<RunRequest> ofPaper(String paper) {
    return read("where paper = :key order by id desc limit 5", paper);
  }

  /// Asks a run to end, wherever it stands; false when it is over or was never there.
  public boolean cancel(long id) {
    int waiting =
        database
            .sql()
            .sql(
                "update run_request set state = 'cancelled', why = 'before it began', ended = :now where id = :id and state = 'queued'")
            .param("id", id)
            .param("now", now())
            .update();
    return waiting > 0
        || database
                .sql()
                .sql("update run_request set cancel = true where id = :id and state = 'running'")
                .param("id", id)
                .update()
            > 0;
  }

  boolean cancelled(long id) {
    return database
        .sql()
        .sql("select cancel from run_request where id = :id")
        .param("id", id)
        .query(Boolean.class)
        .optional()
        .orElse(true);
  }

  /// Takes the one that has waited longest.
  Optional<RunRequest> next() {
    return database
        .sql()
        .sql(
            "update run_request set state = 'running', cancel = false, why = null, started = :now, attempts = attempts + 1, part = null, done = null, total = null, process = null"
                + " where id = (select id from run_request where state = 'queued' order by id limit 1 for update skip locked) returning "
                + COLUMNS)
        .param("now", now())
        .query((row, number) -> request(row))
        .optional();
  }

  /// Notes as which process it runs, and what that cannot reach.
  void runsAs(long id, String process, String isolation) {
    database
        .sql()
        .sql("update run_request set process = :process, isolation = :isolation where id = :id")
        .param("process", process)
        .param("isolation", isolation)
        .param("id", id)
        .update();
  }

  void note(long id, RunLog.View log) {
    RunLog.Progress part = log.part();
    database
        .sql()
        .sql(
            "update run_request set log_head = :head, log_tail = :tail, log_length = :length, part = :part, done = :done, total = :total where id = :id")
        .param("head", log.head())
        .param("tail", log.tail())
        .param("length", log.length())
        .param("part", part == null ? null : part.part())
        .param("done", part == null ? null : part.done())
        .param("total", part == null ? null : part.total())
        .param("id", id)
        .update();
  }

  void over(long id, RunRequest.State state, @Nullable String why, @Nullable String result) {
    database
        .sql()
        .sql(
            "update run_request set state = :state, why = :why, result = :result, ended = :now, process = null, cancel = false where id = :id")
        .param("state", state.name())
        .param("why", why)
        .param("result", result)
        .param("now", now())
        .param("id", id)
        .update();
  }

  /// Back to its place in the queue.
  ///
  /// @param counts false when the attempt was broken off in good order and may be made again
  void putBack(long id, boolean counts) {
    database
        .sql()
        .sql(
            "update run_request set state = 'queued', process = null, attempts = attempts - :less, why = 'goes on after a restart of the server' where id = :id")
        .param("less", counts ? 0 : 1)
        .param("id", id)
        .update();
  }

  /// A run that was running when its server ended.
  record Left(long id, int attempts, boolean cancel, String process) {}

  List<Left> leftRunning() {
    return database
        .sql()
        .sql(
            "select id, attempts, cancel, coalesce(process, '') as process from run_request where state = 'running' order by id")
        .query((row, number) ->
            new Left(
                row.getLong("id"),
                row.getInt("attempts"),
                row.getBoolean("cancel"),
                row.getString("process")))
        .list();
  }

  /// What its log says, as far as it was kept.
  RunLog.View log(long id) {
    return database
        .sql()
        .sql("select log_head, log_tail, log_length from run_request where id = :id")
        .param("id", id)
        .query((row, number) ->
            new RunLog.View(
                row.getString("log_head"),
                row.getString("log_tail"),
                row.getLong("log_length"),
                null))
        .single();
  }

  private List<RunRequest> read(String which, Object key) {
    return database
        .sql()
        .sql("select " + COLUMNS + " from run_request " + which)
        .param("key", key)
        .query((row, number) -> request(row))
        .list();
  }

  private static RunRequest request(ResultSet row) throws SQLException {
    return new RunRequest(
        row.getLong("id"),
        row.getString("paper"),
        row.getString("method"),
        row.getString("task"),
        row.getObject("seeds", Integer.class),
        RunRequest.State.valueOf(row.getString("state")),
        row.getBoolean("cancel"),
        row.getString("why"),
        row.getString("isolation"),
        row.getInt("attempts"),
        row.getTimestamp("created").toInstant(),
        instant(row, "started"),
        instant(row, "ended"),
        row.getString("result"),
        row.getString("part"),
        row.getObject("done", Long.class),
        row.getObject("total", Long.class),
        row.getLong("log_length"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  private Timestamp now() {
    return Timestamp.from(clock.instant());
  }
}
