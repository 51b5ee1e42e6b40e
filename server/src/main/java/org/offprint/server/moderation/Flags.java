package org.offprint.server.moderation;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Account;
import org.offprint.server.db.Database;

/// What people report: one flag for each of them and each comment or paper. A flag decides nothing;
/// it brings a thing before a curator.
public final class Flags {
  /// @param by the name of who reports
  /// @param words of theirs; empty where they gave none
  public record Flag(String by, Reason reason, String words, Instant created) {}

  /// A thing that is reported.
  ///
  /// @param comment null for a paper
  /// @param paper null for a comment
  public record Target(@Nullable Long comment, @Nullable PaperId paper) {
    public Target {
      if ((comment == null) == (paper == null)) {
        throw new IllegalArgumentException("expected either a comment or a paper");
      }
    }

    static Target of(long comment) {
      return new Target(comment, null);
    }

    static Target of(PaperId paper) {
      return new Target(null, paper);
    }

    private String column() {
      return comment == null ? "paper" : "comment";
    }

    private Object key() {
      return comment != null ? comment : java.util.Objects.requireNonNull(paper).value();
    }
  }

  private final Database database;
  private final InstantSource clock;

  Flags(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// Reports something; a second time by the same person changes nothing.
  void add(Account by, Target target, Reason reason, String words) {
    database
        .sql()
        .sql(
            "insert into flag (%s, account, reason, words, created) values (:key, :by, :reason, :words, :now) on conflict do nothing"
                .formatted(target.column()))
        .param("key", target.key())
        .param("by", by.id())
        .param("reason", reason.key())
        .param("words", Log.line(words))
        .param("now", Timestamp.from(clock.instant()))
        .update();
  }

  boolean has(Account by, Target target) {
    return database
        .sql()
        .sql(
            "select exists (select 1 from flag where account = :by and %s = :key)"
                .formatted(target.column()))
        .param("by", by.id())
        .param("key", target.key())
        .query(Boolean.class)
        .single();
  }

  /// Closes every open flag on a thing; how many that were.
  int close(Account by, Target target) {
    return database
        .sql()
        .sql(
            "update flag set closed = :now, closed_by = :by where %s = :key and closed is null"
                .formatted(target.column()))
        .param("now", Timestamp.from(clock.instant()))
        .param("by", by.id())
        .param("key", target.key())
        .update();
  }

  /// Things with open flags that a reader can still see, the one that has waited longest first.
  List<Target> open(int limit) {
    return database
        .sql()
        .sql(
            """
            select f.comment, f.paper from flag f left join comment c on c.id = f.comment
            where f.closed is null and (f.comment is null or (c.hidden is null and c.deleted is null))
            group by f.comment, f.paper order by min(f.id) limit :limit
            """)
        .param("limit", limit)
        .query((row, number) -> {
          long comment = row.getLong("comment");
          return row.wasNull()
              ? Target.of(new PaperId(row.getString("paper")))
              : Target.of(comment);
        })
        .list();
  }

  /// The open flags on a thing, the first first.
  List<Flag> of(Target target) {
    return database
        .sql()
        .sql(
            "select f.*, a.name from flag f join account a on a.id = f.account where f.%s = :key and f.closed is null order by f.id limit 50"
                .formatted(target.column()))
        .param("key", target.key())
        .query((row, number) ->
            new Flag(
                row.getString("name"),
                Reason.of(row.getString("reason")).orElse(Reason.OTHER),
                row.getString("words"),
                row.getTimestamp("created").toInstant()))
        .list();
  }
}
