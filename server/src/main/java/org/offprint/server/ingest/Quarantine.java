package org.offprint.server.ingest;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import org.offprint.server.db.Database;

/// Records that could not be read, with the reason. The same record at the same place is kept once.
public final class Quarantine {
  private static final int LONGEST = 4_000;

  public record Record(long line, String reason, String text) {}

  private final Database database;
  private final InstantSource clock;

  public Quarantine(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  public void add(String source, List<Record> records) {
    if (records.isEmpty()) {
      return;
    }
    Timestamp now = Timestamp.from(clock.instant());
    database
        .sql()
        .sql(
            """
            insert into quarantine (source, line, reason, record, digest, seen)
            select :source, line, reason, record, digest, :seen
            from unnest(:lines::bigint[], :reasons::text[], :records::text[], :digests::text[])
              as bad (line, reason, record, digest)
            on conflict (source, line, digest) do nothing
            """)
        .param("source", source)
        .param("seen", now)
        .param("lines", records.stream().map(Record::line).toArray(Long[]::new))
        .param("reasons", texts(records.stream().map(Record::reason).toList()))
        .param("records", texts(records.stream().map(Record::text).toList()))
        .param(
            "digests",
            records.stream().map(record -> Digests.shortHex(record.text())).toArray(String[]::new))
        .update();
  }

  /// Cut, and made storable: PostgreSQL keeps neither NUL nor half a character.
  private static String[] texts(List<String> texts) {
    return texts.stream()
        .map(text -> text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text)
        .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .map(text -> text.replace('\u0000', Characters.REPLACEMENT))
        .toArray(String[]::new);
  }
}
