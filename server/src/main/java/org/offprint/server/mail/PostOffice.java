package org.offprint.server.mail;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// Mails that wait in the database until a carrier has taken them. A mail is put there in the
/// transaction of whatever it speaks of, under a key that says what it is for, and so is there once
/// however often it is put. It is written when it is sent, so a reader who has left meanwhile is
/// not written to.
///
/// Several threads and processes send at once: each claims mails for some minutes. Between a
/// server's yes and our note of it a process may die; then the mail is sent again after the claim
/// has run out, under the same Message-ID, by which servers and programs know it.
public final class PostOffice {
  private static final Logger LOG = LoggerFactory.getLogger(PostOffice.class);
  private static final JsonMapper JSON = new JsonMapper();

  /// How long one claim holds. A batch is broken off before, so that no other sends what it holds.
  static final Duration CLAIM = Duration.ofMinutes(30);

  /// Longer than one mail takes with a slow server.
  private static final Duration ONE_MAIL = Duration.ofMinutes(12);

  private static final int BATCH = 20;

  /// After the first failure, then twice as long each time.
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(2);

  private static final Duration LONGEST_PAUSE = Duration.ofHours(4);

  /// A digest older than this is no news.
  private static final Duration GIVE_UP = Duration.ofHours(36);

  private static final Duration NOBODY_THERE = Duration.ofMinutes(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /// A mail to be put.
  ///
  /// @param key what it is for; a second one with the same key is not put
  /// @param kind which writer writes it
  /// @param owner whom it belongs to, in the words of the writer
  public record Item(String key, String kind, String owner, String recipient) {}

  /// A mail whose time has come.
  ///
  /// @param made when it was put
  public record Queued(
      long id,
      String key,
      String kind,
      String owner,
      String recipient,
      String messageId,
      Instant made) {}

  /// Writes the mails of one kind.
  public interface Writer {
    /// The letter; nothing where it is not wanted any more.
    Optional<Letter> write(Queued mail);

    /// Told of a letter that was taken.
    default void sent(Queued mail) {}

    /// Told of a letter that no server will take, in the transaction that notes it.
    default void refused(Queued mail, Delivery.Refused refusal) {}
  }

  /// How fast mails go out.
  ///
  /// @param connections how many at once
  /// @param perDomain mails a minute to one domain; 0 for no bound
  public record Pace(int connections, int perDomain) {}

  /// How many mails are in a state, of a kind.
  public record Count(String kind, String state, long mails) {}

  private final Database database;
  private final Carrier carrier;
  private final Pace pace;
  private final String host;
  private final InstantSource clock;
  private volatile boolean closing;
  private final Map<String, Writer> writers = new ConcurrentHashMap<>();

  /// @param host makes the identifiers of mails unique: that of the site
  public PostOffice(
      Database database, Carrier carrier, Pace pace, String host, InstantSource clock) {
    this.database = database;
    this.carrier = carrier;
    this.pace = pace;
    this.host = host;
    this.clock = clock;
  }

  /// Says who writes the mails of a kind; call it before mails are sent.
  public void serve(String kind, Writer writer) {
    writers.put(kind, writer);
  }

  public Carrier carrier() {
    return carrier;
  }

  public void put(Item item) {
    put(List.of(item));
  }

  /// Puts mails, in the transaction of the caller where there is one. Those that are there already
  /// stay as they are.
  public void put(Collection<Item> items) {
    if (items.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    List<Map<String, String>> rows =
        items.stream()
            .map(item -> {
              Map<String, String> row = new LinkedHashMap<>();
              row.put("key", item.key());
              row.put("kind", item.kind());
              row.put("owner", item.owner());
              row.put("recipient", item.recipient());
              row.put("domain", domain(item.recipient()));
              row.put("message_id", "<%s@%s>".formatted(UUID.randomUUID(), host));
              return row;
            })
            .toList();
    database
        .sql()
        .sql(
            """
            insert into post (key, kind, owner, recipient, domain, message_id, made, next_at)
            select key, kind, owner, recipient, domain, message_id, :now, :now
            from jsonb_to_recordset(cast(:rows as jsonb))
              as r (key text, kind text, owner text, recipient text, domain text, message_id text)
            on conflict (key) do nothing
            """)
        .param("rows", JSON.writeValueAsString(rows))
        .param("now", Timestamp.from(now))
        .update();
  }

  private static String domain(String address) {
    return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
  }

  /// Forgets to whom the mails of an owner went, and does not send those that wait. In the
  /// transaction of the caller.
  public void forget(String owner) {
    database
        .sql()
        .sql(
            """
            update post set recipient = '', domain = '', why = null, key = key || ':' || id,
              state = case when state in ('queued', 'sending') then 'dropped' else state end,
              ended = coalesce(ended, :now)
            where owner = :owner
            """)
        .param("owner", owner)
        .param("now", Timestamp.from(clock.instant()))
        .update();
  }

  /// Forgets mails that ended before a moment. What they were for is known elsewhere by then.
  public int forgetBefore(Instant moment) {
    return database
        .sql()
        .sql("delete from post where ended < :moment and state not in ('queued', 'sending')")
        .param("moment", Timestamp.from(moment))
        .update();
  }

  /// Sends nothing more: what is being handed over is seen through, the rest waits for the next
  /// start.
  public void close() {
    closing = true;
  }

  /// Sends what is due, over as many connections as the pace allows; returns how many mails it saw
  /// through, whatever became of them. Nothing is thrown for a mail that fails: it is noted and,
  /// where that may help, tried again.
  public int send() {
    if (!anyDue()) {
      return 0;
    }
    AtomicInteger handled = new AtomicInteger();
    List<Thread> senders =
        java.util.stream.IntStream.range(0, pace.connections())
            .mapToObj(number ->
                Thread.ofVirtual()
                    .name("post-" + number)
                    .start(() -> {
                      try {
                        handled.addAndGet(sendOverOneConnection());
                      } catch (RuntimeException e) {
                        LOG.warn("post: a connection ended early; what it held is sent later", e);
                      }
                    }))
            .toList();
    for (Thread sender : senders) {
      try {
        sender.join();
      } catch (InterruptedException e) {
        senders.forEach(Thread::interrupt);
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
            select exists (
              select 1 from post where state in ('queued', 'sending') and next_at <= :now
                and (state = 'queued' or claimed_until < :now))
            """)
        .param("now", Timestamp.from(clock.instant()))
        .query(Boolean.class)
        .single();
  }

  private int sendOverOneConnection() {
    int handled = 0;
    try (Carrier.Trip trip = carrier.open()) {
      while (!closing && !Thread.currentThread().isInterrupted()) {
        Instant until = clock.instant().plus(CLAIM).minus(ONE_MAIL);
        List<Queued> batch = database.inTransaction(this::claim);
        if (batch.isEmpty()) {
          break;
        }
        for (int i = 0; i < batch.size(); i++) {
          if (closing || clock.instant().isAfter(until)) {
            release(batch.subList(i, batch.size()));
            return handled;
          }
          if (!sendOne(trip, batch.get(i))) {
            release(batch.subList(i + 1, batch.size()));
            return handled;
          }
          handled++;
        }
      }
    }
    return handled;
  }

  /// False where the next one would fare no better.
  private boolean sendOne(Carrier.Trip trip, Queued mail) {
    Writer writer = writers.get(mail.kind());
    if (writer == null) {
      end(mail, "dropped", "nobody writes mails of this kind");
      return true;
    }
    Optional<Letter> letter;
    try {
      letter = writer.write(mail);
    } catch (RuntimeException e) {
      LOG.warn("post: mail {} could not be written", mail.key(), e);
      later(mail, "could not be written: " + e.getMessage());
      return true;
    }
    if (letter.isEmpty()) {
      end(mail, "dropped", null);
      return true;
    }
    return switch (trip.carry(letter.get())) {
      case Delivery.Accepted() -> {
        database.inTransaction(() -> {
          end(mail, "sent", null);
          writer.sent(mail);
          return true;
        });
        yield true;
      }
      case Delivery.Later(String reason) -> {
        later(mail, reason);
        yield true;
      }
      case Delivery.Refused refusal -> {
        database.inTransaction(() -> {
          end(mail, refusal.ofTheReader() ? "refused" : "failed", refusal.reason());
          writer.refused(mail, refusal);
          return true;
        });
        yield true;
      }
      case Delivery.Unreachable(boolean atThisLetter, String reason) -> {
        LOG.warn("post: {}", reason);
        if (atThisLetter || isOld(mail)) {
          later(mail, reason);
        } else {
          waitFor(mail, NOBODY_THERE, reason);
        }
        yield false;
      }
    };
  }

  private List<Queued> claim() {
    return pace.perDomain() > 0 ? claimByDomain() : claimAny();
  }

  private List<Queued> claimAny() {
    Instant now = clock.instant();
    return database
        .sql()
        .sql(
            """
            with chosen as (
              select id from post
              where state in ('queued', 'sending') and next_at <= :now
                and (state = 'queued' or claimed_until < :now)
              order by next_at, id limit :batch for update skip locked)
            update post set state = 'sending', claimed_until = :until, attempts = attempts + 1
            where id in (select id from chosen)
            returning id, key, kind, owner, recipient, message_id, made
            """)
        .param("now", Timestamp.from(now))
        .param("until", Timestamp.from(now.plus(CLAIM)))
        .param("batch", BATCH)
        .query((row, number) -> queued(row))
        .list();
  }

  private List<Queued> claimByDomain() {
    Instant now = clock.instant();
    // One after the other, so that they do not count past each other.
    database.sql().sql("select pg_advisory_xact_lock(hashtext('post'))").query(row -> {});
    return database
        .sql()
        .sql(
            """
            with recent as (
              select domain, count(*) as mails from post
              where ended > :minuteAgo and state = 'sent' or state = 'sending' and claimed_until >= :now
              group by domain),
            waiting as (
              select id, domain, next_at from post
              where state = 'queued' and next_at <= :now or state = 'sending' and claimed_until < :now),
            allowed as (
              select w.id, w.next_at from (
                select id, next_at, domain,
                  row_number() over (partition by domain order by next_at, id) as place
                from waiting) w
              left join recent on recent.domain = w.domain
              where w.place + coalesce(recent.mails, 0) <= :perDomain),
            chosen as (
              select p.id from post p join allowed a on a.id = p.id
              where (p.state = 'queued' and p.next_at <= :now or p.state = 'sending' and p.claimed_until < :now)
              order by a.next_at, p.id limit :batch for update of p skip locked)
            update post set state = 'sending', claimed_until = :until, attempts = attempts + 1
            where id in (select id from chosen)
            returning id, key, kind, owner, recipient, message_id, made
            """)
        .param("perDomain", pace.perDomain())
        .param("minuteAgo", Timestamp.from(now.minus(MINUTE)))
        .param("now", Timestamp.from(now))
        .param("until", Timestamp.from(now.plus(CLAIM)))
        .param("batch", BATCH)
        .query((row, number) -> queued(row))
        .list();
  }

  private static Queued queued(ResultSet row) throws SQLException {
    return new Queued(
        row.getLong("id"),
        row.getString("key"),
        row.getString("kind"),
        row.getString("owner"),
        row.getString("recipient"),
        row.getString("message_id"),
        row.getTimestamp("made").toInstant());
  }

  private void end(Queued mail, String state, @Nullable String why) {
    database
        .sql()
        .sql(
            """
            update post set state = :state, ended = :now, claimed_until = null, why = :why,
              recipient = case when :state = 'dropped' then '' else recipient end,
              domain = case when :state = 'dropped' then '' else domain end
            where id = :id and state = 'sending'
            """)
        .param("state", state)
        .param("now", Timestamp.from(clock.instant()))
        .param("why", why, java.sql.Types.VARCHAR)
        .param("id", mail.id())
        .update();
  }

  private void later(Queued mail, String why) {
    if (isOld(mail)) {
      end(mail, "failed", why);
      return;
    }
    int attempts =
        database
            .sql()
            .sql("select attempts from post where id = :id")
            .param("id", mail.id())
            .query(Integer.class)
            .single();
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.clamp(attempts - 1L, 0, 10));
    waitFor(mail, pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause, why);
  }

  private boolean isOld(Queued mail) {
    return Duration.between(mail.made(), clock.instant()).compareTo(GIVE_UP) >= 0;
  }

  private void waitFor(Queued mail, Duration pause, String why) {
    database
        .sql()
        .sql(
            """
            update post set state = 'queued', claimed_until = null, next_at = :next, why = :why
            where id = :id and state = 'sending'
            """)
        .param("next", Timestamp.from(clock.instant().plus(pause)))
        .param("why", why)
        .param("id", mail.id())
        .update();
  }

  private void release(List<Queued> mails) {
    if (!mails.isEmpty()) {
      database
          .sql()
          .sql(
              """
              update post set state = 'queued', claimed_until = null, attempts = attempts - 1, next_at = :next
              where id = any(:ids) and state = 'sending'
              """)
          .param("next", Timestamp.from(clock.instant().plus(NOBODY_THERE)))
          .param("ids", mails.stream().map(Queued::id).toArray(Long[]::new))
          .update();
    }
  }

  /// How many mails are in which state.
  public List<Count> counts() {
    return database
        .sql()
        .sql(
            "select kind, state, count(*) as mails from post group by kind, state order by kind, state")
        .query((row, number) ->
            new Count(row.getString("kind"), row.getString("state"), row.getLong("mails")))
        .list();
  }

  /// How many wait to be sent.
  public long waiting() {
    return database
        .sql()
        .sql("select count(*) from post where state in ('queued', 'sending')")
        .query(Long.class)
        .single();
  }

  /// For how long the oldest mail that waits has been here; zero where none waits.
  public Duration oldest() {
    Timestamp made =
        database
            .sql()
            .sql("select min(made) from post where state in ('queued', 'sending')")
            .query(Timestamp.class)
            .optional()
            .orElse(null);
    return made == null ? Duration.ZERO : Duration.between(made.toInstant(), clock.instant());
  }

  /// A mail as an operator sees it; the address shows its domain only.
  ///
  /// @param ended when it got its state; null while it waits
  public record Line(
      String kind,
      String key,
      String recipient,
      String state,
      int attempts,
      Instant made,
      Instant next,
      @Nullable Instant ended,
      @Nullable String why) {}

  /// The mails that ended last, or wait, the newest first.
  public List<Line> lines(Collection<String> states, int limit) {
    return database
        .sql()
        .sql(
            """
            select kind, key, recipient, state, attempts, made, next_at, ended, why from post
            where state = any(:states) order by coalesce(ended, made) desc, id desc limit :limit
            """)
        .param("states", states.toArray(String[]::new))
        .param("limit", limit)
        .query((row, number) -> {
          Timestamp ended = row.getTimestamp("ended");
          return new Line(
              row.getString("kind"),
              row.getString("key"),
              row.getString("recipient").replaceFirst("^[^@]+", "…"),
              row.getString("state"),
              row.getInt("attempts"),
              row.getTimestamp("made").toInstant(),
              row.getTimestamp("next_at").toInstant(),
              ended == null ? null : ended.toInstant(),
              row.getString("why"));
        })
        .list();
  }
}
