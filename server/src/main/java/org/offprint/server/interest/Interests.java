package org.offprint.server.interest;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Readers' libraries. A reader is a name, until there are accounts.
public final class Interests {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{Nd}._-]{1,60}");

  /// A reader and how much is in their library.
  public record Reader(String name, long works) {}

  private final Database database;

  public Interests(Database database) {
    this.database = database;
  }

  /// Puts works into a reader's library; one that is there is replaced. Returns how many were new.
  public int add(String reader, List<Interest> works) {
    String name = reader(reader);
    return database.inTransaction(() -> {
      long before = count(name);
      works.forEach(work -> put(name, work));
      return (int) (count(name) - before);
    });
  }

  private void put(String reader, Interest work) {
    database
        .sql()
        .sql(
            """
            insert into interest (reader, key, title, abstract, authors, added, source)
            values (:reader, :key, :title, :abstract, cast(:authors as jsonb), :added, :source)
            on conflict (reader, key) do update set
              title = excluded.title,
              abstract = coalesce(excluded.abstract, interest.abstract),
              authors = excluded.authors,
              added = coalesce(least(excluded.added, interest.added), excluded.added, interest.added),
              source = excluded.source
            """)
        .param("reader", reader)
        .param("key", work.key())
        .param("title", work.title())
        .param("abstract", work.abstractText(), java.sql.Types.VARCHAR)
        .param("authors", JSON.writeValueAsString(work.authors()))
        .param(
            "added",
            work.added() == null ? null : Timestamp.from(work.added()),
            java.sql.Types.TIMESTAMP)
        .param("source", work.source())
        .update();
  }

  private long count(String reader) {
    return database
        .sql()
        .sql("select count(*) from interest where reader = :reader")
        .param("reader", reader)
        .query(Long.class)
        .single();
  }

  /// A reader's library, what was added last first.
  public List<Interest> of(String reader) {
    return database
        .sql()
        .sql(
            "select key, title, abstract, authors::text as authors, added, source from interest where reader = :reader order by added desc nulls last, key")
        .param("reader", reader(reader))
        .query((row, number) -> {
          @Nullable Timestamp added = row.getTimestamp("added");
          return new Interest(
              row.getString("key"),
              row.getString("title"),
              row.getString("abstract"),
              JSON.readValue(row.getString("authors"), new TypeReference<List<String>>() {}),
              added == null ? null : added.toInstant(),
              row.getString("source"));
        })
        .list();
  }

  public List<Reader> readers() {
    return database
        .sql()
        .sql("select reader, count(*) as works from interest group by reader order by reader")
        .query((row, number) -> new Reader(row.getString("reader"), row.getLong("works")))
        .list();
  }

  /// Deletes a reader's whole library; returns how many works that were.
  public int forget(String reader) {
    return database
        .sql()
        .sql("delete from interest where reader = :reader")
        .param("reader", reader(reader))
        .update();
  }

  private static String reader(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not the name of a reader: expected up to 60 letters, digits, points and hyphens"
              .formatted(name));
    }
    return name;
  }

  static @Nullable Instant moment(@Nullable String text) {
    try {
      return text == null || text.isBlank() ? null : Instant.parse(text.strip());
    } catch (java.time.DateTimeException e) {
      return null; // when it was added is a nicety
    }
  }
}
