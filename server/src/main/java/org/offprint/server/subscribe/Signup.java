package org.offprint.server.subscribe;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.offprint.server.db.Database;
import org.offprint.server.mail.PostOffice;
import org.offprint.server.subscribe.LinkKey.Claimed;
import org.offprint.server.subscribe.LinkKey.Purpose;
import tools.jackson.databind.json.JsonMapper;

/// Asking for a digest and confirming it. An address that nobody has confirmed gets one mail, and
/// another only after that one's link has expired and somebody asks again, each time after twice
/// the wait. Whoever asks learns nothing of whether an address is known here.
public final class Signup {
  static final String CONFIRM = "confirm";
  static final String KNOWN = "known";

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LONGEST_WAIT = Duration.ofDays(30);

  /// What was asked for, before it is confirmed.
  ///
  /// @param consent what the page said one agrees to
  public record Asked(
      String ref, String address, Wishes wishes, String consent, Instant asked, Instant expires) {}

  private final Database database;
  private final Subscriptions subscriptions;
  private final LinkKey key;
  private final PostOffice post;
  private final Beginning beginning;
  private final Duration confirmWithin;
  private final InstantSource clock;

  /// From where on events are news to somebody who comes now.
  public interface Beginning {
    long forNewReader();
  }

  /// @param confirmWithin how long a link for confirming is good
  public Signup(
      Database database,
      Subscriptions subscriptions,
      LinkKey key,
      PostOffice post,
      Beginning beginning,
      Duration confirmWithin,
      InstantSource clock) {
    this.database = database;
    this.subscriptions = subscriptions;
    this.key = key;
    this.post = post;
    this.beginning = beginning;
    this.confirmWithin = confirmWithin;
    this.clock = clock;
  }

  /// Whatever is known of the address, whoever asks is told the same: to look into the mail.
  public void ask(Address address, Wishes wishes, String consent) {
    database.inTransaction(() -> {
      String hash = lock(address);
      Optional<Subscription> reader = subscriptions.byAddress(address);
      if (reader.isPresent() && reader.get().suspended() == null) {
        tellKnown(reader.get());
      } else if (!wantsNoMail(hash)) {
        askForConfirmation(address, hash, wishes, consent);
      }
      return true;
    });
  }

  /// One at a time for each address, also over processes.
  private String lock(Address address) {
    String hash = key.hash(address);
    database
        .sql()
        .sql("select pg_advisory_xact_lock(hashtext(:hash))")
        .param("hash", hash)
        .query(row -> {});
    return hash;
  }

  /// Makes a reader of somebody who is signed in, at the address that their account has confirmed:
  /// no mail has to confirm it again. Who is a reader already keeps what they chose.
  Subscription begin(Address address, Wishes wishes, String consent) {
    return database.inTransaction(() -> {
      String hash = lock(address);
      Optional<Subscription> reader = subscriptions.byAddress(address);
      if (reader.isPresent() && reader.get().suspended() == null) {
        return reader.get();
      }
      Optional<String> asked =
          database
              .sql()
              .sql("delete from subscription_request where address_hash = :hash returning ref")
              .param("hash", hash)
              .query(String.class)
              .optional();
      asked.ifPresent(post::forget);
      return subscriptions.add(
          address,
          asked.or(() -> departedRef(hash)).orElseGet(LinkKey::newRef),
          wishes,
          consent,
          clock.instant(),
          beginning.forNewReader());
    });
  }

  /// A reader who has lost the way to what can be changed; once a week at most.
  private void tellKnown(Subscription reader) {
    long week = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().toEpochDay() / 7;
    post.put(
        new PostOffice.Item(
            KNOWN + ":" + reader.ref() + ":" + week, KNOWN, reader.ref(), reader.address()));
  }

  private boolean wantsNoMail(String hash) {
    return database
        .sql()
        .sql("select exists (select 1 from departed where address_hash = :hash and never)")
        .param("hash", hash)
        .query(Boolean.class)
        .single();
  }

  private record Before(int mails, Instant asked) {}

  private void askForConfirmation(Address address, String hash, Wishes wishes, String consent) {
    Instant now = clock.instant();
    Optional<Before> before =
        database
            .sql()
            .sql("select mails, asked from subscription_request where address_hash = :hash")
            .param("hash", hash)
            .query((row, number) ->
                new Before(row.getInt("mails"), row.getTimestamp("asked").toInstant()))
            .optional();
    if (before.isPresent() && now.isBefore(nextMail(before.get()))) {
      return;
    }
    String ref = departedRef(hash).orElseGet(LinkKey::newRef);
    String kept =
        database
            .sql()
            .sql(
                """
                insert into subscription_request
                  (address_hash, ref, address, wishes, consent, asked, expires, mails)
                values (:hash, :ref, :address, cast(:wishes as jsonb), :consent, :now, :expires, 1)
                on conflict (address_hash) do update set
                  address = excluded.address, wishes = excluded.wishes, consent = excluded.consent,
                  asked = excluded.asked, expires = excluded.expires,
                  mails = subscription_request.mails + 1
                returning ref
                """)
            .param("hash", hash)
            .param("ref", ref)
            .param("address", address.value())
            .param("wishes", JSON.writeValueAsString(wishes))
            .param("consent", consent)
            .param("now", Timestamp.from(now))
            .param("expires", Timestamp.from(now.plus(confirmWithin)))
            .query(String.class)
            .single();
    post.put(
        new PostOffice.Item(
            CONFIRM + ":" + kept + ":" + now.toEpochMilli(), CONFIRM, kept, address.value()));
  }

  private Instant nextMail(Before before) {
    Duration wait = confirmWithin.multipliedBy(1L << Math.clamp(before.mails() - 1L, 0, 8));
    return before.asked().plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
  }

  /// Somebody who comes back keeps the reference, so that the links of old mails still lead out.
  private Optional<String> departedRef(String hash) {
    return database
        .sql()
        .sql("select ref from departed where address_hash = :hash")
        .param("hash", hash)
        .query(String.class)
        .optional();
  }

  /// What a link for confirming stands for; empty once it was used, has expired, or is not ours.
  public Optional<Asked> asked(String token) {
    return asked(token, Purpose.confirm);
  }

  private Optional<Asked> asked(String token, Purpose purpose) {
    Optional<Claimed> claimed = LinkKey.read(token);
    return claimed
        .flatMap(read -> byRef(read.ref()))
        .filter(asked ->
            key.isSealed(
                claimed.orElseThrow(),
                purpose,
                detail(asked),
                key.hash(new Address(asked.address()))))
        .filter(asked -> clock.instant().isBefore(asked.expires()));
  }

  Optional<Asked> byRef(String ref) {
    return database
        .sql()
        .sql(
            "select ref, address, wishes::text, consent, asked, expires from subscription_request where ref = :ref and address <> ''")
        .param("ref", ref)
        .query((row, number) ->
            new Asked(
                row.getString("ref"),
                row.getString("address"),
                JSON.readValue(row.getString("wishes"), Wishes.class),
                row.getString("consent"),
                row.getTimestamp("asked").toInstant(),
                row.getTimestamp("expires").toInstant()))
        .optional();
  }

  String token(Asked asked, Purpose purpose) {
    return key.token(purpose, detail(asked), asked.ref(), key.hash(new Address(asked.address())));
  }

  /// A link is good for one request.
  private static String detail(Asked asked) {
    return String.valueOf(asked.asked().toEpochMilli());
  }

  /// Makes the address a reader. Empty where the link is not good any more.
  public Optional<Subscription> confirm(String token) {
    return database.inTransaction(() -> {
      Optional<Asked> asked = asked(token, Purpose.confirm);
      if (asked.isEmpty() || !take(asked.get())) {
        return Optional.empty();
      }
      Asked what = asked.get();
      post.forget(what.ref());
      return Optional.of(
          subscriptions.add(
              new Address(what.address()),
              what.ref(),
              what.wishes(),
              what.consent(),
              what.asked(),
              beginning.forNewReader()));
    });
  }

  /// Whoever was named by somebody else can forbid us to write again. Works as long as the link
  /// does, and says whether it did.
  public boolean never(String token) {
    return database.inTransaction(() -> {
      Optional<Asked> asked = asked(token, Purpose.never);
      if (asked.isEmpty() || !take(asked.get())) {
        return false;
      }
      database
          .sql()
          .sql(
              """
              insert into departed (address_hash, ref, how, never, at)
              values (:hash, :ref, 'never', true, :at)
              on conflict (address_hash) do update set never = true, at = excluded.at
              """)
          .param("hash", key.hash(new Address(asked.get().address())))
          .param("ref", asked.get().ref())
          .param("at", Timestamp.from(clock.instant()))
          .update();
      post.forget(asked.get().ref());
      subscriptions // one that was suspended
          .byAddress(new Address(asked.get().address()))
          .ifPresent(reader -> subscriptions.remove(reader, "never"));
      return true;
    });
  }

  /// True for one of several who use a link at the same time.
  private boolean take(Asked asked) {
    return database
            .sql()
            .sql("delete from subscription_request where ref = :ref")
            .param("ref", asked.ref())
            .update()
        > 0;
  }

  /// Forgets the addresses that nobody confirmed in time. A hash stays for a year, so that whoever
  /// asks again and again for somebody else's address has to wait longer each time.
  public void forgetOld() {
    Instant now = clock.instant();
    database.inTransaction(() -> {
      database
          .sql()
          .sql(
              """
              update subscription_request set address = '', wishes = '{}', consent = ''
              where expires < :now and address <> '' returning ref
              """)
          .param("now", Timestamp.from(now))
          .query(String.class)
          .list()
          .forEach(post::forget);
      return database
          .sql()
          .sql("delete from subscription_request where expires < :long_ago")
          .param("long_ago", Timestamp.from(now.minus(Duration.ofDays(365))))
          .update();
    });
  }
}
