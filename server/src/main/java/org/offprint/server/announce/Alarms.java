package org.offprint.server.announce;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What somebody has to know of. An alarm about a subject stands until it is cleared; the same one
/// is raised once, however often it is found again.
public final class Alarms {
  private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

  /// @param subject what it is about, such as `2026-03-05 cs.CL`
  /// @param told when it was mailed; null before that
  /// @param cleared null while it stands
  public record Alarm(
      long id,
      String subject,
      String message,
      Instant raised,
      @Nullable Instant told,
      @Nullable Instant cleared) {}

  private final Database database;

  public Alarms(Database database) {
    this.database = database;
  }

  public void raise(String subject, String message, Instant now) {
    int raised =
        database
            .sql()
            .sql(
                """
                insert into alarm (subject, message, raised) values (:subject, :message, :now)
                on conflict (subject) where cleared is null do nothing
                """)
            .param("subject", subject)
            .param("message", message)
            .param("now", Timestamp.from(now))
            .update();
    if (raised > 0) {
      LOG.warn("alarm: {}: {}", subject, message);
    } else {
      database
          .sql()
          .sql(
              "update alarm set message = :message where subject = :subject and cleared is null and message <> :message")
          .param("subject", subject)
          .param("message", message)
          .update();
    }
  }

  public void clear(String subject, Instant now) {
    int cleared =
        database
            .sql()
            .sql("update alarm set cleared = :now where subject = :subject and cleared is null")
            .param("subject", subject)
            .param("now", Timestamp.from(now))
            .update();
    if (cleared > 0) {
      LOG.info("alarm cleared: {}", subject);
    }
  }

  /// Those that stand, the oldest first.
  public List<Alarm> standing() {
    return list("where cleared is null order by raised, id");
  }

  /// The last ones, whether they stand or not, the newest first.
  public List<Alarm> latest(int limit) {
    return list("order by raised desc, id desc limit " + limit);
  }

  /// Those that stand and that nobody was told of yet.
  public List<Alarm> untold() {
    return list("where cleared is null and told is null order by raised, id");
  }

  public void told(List<Alarm> alarms, Instant now) {
    database
        .sql()
        .sql("update alarm set told = :now where id = any(:ids)")
        .param("now", Timestamp.from(now))
        .param("ids", alarms.stream().map(Alarm::id).toArray(Long[]::new))
        .update();
  }

  private List<Alarm> list(String which) {
    return database
        .sql()
        .sql("select id, subject, message, raised, told, cleared from alarm " + which)
        .query((row, number) ->
            new Alarm(
                row.getLong("id"),
                row.getString("subject"),
                row.getString("message"),
                row.getTimestamp("raised").toInstant(),
                instant(row.getTimestamp("told")),
                instant(row.getTimestamp("cleared"))))
        .list();
  }

  private static @Nullable Instant instant(@Nullable Timestamp time) {
    return time == null ? null : time.toInstant();
  }

  /// Those that are over, that somebody was told of, and that nobody was told the end of.
  public List<Alarm> untoldCleared() {
    return list(
        "where cleared is not null and told is not null and clear_told is null order by cleared, id");
  }

  public void toldCleared(List<Alarm> alarms, Instant now) {
    database
        .sql()
        .sql("update alarm set clear_told = :now where id = any(:ids)")
        .param("now", Timestamp.from(now))
        .param("ids", alarms.stream().map(Alarm::id).toArray(Long[]::new))
        .update();
  }
}
