package org.offprint.server.hook;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;
import org.offprint.server.fetch.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Requests to other people's servers that wait in the database until they were taken. One is put
/// there in the transaction of whatever it speaks of, under a key that says what it is for, and so
/// is there once however often it is put.
///
/// Several threads and processes send at once: each claims one request for some minutes. A process
/// that dies between a server's yes and our note of it leaves a request that is sent again when the
/// claim has run out, under the same identifier, by which the receiver knows it.
public final class Deliveries {
  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  /// Longer than any call takes.
  static final Duration CLAIM = Duration.ofMinutes(5);

  private static final int AT_ONCE = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(4);
  private static final int LONGEST_WHY = 300;

  /// What a request is.
  public enum Kind {
    /// News for a webhook.
    hook(Duration.ofHours(36)),
    /// A changed feed for a subscriber.
    content(Duration.ofHours(36)),
    /// The question whether a subscriber wants what was asked in its name.
    verify(Duration.ofMinutes(30));

    /// How long it is tried.
    final Duration lasts;

    Kind(Duration lasts) {
      this.lasts = lasts;
    }
  }

  /// A request to be put.
  ///
  /// @param key what it is for; a second one with the same key is not put
  /// @param owner the hook or the subscription that it belongs to, by its kind; null where none is
  ///   there yet
  /// @param about what it is, in words for an admin
  /// @param body what its writer needs to write it
  record Item(String key, Kind kind, @Nullable Long owner, String about, String body) {}

  /// One whose time has come.
  ///
  /// @param message identifies it towards its receiver, however often it is sent
  record Queued(
      long id, String message, Kind kind, @Nullable Long owner, String body, Instant made) {}

  /// What goes out.
  ///
  /// @param post the body; null to GET the address
  record Request(URI address, Map<String, String> headers, byte @Nullable [] post) {
    static Request get(URI address) {
      return new Request(address, Map.of(), null);
    }
  }

  /// What an answer means.
  sealed interface Outcome {
    record Taken() implements Outcome {}

    /// It is tried again, not before `patience` where one is given.
    record Later(String why, Optional<Duration> patience) implements Outcome {}

    record Refused(String why) implements Outcome {}
  }

  /// Writes the requests of one kind and judges the answers.
  interface Writer {
    /// What to send; nothing where it is not wanted any more.
    Optional<Request> write(Queued queued, Instant now);

    /// Called in the transaction that notes the outcome.
    Outcome judge(Queued queued, Caller.Answer answer);
  }

  private record Served(Writer writer, Caller caller) {}

  private final Database database;
  private final InstantSource clock;
  private final Map<Kind, Served> served = new EnumMap<>(Kind.class);
  private volatile boolean closing;

  Deliveries(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// Says who writes the requests of a kind and by what they go; call it before any is sent.
  void serve(Kind kind, Writer writer, Caller caller) {
    served.put(kind, new Served(writer, caller));
  }

  /// What most servers mean: 2xx is a yes, everything else is tried again.
  static Outcome plain(Caller.Answer answer) {
    return switch (answer) {
      case Caller.Answer.Said(int status, String begins, Optional<Duration> patience) ->
          status / 100 == 2
              ? new Outcome.Taken()
              : new Outcome.Later(said(status, begins), patience);
      case Caller.Answer.Silence(String why) -> new Outcome.Later(why, Optional.empty());
    };
  }

  /// `answered 404: no such hook`.
  static String said(int status, String begins) {
    String words =
        status / 100 == 3
            ? "redirects, which is not followed"
            : begins.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
    return "answered %d%s".formatted(status, words.isEmpty() ? "" : ": " + words);
  }

  /// Puts a request, in the transaction of the caller where there is one; false where it was there
  /// already.
  boolean put(Item item) {
    return database
            .sql()
            .sql(
                """
                insert into delivery (message, key, kind, hook, websub, about, body, made, next_at)
                values (:message, :key, :kind, :hook, :websub, :about, :body, :now, :now)
                on conflict (key) do nothing
                """)
            .param("message", "msg_" + UUID.randomUUID().toString().replace("-", ""))
            .param("key", item.key())
            .param("kind", item.kind().name())
            .param("hook", item.kind() == Kind.hook ? item.owner() : null, Types.BIGINT)
            .param("websub", item.kind() == Kind.content ? item.owner() : null, Types.BIGINT)
            .param("about", item.about())
            .param("body", item.body())
            .param("now", Timestamp.from(clock.instant()))
            .update()
        > 0;
  }

  /// Sends nothing more: what is under way is seen through, the rest waits for the next start.
  void close() {
    closing = true;
  }

  /// Sends what is due; returns how many requests it saw through, whatever became of them.
  int send() {
    if (!anyDue()) {
      return 0;
    }
    AtomicInteger handled = new AtomicInteger();
    List<Thread> senders =
        IntStream.range(0, AT_ONCE)
            .mapToObj(number ->
                Thread.ofVirtual()
                    .name("hook-" + number)
                    .start(() -> {
                      try {
                        while (!closing && sendOne()) {
                          handled.incrementAndGet();
                        }
                      } catch (RuntimeException e) {
                        LOG.warn("hooks: a sender ended early; what it held is sent later", e);
                      }
                    }))
            .toList();
    for (Thread sender : senders) {
      try {
        sender.join();
      } catch (InterruptedException e) {
        closing = true;
        Thread.currentThread().interrupt();
        break;
      }
    }
    return handled.get();
  }

  private boolean anyDue() {
    return database
        .sql()
        .sql(
            """
            select exists (select 1 from delivery where state in ('queued', 'sending') and next_at <= :now
              and (state = 'queued' or claimed_until < :now))
            """)
        .param("now", Timestamp.from(clock.instant()))
        .query(Boolean.class)
        .single();
  }

  /// False where none is due.
  private boolean sendOne() {
    Optional<Queued> claimed = database.inTransaction(this::claim);
    claimed.ifPresent(this::send);
    return claimed.isPresent();
  }

  private Optional<Queued> claim() {
    Instant now = clock.instant();
    return database
        .sql()
        .sql(
            """
            with chosen as (
              select id from delivery
              where state in ('queued', 'sending') and next_at <= :now
                and (state = 'queued' or claimed_until < :now)
              -- Hooks first: however many subscribers hang, no chat waits for them.
              order by kind <> 'hook', next_at, id limit 1 for update skip locked)
            update delivery set state = 'sending', claimed_until = :until, attempts = attempts + 1
            where id in (select id from chosen)
            returning id, message, kind, hook, websub, body, made
            """)
        .param("now", Timestamp.from(now))
        .param("until", Timestamp.from(now.plus(CLAIM)))
        .query((row, number) -> queued(row))
        .optional();
  }

  private static Queued queued(ResultSet row) throws SQLException {
    Long hook = row.getObject("hook", Long.class);
    return new Queued(
        row.getLong("id"),
        row.getString("message"),
        Kind.valueOf(row.getString("kind")),
        hook == null ? row.getObject("websub", Long.class) : hook,
        row.getString("body"),
        row.getTimestamp("made").toInstant());
  }

  private void send(Queued queued) {
    Served by = served.get(queued.kind());
    if (by == null) {
      end(queued, "dropped", null, "nobody writes requests of this kind");
      return;
    }
    Optional<Request> request;
    try {
      request = by.writer().write(queued, clock.instant());
    } catch (RuntimeException e) {
      LOG.warn("hooks: request {} could not be written", queued.id(), e);
      later(
          queued,
          null,
          new Outcome.Later("could not be written: " + e.getMessage(), Optional.empty()));
      return;
    }
    if (request.isEmpty()) {
      end(queued, "dropped", null, "");
      return;
    }
    Request what = request.get();
    Caller.Answer answer =
        what.post() == null
            ? by.caller().get(what.address())
            : by.caller().post(what.address(), what.headers(), what.post());
    Integer status = answer instanceof Caller.Answer.Said said ? said.status() : null;
    database.inTransaction(() -> {
      switch (by.writer().judge(queued, answer)) {
        case Outcome.Taken() -> end(queued, "sent", status, "");
        case Outcome.Refused(String why) -> end(queued, "failed", status, why);
        case Outcome.Later later -> later(queued, status, later);
      }
      return true;
    });
  }

  private void end(Queued queued, String state, @Nullable Integer status, String why) {
    database
        .sql()
        .sql(
            """
            update delivery set state = :state, ended = :now, claimed_until = null, status = :status, why = :why
            where id = :id and state = 'sending'
            """)
        .param("state", state)
        .param("now", Timestamp.from(clock.instant()))
        .param("status", status, Types.INTEGER)
        .param("why", bounded(why))
        .param("id", queued.id())
        .update();
  }

  private void later(Queued queued, @Nullable Integer status, Outcome.Later later) {
    Instant now = clock.instant();
    Duration age = Duration.between(queued.made(), now);
    if (age.compareTo(queued.kind().lasts) >= 0) {
      end(queued, "failed", status, later.why());
      return;
    }
    int attempts =
        database
            .sql()
            .sql("select attempts from delivery where id = :id")
            .param("id", queued.id())
            .query(Integer.class)
            .optional()
            .orElse(1); // removed meanwhile
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.clamp(attempts - 1L, 0, 10));
    Duration asked = later.patience().orElse(Duration.ZERO);
    if (asked.compareTo(pause) > 0) {
      pause = asked;
    }
    if (pause.compareTo(LONGEST_PAUSE) > 0) {
      pause = LONGEST_PAUSE;
    }
    database
        .sql()
        .sql(
            """
            update delivery set state = 'queued', claimed_until = null, next_at = :next, status = :status, why = :why
            where id = :id and state = 'sending'
            """)
        .param("next", Timestamp.from(now.plus(pause)))
        .param("status", status, Types.INTEGER)
        .param("why", bounded(later.why()))
        .param("id", queued.id())
        .update();
  }

  private static String bounded(String why) {
    String text = why.replace('\0', ' ');
    return text.length() <= LONGEST_WHY ? text : text.substring(0, LONGEST_WHY) + "…";
  }

  /// Forgets what ended before a moment.
  int forgetBefore(Instant moment) {
    return database
        .sql()
        .sql("delete from delivery where ended < :moment and state not in ('queued', 'sending')")
        .param("moment", Timestamp.from(moment))
        .update();
  }

  /// A delivery as an admin sees it.
  ///
  /// @param ended when it got its state; null while it waits
  public record Line(
      String message,
      String about,
      String state,
      int attempts,
      Instant made,
      Instant next,
      @Nullable Instant ended,
      @Nullable Integer status,
      String why) {}

  /// The deliveries of a hook, the newest first.
  List<Line> ofHook(long hook, int limit) {
    return database
        .sql()
        .sql("select * from delivery where hook = :hook order by id desc limit :limit")
        .param("hook", hook)
        .param("limit", limit)
        .query((row, number) -> line(row))
        .list();
  }

  static Line line(ResultSet row) throws SQLException {
    Timestamp ended = row.getTimestamp("ended");
    return new Line(
        row.getString("message"),
        row.getString("about"),
        row.getString("state"),
        row.getInt("attempts"),
        row.getTimestamp("made").toInstant(),
        row.getTimestamp("next_at").toInstant(),
        ended == null ? null : ended.toInstant(),
        row.getObject("status", Integer.class),
        row.getString("why"));
  }

  /// How many wait or have failed, of a kind.
  public record Counts(long waiting, long failed) {}

  Counts counts(Kind kind) {
    return database
        .sql()
        .sql(
            """
            select count(*) filter (where state in ('queued', 'sending')) as waiting,
              count(*) filter (where state = 'failed') as failed from delivery where kind = :kind
            """)
        .param("kind", kind.name())
        .query((row, number) -> new Counts(row.getLong("waiting"), row.getLong("failed")))
        .single();
  }
}
