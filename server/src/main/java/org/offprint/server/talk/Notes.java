package org.offprint.server.talk;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;

/// Private notes on papers. Every question here names the account that asks: nobody else's can be
/// read, whatever their role.
public final class Notes {
  public static final int LONGEST = 20_000;

  public record Note(PaperId paper, String title, String text, Instant changed) {}

  private final Database database;
  private final InstantSource clock;

  public Notes(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// Empty where there is none.
  public String of(long account, PaperId paper) {
    return database
        .sql()
        .sql("select text from note where account = :account and paper = :paper")
        .param("account", account)
        .param("paper", paper.value())
        .query(String.class)
        .optional()
        .orElse("");
  }

  /// @param text nothing removes the note; at most {@link #LONGEST} characters
  public void keep(long account, PaperId paper, String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "the note has %d characters: expected %d or fewer".formatted(text.length(), LONGEST));
    }
    String kept = Comments.clean(text);
    var change =
        kept.isBlank()
            ? database.sql().sql("delete from note where account = :account and paper = :paper")
            : database
                .sql()
                .sql(
                    """
                    insert into note (account, paper, text, changed) values (:account, :paper, :text, :now)
                    on conflict (account, paper) do update set text = excluded.text, changed = excluded.changed
                    """)
                .param("text", kept)
                .param("now", Timestamp.from(clock.instant()));
    change.param("account", account).param("paper", paper.value()).update();
  }

  /// The newest first.
  public List<Note> all(long account, int offset, int limit) {
    return database
        .sql()
        .sql(
            """
            select n.*, p.title from note n join paper p on p.id = n.paper
            where n.account = :account order by n.changed desc, n.paper offset :offset limit :limit
            """)
        .param("account", account)
        .param("offset", offset)
        .param("limit", limit)
        .query((row, number) ->
            new Note(
                new PaperId(row.getString("paper")),
                row.getString("title"),
                row.getString("text"),
                row.getTimestamp("changed").toInstant()))
        .list();
  }
}
