package org.offprint.server.ingest;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;

/// Records that could not be read, whole and with the reason, until somebody looks at them. The
/// same record at the same place is kept once.
public final class Quarantine {
  /// Characters that are kept of a record; hardly any is longer.
  static final int LONGEST = 1 << 20;

  /// Characters that go to the database at once.
  private static final int AT_ONCE = 8 << 20;

  /// Where an identifier of a paper is looked for.
  private static final int OPENING = 1 << 16;

  /// First where a record says what it is about, then anything that has the form.
  private static final List<Pattern> KEYS =
      List.of(
          Pattern.compile(
              "(?:oai:arXiv\\.org:|arxiv\\.org/(?:abs|pdf)/|\"id\"\\s*:\\s*\"|eprint\\s*=\\s*[{\"]|arXiv:)((?:[a-zA-Z.-]{2,20}/)?\\d{4}[.\\d]{3,6})",
              Pattern.CASE_INSENSITIVE),
          Pattern.compile("(?<![\\d.])(\\d{4}\\.\\d{4,5})(?![\\d.]?\\d)"));

  public record Record(long line, String reason, String text) {}

  /// What became of a record.
  public enum State {
    waiting,
    /// It was read when it was tried again, and is stored.
    stored,
    discarded
  }

  /// @param line where it stood in its file, from 1; 0 where it came over the network
  /// @param key the paper that it seems to be about; null where none can be found in it
  /// @param text the record, or its beginning in lists
  /// @param cut whether only the first part was kept
  /// @param attempts how often it was tried again
  /// @param settled when it was stored or discarded
  public record Kept(
      long id,
      String source,
      long line,
      @Nullable String key,
      String reason,
      String text,
      boolean cut,
      State state,
      Instant seen,
      int attempts,
      @Nullable Instant settled) {}

  /// Which records are meant; an empty text means any.
  public record Which(String source, String reason, State state) {
    public static final Which WAITING = new Which("", "", State.waiting);
  }

  public record Count(String source, long records) {}

  private final Database database;
  private final InstantSource clock;

  public Quarantine(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  public void add(String source, List<Record> records) {
    List<Record> some = new ArrayList<>();
    long characters = 0;
    for (Record record : records) {
      some.add(record);
      characters += Math.min(record.text().length(), LONGEST);
      if (characters > AT_ONCE) {
        insert(source, some);
        some.clear();
        characters = 0;
      }
    }
    insert(source, some);
  }

  private void insert(String source, List<Record> records) {
    if (records.isEmpty()) {
      return;
    }
    Timestamp now = Timestamp.from(clock.instant());
    database
        .sql()
        .sql(
            """
            insert into quarantine (source, line, reason, record, digest, seen, key, cut)
            select :source, line, reason, record, digest, :seen, key, cut
            from unnest(:lines::bigint[], :reasons::text[], :records::text[], :digests::text[], :keys::text[], :cuts::boolean[])
              as bad (line, reason, record, digest, key, cut)
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
        .param("keys", records.stream().map(record -> key(record.text())).toArray(String[]::new))
        .param(
            "cuts",
            records.stream()
                .map(record -> record.text().length() > LONGEST)
                .toArray(Boolean[]::new))
        .update();
  }

  /// Cut, and made storable: PostgreSQL keeps neither NUL nor half a character.
  private static String[] texts(List<String> texts) {
    return texts.stream()
        .map(text -> text.length() > LONGEST ? text.substring(0, LONGEST) : text)
        .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .map(text -> text.replace('\u0000', Characters.REPLACEMENT))
        .toArray(String[]::new);
  }

  /// The paper that a record seems to be about.
  static @Nullable String key(String text) {
    String opening = text.substring(0, Math.min(OPENING, text.length()));
    for (Pattern form : KEYS) {
      Matcher found = form.matcher(opening);
      while (found.find()) {
        Optional<PaperId> id = PaperId.parse(found.group(1)).filter(PaperId::isArxiv);
        if (id.isPresent()) {
          return id.get().value();
        }
      }
    }
    return null;
  }

  /// The newest first, with the beginning of each record.
  public List<Kept> list(Which which, int offset, int limit) {
    return database
        .sql()
        .sql(
            """
            select id, source, line, key, reason, left(record, 300) as record, cut, state, seen, attempts, settled
            from quarantine where %s order by id desc limit :limit offset :offset
            """
                .formatted(CONDITION))
        .param("source", which.source())
        .param("reason", which.reason())
        .param("state", which.state().name())
        .param("limit", limit)
        .param("offset", offset)
        .query((row, number) -> kept(row))
        .list();
  }

  public int count(Which which) {
    return database
        .sql()
        .sql("select count(*) from quarantine where " + CONDITION)
        .param("source", which.source())
        .param("reason", which.reason())
        .param("state", which.state().name())
        .query(Integer.class)
        .single();
  }

  private static final String CONDITION =
      "state = :state and (:source = '' or source = :source) and (:reason = '' or position(lower(:reason) in lower(reason)) > 0)";

  /// How many wait, by source.
  public List<Count> waiting() {
    return database
        .sql()
        .sql(
            "select source, count(*) from quarantine where state = 'waiting' group by source order by source")
        .query((row, number) -> new Count(row.getString(1), row.getLong(2)))
        .list();
  }

  public Optional<Kept> find(long id) {
    return database
        .sql()
        .sql(
            """
            select id, source, line, key, reason, record, cut, state, seen, attempts, settled
            from quarantine where id = :id
            """)
        .param("id", id)
        .query((row, number) -> kept(row))
        .optional();
  }

  /// The numbers of those that wait, the oldest first.
  public List<Long> waitingIds() {
    return database
        .sql()
        .sql("select id from quarantine where state = 'waiting' order by id")
        .query((row, number) -> row.getLong(1))
        .list();
  }

  /// Says that records need no more looking at; those that do not wait stay as they are. Returns
  /// how many it was.
  public int discard(Collection<Long> ids) {
    return database
        .sql()
        .sql(
            "update quarantine set state = 'discarded', settled = :now where id = any(:ids) and state = 'waiting'")
        .param("now", Timestamp.from(clock.instant()))
        .param("ids", ids.toArray(Long[]::new))
        .update();
  }

  void stored(long id) {
    database
        .sql()
        .sql(
            "update quarantine set state = 'stored', settled = :now, attempts = attempts + 1 where id = :id")
        .param("now", Timestamp.from(clock.instant()))
        .param("id", id)
        .update();
  }

  void stillBad(long id, String reason) {
    database
        .sql()
        .sql("update quarantine set reason = :reason, attempts = attempts + 1 where id = :id")
        .param("reason", texts(List.of(reason))[0])
        .param("id", id)
        .update();
  }

  private static Kept kept(ResultSet row) throws SQLException {
    Timestamp settled = row.getTimestamp("settled");
    return new Kept(
        row.getLong("id"),
        row.getString("source"),
        row.getLong("line"),
        row.getString("key"),
        row.getString("reason"),
        row.getString("record"),
        row.getBoolean("cut"),
        State.valueOf(row.getString("state")),
        row.getTimestamp("seen").toInstant(),
        row.getInt("attempts"),
        settled == null ? null : settled.toInstant());
  }
}
