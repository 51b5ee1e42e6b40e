package org.offprint.server.subscribe;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;
import org.offprint.server.mail.PostOffice;
import org.offprint.server.subscribe.LinkKey.Claimed;
import org.offprint.server.subscribe.LinkKey.Purpose;
import tools.jackson.databind.json.JsonMapper;

/// The confirmed subscriptions, and of those who have left a hash.
public final class Subscriptions {
  private static final JsonMapper JSON = new JsonMapper();

  private static final String COLUMNS =
      "id, ref, address, address_hash, wishes::text, state, why, since, covered, next_due";

  /// After this many refusals of policy in a row an address gets nothing more.
  private static final int PATIENCE = 3;

  private static final Duration BOUNCES_BELONG_TOGETHER = Duration.ofDays(30);

  /// What became of somebody's wish to leave.
  public enum Left {
    now,
    /// Has left before, or never came.
    already,
    /// The link is not one of ours.
    unknown
  }

  private final Database database;
  private final LinkKey key;
  private final PostOffice post;
  private final InstantSource clock;

  public Subscriptions(Database database, LinkKey key, PostOffice post, InstantSource clock) {
    this.database = database;
    this.key = key;
    this.post = post;
    this.clock = clock;
  }

  /// The reader that a link speaks of, if it is ours, for this purpose, and the reader is still
  /// here.
  public Optional<Subscription> find(String token, Purpose purpose, String detail) {
    Optional<Claimed> claimed = LinkKey.read(token);
    return claimed
        .flatMap(read -> byRef(read.ref()))
        .filter(
            reader -> key.isSealed(claimed.orElseThrow(), purpose, detail, reader.addressHash()));
  }

  public Optional<Subscription> byRef(String ref) {
    return one("ref = :value", ref);
  }

  public Optional<Subscription> byAddress(Address address) {
    return one("address_hash = :value", key.hash(address));
  }

  private Optional<Subscription> one(String where, String value) {
    return database
        .sql()
        .sql("select " + COLUMNS + " from subscription where " + where)
        .param("value", value)
        .query((row, number) -> read(row))
        .optional();
  }

  /// Those whose next issue is due, locked for this transaction: another process takes others.
  public List<Subscription> due(Instant now, long after, int limit) {
    return database
        .sql()
        .sql(
            "select "
                + COLUMNS
                + """
                 from subscription
                where state = 'active' and next_due <= :now and id > :after
                order by id limit :limit for update skip locked
                """)
        .param("now", Timestamp.from(now))
        .param("after", after)
        .param("limit", limit)
        .query((row, number) -> read(row))
        .list();
  }

  /// Whether an issue is due, of anybody.
  public boolean anyDue(Instant now) {
    return database
        .sql()
        .sql(
            "select exists (select 1 from subscription where state = 'active' and next_due <= :now)")
        .param("now", Timestamp.from(now))
        .query(Boolean.class)
        .single();
  }

  /// The least that any reader has been told of; no event before it is needed.
  public long leastCovered() {
    return database
        .sql()
        .sql("select coalesce(min(covered), 0) from subscription where state = 'active'")
        .query(Long.class)
        .single();
  }

  /// What an issue has covered, and when the next is due, for many at once.
  public void covered(Map<Long, Instant> nextDue, long covered) {
    List<Map<String, Object>> rows =
        nextDue.entrySet().stream()
            .map(entry -> {
              Map<String, Object> row = new LinkedHashMap<>();
              row.put("id", entry.getKey());
              row.put("due", entry.getValue().toString());
              return row;
            })
            .toList();
    database
        .sql()
        .sql(
            """
            update subscription s set covered = greatest(s.covered, :covered), next_due = r.due
            from jsonb_to_recordset(cast(:rows as jsonb)) as r (id bigint, due timestamptz)
            where s.id = r.id
            """)
        .param("covered", covered)
        .param("rows", JSON.writeValueAsString(rows))
        .update();
  }

  /// Makes a confirmed address a reader; one that was suspended gets mails again, by what it wishes
  /// now.
  Subscription add(
      Address address, String ref, Wishes wishes, String consent, Instant asked, long covered) {
    Instant now = clock.instant();
    String hash = key.hash(address);
    database
        .sql()
        .sql(
            """
            insert into subscription (ref, address, address_hash, wishes, since, covered, next_due)
            values (:ref, :address, :hash, cast(:wishes as jsonb), :now, :covered, :due)
            on conflict (address_hash) do update set
              state = 'active', why = null, refusals = 0, bounces = 0, address = excluded.address,
              wishes = excluded.wishes,
              next_due = excluded.next_due, covered = greatest(subscription.covered, excluded.covered)
            """)
        .param("ref", ref)
        .param("address", address.value())
        .param("hash", hash)
        .param("wishes", JSON.writeValueAsString(wishes))
        .param("now", Timestamp.from(now))
        .param("covered", covered)
        .param("due", Timestamp.from(Schedule.next(wishes, now)))
        .update();
    database
        .sql()
        .sql(
            """
            insert into consent (address_hash, confirmed, asked, text)
            values (:hash, :now, :asked, :text) on conflict do nothing
            """)
        .param("hash", hash)
        .param("now", Timestamp.from(now))
        .param("asked", Timestamp.from(asked))
        .param("text", consent)
        .update();
    database
        .sql()
        .sql("delete from departed where address_hash = :hash")
        .param("hash", hash)
        .update();
    return byAddress(address).orElseThrow();
  }

  /// Changes what a reader gets. What is due by the old plan and was not sent yet is due by the new
  /// one.
  public Subscription change(Subscription reader, Wishes wishes) {
    database
        .sql()
        .sql(
            """
            update subscription set wishes = cast(:wishes as jsonb), next_due = :due,
              state = 'active', why = null, refusals = 0, bounces = 0
            where id = :id
            """)
        .param("wishes", JSON.writeValueAsString(wishes))
        .param("due", Timestamp.from(Schedule.next(wishes, clock.instant())))
        .param("id", reader.id())
        .update();
    return byRef(reader.ref()).orElseThrow();
  }

  /// Takes a reader off the list: what waits is not sent, and what was known is deleted. A hash
  /// stays, so that the link works again and the address is not taken for a new one by mistake.
  ///
  /// @param how `one click`, `page`, `mail` or `complaint`
  public Left leave(String token, String how) {
    Optional<Claimed> claimed = LinkKey.read(token);
    if (claimed.isEmpty()) {
      return Left.unknown;
    }
    Claimed read = claimed.get();
    return database.inTransaction(() -> {
      Optional<Subscription> reader = byRef(read.ref());
      if (reader.isPresent()) {
        if (!key.isSealed(read, Purpose.leave, "", reader.get().addressHash())) {
          return Left.unknown;
        }
        remove(reader.get(), how);
        return Left.now;
      }
      return departed(read.ref())
          .filter(hash -> key.isSealed(read, Purpose.leave, "", hash))
          .map(hash -> Left.already)
          .orElse(Left.unknown);
    });
  }

  /// In the transaction of the caller, if there is one.
  public void remove(Subscription reader, String how) {
    database.inTransaction(() -> {
      post.forget(reader.ref());
      database
          .sql()
          .sql(
              """
              insert into departed (address_hash, ref, how, at) values (:hash, :ref, :how, :at)
              on conflict (address_hash) do update set how = excluded.how, at = excluded.at
              """)
          .param("hash", reader.addressHash())
          .param("ref", reader.ref())
          .param("how", how)
          .param("at", Timestamp.from(clock.instant()))
          .update();
      return database
          .sql()
          .sql("delete from subscription where id = :id")
          .param("id", reader.id())
          .update();
    });
  }

  /// The same, and the hash and what was agreed to as well: nothing is left of the reader.
  public void erase(Subscription reader) {
    database.inTransaction(() -> {
      remove(reader, "page");
      for (String table : List.of("departed", "consent", "subscription_request")) {
        database
            .sql()
            .sql("delete from " + table + " where address_hash = :hash")
            .param("hash", reader.addressHash())
            .update();
      }
      return true;
    });
  }

  private Optional<String> departed(String ref) {
    return database
        .sql()
        .sql("select address_hash from departed where ref = :ref")
        .param("ref", ref)
        .query(String.class)
        .optional();
  }

  /// Sends nothing to a reader until that address asks again. What waits is dropped by its writer.
  public void suspend(Subscription reader, String why) {
    database
        .sql()
        .sql("update subscription set state = 'suspended', why = :why where id = :id")
        .param("why", why)
        .param("id", reader.id())
        .update();
  }

  /// A server refused us and not its user: three times in a row are one too many.
  public void refused(Subscription reader, String why) {
    int refusals =
        database
            .sql()
            .sql(
                "update subscription set refusals = refusals + 1 where id = :id returning refusals")
            .param("id", reader.id())
            .query(Integer.class)
            .optional()
            .orElse(0);
    if (refusals >= PATIENCE) {
      suspend(reader, why);
    }
  }

  /// The same in a mail that came back, long after a server took ours: those that it took meanwhile
  /// say nothing of the mailbox. Three, none of them a month after the one before, are one too
  /// many.
  public void bounced(Subscription reader, String why) {
    Timestamp now = Timestamp.from(clock.instant());
    int bounces =
        database
            .sql()
            .sql(
                """
                update subscription set bounced = :now,
                  bounces = case when bounced > :long_ago then bounces + 1 else 1 end
                where id = :id returning bounces
                """)
            .param("now", now)
            .param("long_ago", Timestamp.from(clock.instant().minus(BOUNCES_BELONG_TOGETHER)))
            .param("id", reader.id())
            .query(Integer.class)
            .optional()
            .orElse(0);
    if (bounces >= PATIENCE) {
      suspend(reader, why);
    }
  }

  public void accepted(String ref) {
    database
        .sql()
        .sql("update subscription set refusals = 0 where ref = :ref and refusals > 0")
        .param("ref", ref)
        .update();
  }

  /// Readers by state, and how many have left.
  public record Counts(long active, long suspended, long asked, long left) {}

  public Counts counts() {
    return database
        .sql()
        .sql(
            """
            select count(*) filter (where state = 'active') as active,
              count(*) filter (where state = 'suspended') as suspended,
              (select count(*) from subscription_request) as asked,
              (select count(*) from departed) as departed
            from subscription
            """)
        .query((row, number) ->
            new Counts(
                row.getLong("active"),
                row.getLong("suspended"),
                row.getLong("asked"),
                row.getLong("departed")))
        .single();
  }

  /// Addresses that get nothing for now, by their domains, and why.
  public record Suspended(String domain, String why) {}

  public List<Suspended> suspended(int limit) {
    return database
        .sql()
        .sql(
            """
            select address, coalesce(why, '') as why from subscription
            where state = 'suspended' order by id desc limit :limit
            """)
        .param("limit", limit)
        .query((row, number) ->
            new Suspended(
                row.getString("address").replaceFirst("^[^@]+", "…"), row.getString("why")))
        .list();
  }

  /// What a reader agreed to.
  public record Consent(Instant asked, Instant confirmed, String text) {}

  public List<Consent> consents(Collection<String> hashes) {
    return database
        .sql()
        .sql(
            "select asked, confirmed, text from consent where address_hash = any(:hashes) order by confirmed")
        .param("hashes", hashes.toArray(String[]::new))
        .query((row, number) ->
            new Consent(
                row.getTimestamp("asked").toInstant(),
                row.getTimestamp("confirmed").toInstant(),
                row.getString("text")))
        .list();
  }

  private static Subscription read(ResultSet row) throws SQLException {
    @Nullable String why = row.getString("why");
    return new Subscription(
        row.getLong("id"),
        row.getString("ref"),
        row.getString("address"),
        row.getString("address_hash"),
        JSON.readValue(row.getString("wishes"), Wishes.class),
        row.getString("state").equals("suspended") ? (why == null ? "" : why) : null,
        row.getTimestamp("since").toInstant(),
        row.getLong("covered"),
        row.getTimestamp("next_due").toInstant());
  }
}
