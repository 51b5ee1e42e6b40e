package org.offprint.server.moderation;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Account;
import org.offprint.server.db.Database;

/// What people say against a decision: once for each.
public final class Appeals {
  /// @param account who appeals
  /// @param by their name
  /// @param decision the entry of the log that it is about
  /// @param comment the hidden comment; null where it is about a suspension
  /// @param why the note of the decision
  /// @param answered null while it waits
  public record Appeal(
      long id,
      long account,
      String by,
      long decision,
      @Nullable Long comment,
      String decidedBy,
      String why,
      String words,
      Instant created,
      @Nullable Instant answered,
      boolean granted,
      String answer) {}

  private static final String SELECT =
      """
      select p.*, a.name as by_name, l.note as why, d.name as decider
      from appeal p join account a on a.id = p.account
      join moderation_log l on l.id = p.decision join account d on d.id = l.actor
      """;

  private final Database database;
  private final InstantSource clock;

  Appeals(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// False where there is one about this decision already.
  boolean add(Account by, Log.Entry decision, String words) {
    return database
            .sql()
            .sql(
                """
                insert into appeal (account, decision, comment, words, created)
                values (:by, :decision, :comment, :words, :now) on conflict do nothing
                """)
            .param("by", by.id())
            .param("decision", decision.id())
            .param("comment", decision.comment())
            .param("words", words)
            .param("now", Timestamp.from(clock.instant()))
            .update()
        > 0;
  }

  /// False where it is answered already.
  boolean answer(Account by, long id, boolean granted, String answer) {
    return database
            .sql()
            .sql(
                """
                update appeal set answered = :now, answered_by = :by, granted = :granted, answer = :answer
                where id = :id and answered is null
                """)
            .param("now", Timestamp.from(clock.instant()))
            .param("by", by.id())
            .param("granted", granted)
            .param("answer", Log.line(answer))
            .param("id", id)
            .update()
        > 0;
  }

  /// Closes those that wait about a hidden comment, or about somebody's suspension: it was undone
  /// without them.
  void settle(Account by, @Nullable Long comment, @Nullable Long suspended) {
    database
        .sql()
        .sql(
            """
            update appeal set answered = :now, answered_by = :by, granted = true
            where answered is null
              and (comment = cast(:comment as bigint)
                or comment is null and account = cast(:suspended as bigint))
            """)
        .param("now", Timestamp.from(clock.instant()))
        .param("by", by.id())
        .param("comment", comment)
        .param("suspended", suspended)
        .update();
  }

  Optional<Appeal> find(long id) {
    return select("where p.id = :value", id).stream().findFirst();
  }

  Optional<Appeal> of(Log.Entry decision) {
    return select("where p.decision = :value", decision.id()).stream().findFirst();
  }

  /// Those that wait, the oldest first.
  List<Appeal> open(int limit) {
    return select("where p.answered is null order by p.id limit :value", limit);
  }

  private List<Appeal> select(String rest, long value) {
    return database
        .sql()
        .sql(SELECT + rest)
        .param("value", value)
        .query((row, number) -> {
          long comment = row.getLong("comment");
          Long of = row.wasNull() ? null : comment;
          Timestamp answered = row.getTimestamp("answered");
          return new Appeal(
              row.getLong("id"),
              row.getLong("account"),
              row.getString("by_name"),
              row.getLong("decision"),
              of,
              row.getString("decider"),
              row.getString("why"),
              row.getString("words"),
              row.getTimestamp("created").toInstant(),
              answered == null ? null : answered.toInstant(),
              row.getBoolean("granted"),
              row.getString("answer"));
        })
        .list();
  }
}
