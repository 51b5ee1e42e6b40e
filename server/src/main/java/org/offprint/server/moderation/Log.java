package org.offprint.server.moderation;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Account;
import org.offprint.server.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What moderators did, for everybody to read. It is only added to: the database refuses anything
/// else.
public final class Log {
  private static final Logger LOG = LoggerFactory.getLogger(Log.class);
  static final int LONGEST = 500;

  /// @param actor the name of who did it
  /// @param comment what it was done to; null where it was somebody or a paper
  /// @param paper of the comment, or the one that was reported
  /// @param person whom it concerns: who wrote the comment; null for somebody who has left
  public record Entry(
      long id,
      Instant at,
      String actor,
      Action action,
      @Nullable Long comment,
      @Nullable PaperId paper,
      @Nullable String person,
      String note) {}

  private final Database database;
  private final InstantSource clock;

  Log(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// Adds an entry, in the transaction of what it tells of.
  ///
  /// @param note in any form: it is kept as {@link #line}
  long add(
      Account actor,
      Action action,
      @Nullable Long comment,
      @Nullable String paper,
      @Nullable Long person,
      String note) {
    String kept = line(note);
    long id =
        database
            .sql()
            .sql(
                """
                insert into moderation_log (at, actor, action, comment, paper, person, note)
                values (:now, :actor, :action, :comment, :paper, :person, :note) returning id
                """)
            .param("now", Timestamp.from(clock.instant()))
            .param("actor", actor.id())
            .param("action", action.name())
            .param("comment", comment)
            .param("paper", paper)
            .param("person", person)
            .param("note", kept)
            .query(Long.class)
            .single();
    LOG.info(
        "moderation: {} {} comment {} paper {} person {}: {}",
        actor.name(),
        action,
        comment,
        paper,
        person,
        kept);
    return id;
  }

  /// One line of at most 500 characters without signs that steer a terminal or turn the direction
  /// of writing: whoever reads a log must not read what somebody else seems to have done.
  static String line(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints().map(c -> isSteering(c) ? ' ' : c).forEach(line::appendCodePoint);
    String one = line.toString().replaceAll("\\s+", " ").strip();
    return one.length() <= LONGEST
        ? one
        : one.substring(0, one.offsetByCodePoints(0, one.codePointCount(0, LONGEST - 1))) + "…";
  }

  private static boolean isSteering(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /// The newest first.
  public List<Entry> newest(int offset, int limit) {
    return entries("order by l.id desc offset :offset limit :limit", offset, limit);
  }

  /// The decision that stands against a comment, a paper or a person.
  Optional<Entry> last(Action action, String column, Object of) {
    return database
        .sql()
        .sql(
            SELECT
                + "where l.action = :action and l."
                + column
                + " = :of order by l.id desc limit 1")
        .param("action", action.name())
        .param("of", of)
        .query((row, number) -> entry(row))
        .optional();
  }

  private static final String SELECT =
      """
      select l.*, a.name as actor_name, coalesce(c.paper, l.paper) as of_paper,
             case when p.state <> 'deleted' then p.name end as person_name
      from moderation_log l
      join account a on a.id = l.actor
      left join account p on p.id = l.person
      left join comment c on c.id = l.comment
      """;

  private List<Entry> entries(String rest, int offset, int limit) {
    return database
        .sql()
        .sql(SELECT + rest)
        .param("offset", offset)
        .param("limit", limit)
        .query((row, number) -> entry(row))
        .list();
  }

  private static Entry entry(java.sql.ResultSet row) throws java.sql.SQLException {
    long comment = row.getLong("comment");
    Long of = row.wasNull() ? null : comment;
    String paper = row.getString("of_paper");
    return new Entry(
        row.getLong("id"),
        row.getTimestamp("at").toInstant(),
        row.getString("actor_name"),
        Action.valueOf(row.getString("action")),
        of,
        paper == null ? null : new PaperId(paper),
        row.getString("person_name"),
        row.getString("note"));
  }
}
