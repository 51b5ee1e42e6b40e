package org.offprint.server.fetch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;
import org.offprint.server.job.Time;
import org.springframework.dao.DataAccessResourceFailureException;

/// A gate that lets one request through at a time and stays closed for a pause after it. Everybody
/// who shares the database shares its gates: threads, processes and machines. A process that dies
/// inside lets go of the gate with its connection, and leaves twice the pause behind: its request
/// may have left some time after the gate opened.
public final class Gate {
  /// Somebody who waits longer than this had better do something else meanwhile.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  /// What became of a request.
  public sealed interface Passage<T> {
    record Through<T>(T value) implements Passage<T> {}

    /// The gate stays closed for long: come again then.
    record Closed<T>(Instant until, String why) implements Passage<T> {}
  }

  /// What is done inside.
  public interface Work<T> {
    T with(Turn turn);
  }

  /// One turn inside the gate.
  public static final class Turn {
    private final Instant began;
    private final int failures;
    private @Nullable Duration closed;
    private @Nullable String why;
    private boolean failed;

    private Turn(Instant began, int failures) {
      this.began = began;
      this.failures = failures;
    }

    /// When the gate opened for this turn.
    public Instant began() {
      return began;
    }

    /// How many turns before this one failed or were told to come later, one after the other.
    public int failures() {
      return failures;
    }

    /// That nothing came of this turn.
    public void fail() {
      failed = true;
    }

    /// Keeps the gate closed for everybody, since whoever stands behind it said so.
    public void close(Duration duration, String reason) {
      closed = duration;
      why = reason;
    }
  }

  private final Database database;
  private final Time time;

  public Gate(Database database, Time time) {
    this.database = database;
    this.time = time;
  }

  /// Waits for a turn, does the work and closes the gate for `pause` after its end.
  public <T> Passage<T> through(String name, Duration pause, Work<T> work)
      throws InterruptedException {
    try (Connection connection = database.dataSource().getConnection()) {
      while (!flag(
          connection, "select pg_try_advisory_lock(hashtext('gate'), hashtext(?))", name)) {
        time.sleep(LOOK_AGAIN);
      }
      try {
        return inside(connection, name, pause, work);
      } finally {
        flag(connection, "select pg_advisory_unlock(hashtext('gate'), hashtext(?))", name);
      }
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException(
          "the database broke off while '%s' was asked".formatted(name), e);
    }
  }

  private <T> Passage<T> inside(Connection connection, String name, Duration pause, Work<T> work)
      throws SQLException, InterruptedException {
    State state = state(connection, name);
    Duration wait = Duration.between(now(connection), state.openAt());
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      return new Passage.Closed<>(state.openAt(), state.why());
    }
    Instant now = now(connection);
    while (now.isBefore(state.openAt())) {
      time.sleep(Duration.between(now, state.openAt()));
      now = now(connection);
    }
    Turn turn = new Turn(now, state.failures());
    write(connection, name, now.plus(pause.multipliedBy(2)), state.failures(), state.why());
    boolean done = false;
    try {
      T value = work.with(turn);
      done = true;
      return new Passage.Through<>(value);
    } finally {
      Duration closed =
          turn.closed != null && turn.closed.compareTo(pause) > 0 ? turn.closed : pause;
      int failures = turn.closed != null || turn.failed || !done ? state.failures() + 1 : 0;
      write(
          connection,
          name,
          now(connection).plus(closed),
          failures,
          turn.why == null ? "" : turn.why);
    }
  }

  private record State(Instant openAt, int failures, String why) {}

  private static State state(Connection connection, String name) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select open_at, failures, why from gate where name = ?")) {
      select.setString(1, name);
      ResultSet row = select.executeQuery();
      return row.next()
          ? new State(
              row.getTimestamp(1).toInstant(),
              row.getInt(2),
              row.getString(3) == null ? "" : row.getString(3))
          : new State(Instant.EPOCH, 0, "");
    }
  }

  private static void write(
      Connection connection, String name, Instant openAt, int failures, String why)
      throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into gate (name, open_at, failures, why) values (?, ?, ?, ?)
            on conflict (name) do update
              set open_at = excluded.open_at, failures = excluded.failures, why = excluded.why
            """)) {
      upsert.setString(1, name);
      upsert.setTimestamp(2, Timestamp.from(openAt));
      upsert.setInt(3, failures);
      upsert.setString(4, why);
      upsert.executeUpdate();
    }
  }

  /// The clock of the database, since those of several machines differ.
  private Instant now(Connection connection) throws SQLException {
    if (!time.isReal()) {
      return time.instant();
    }
    try (PreparedStatement select = connection.prepareStatement("select clock_timestamp()")) {
      ResultSet row = select.executeQuery();
      row.next();
      return row.getTimestamp(1).toInstant();
    }
  }

  private static boolean flag(Connection connection, String sql, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      ResultSet row = statement.executeQuery();
      return row.next() && row.getBoolean(1);
    }
  }
}
