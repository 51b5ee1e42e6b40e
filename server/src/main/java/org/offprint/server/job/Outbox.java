package org.offprint.server.job;

import java.util.Collection;
import java.util.List;
import org.offprint.server.db.Database;

/// Entries that say what has changed. They are written in the transaction of the change, so neither
/// exists without the other, and deleted when the work that they ask for is durable: a crash in
/// between repeats the work, which must therefore be harmless.
public final class Outbox {
  /// That the thing `key` has changed.
  public record Entry(long id, String key) {}

  private final Database database;

  public Outbox(Database database) {
    this.database = database;
  }

  /// The oldest entries of a topic after `after`, which is 0 at first.
  public List<Entry> read(String topic, long after, int limit) {
    return database
        .sql()
        .sql(
            "select id, key from outbox where topic = :topic and id > :after order by id limit :limit")
        .param("topic", topic)
        .param("after", after)
        .param("limit", limit)
        .query((row, number) -> new Entry(row.getLong("id"), row.getString("key")))
        .list();
  }

  /// Deletes exactly these entries. Not "up to the last": identifiers are given before their
  /// transactions commit, so an older entry may appear after a younger one was read.
  public void delete(Collection<Long> ids) {
    if (!ids.isEmpty()) {
      database
          .sql()
          .sql("delete from outbox where id = any(:ids)")
          .param("ids", ids.toArray(Long[]::new))
          .update();
    }
  }

  /// Whether more than `most` entries of a topic wait; takes no longer however many there are.
  public boolean hasMoreThan(String topic, int most) {
    return database
        .sql()
        .sql("select exists (select 1 from outbox where topic = :topic offset :most limit 1)")
        .param("topic", topic)
        .param("most", most)
        .query(Boolean.class)
        .single();
  }

  /// How many entries of a topic wait.
  public long waiting(String topic) {
    return database
        .sql()
        .sql("select count(*) from outbox where topic = :topic")
        .param("topic", topic)
        .query(Long.class)
        .single();
  }
}
