package org.offprint.server.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.offprint.server.db.Database;
import org.offprint.server.feeds.Place;
import org.offprint.server.feeds.Topics;
import org.offprint.server.feeds.Topics.Topic;
import org.offprint.server.fetch.Caller;
import org.offprint.server.hook.Deliveries.Item;
import org.offprint.server.hook.Deliveries.Kind;
import org.offprint.server.hook.Deliveries.Outcome;
import org.offprint.server.hook.Deliveries.Queued;
import org.offprint.server.hook.Deliveries.Request;
import org.offprint.server.web.PublicAddress;
import tools.jackson.databind.json.JsonMapper;

/// The hub of this server's own feeds: who subscribed, whether they meant it, and what they are
/// sent when a feed has changed.
///
/// Source: WebSub, W3C Recommendation of 23 January 2018.
public final class WebSub {
  static final Duration LEASE = Duration.ofDays(10);
  static final Duration SHORTEST = Duration.ofHours(1);
  static final Duration LONGEST = Duration.ofDays(30);

  static final int MOST_SUBSCRIPTIONS = 2_000;
  static final int MOST_OF_A_NETWORK = 200;
  static final int MOST_WAITING = 500;

  /// Each is rendered when anything has changed.
  static final int MOST_TOPICS = 300;

  private static final int LONGEST_SECRET = 199;

  /// Feeds are looked at again after this long even where nothing is known to have changed.
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

  private static final JsonMapper JSON = new JsonMapper();
  private static final SecureRandom CHANCE = new SecureRandom();

  private final Database database;
  private final Deliveries deliveries;
  private final Topics topics;
  private final Caller caller;
  private final PublicAddress address;
  private final InstantSource clock;
  private long seenChanges = -1;
  private Instant looked = Instant.EPOCH;

  WebSub(
      Database database,
      Deliveries deliveries,
      Topics topics,
      Caller caller,
      PublicAddress address,
      InstantSource clock) {
    this.database = database;
    this.deliveries = deliveries;
    this.topics = topics;
    this.caller = caller;
    this.address = address;
    this.clock = clock;
    deliveries.serve(Kind.verify, new Verification(), caller);
    deliveries.serve(Kind.content, new Distribution(), caller);
  }

  /// What somebody asks in the name of a callback.
  ///
  /// @param leaseSeconds for how long; bounded by us
  /// @param secret for signatures; empty for none
  /// @param network from where it was asked
  /// @param challenge what the callback has to say to confirm it
  record Asked(
      boolean subscribe,
      String topic,
      String callback,
      long leaseSeconds,
      String secret,
      String network,
      String challenge) {}

  /// What becomes of a request.
  sealed interface Answer {
    /// Whether the callback wants it is asked next.
    record Accepted() implements Answer {}

    record Refused(String why) implements Answer {}

    record TooMany(String why) implements Answer {}
  }

  /// Takes a request; nothing changes until the callback has confirmed it.
  ///
  /// @param seconds the lease that is asked for; 0 for ours
  Answer ask(
      boolean subscribe,
      String topic,
      String callback,
      long seconds,
      String secret,
      String network) {
    Optional<String> problem = callbackProblem(callback);
    if (problem.isPresent()) {
      return new Answer.Refused("hub.callback: " + problem.get());
    }
    if (secret.getBytes(UTF_8).length > LONGEST_SECRET) {
      return new Answer.Refused("hub.secret must be shorter than 200 bytes.");
    }
    if (subscribe) {
      Optional<Topic> found = topics.at(topic);
      if (found.isEmpty()) {
        return new Answer.Refused(
            "hub.topic '%s' is no feed of this server: expected the rel=\"self\" address of one, such as %s."
                .formatted(topic, address.of("/papers.atom")));
      }
      if (!found.get().self().equals(topic)) {
        return new Answer.Refused(
            "hub.topic must be the feed's own address, %s.".formatted(found.get().self()));
      }
    } else if (topic.length() > 2_000) {
      return new Answer.Refused("hub.topic is longer than 2,000 characters.");
    }
    Duration lease =
        seconds <= 0
            ? LEASE
            : Duration.ofSeconds(Math.clamp(seconds, SHORTEST.toSeconds(), LONGEST.toSeconds()));
    Asked asked =
        new Asked(subscribe, topic, callback, lease.toSeconds(), secret, network, challenge());
    return database.inTransaction(() -> {
      Optional<String> full = subscribe ? full(topic, callback, network) : Optional.empty();
      if (full.isPresent() || waiting() >= MOST_WAITING) {
        return new Answer.TooMany(full.orElse("Too many requests wait to be confirmed."));
      }
      // A newer request of the same callback and feed stands for the older one.
      drop(topic, callback);
      deliveries.put(
          new Item(
              "verify:" + hash((topic + "\n" + callback).getBytes(UTF_8)) + ":" + UUID.randomUUID(),
              Kind.verify,
              null,
              (subscribe ? "Confirm " : "Confirm the end of ") + topic,
              JSON.writeValueAsString(asked)));
      return new Answer.Accepted();
    });
  }

  private Optional<String> callbackProblem(String callback) {
    URI uri;
    try {
      uri = URI.create(callback);
    } catch (IllegalArgumentException e) {
      return Optional.of("it is no address.");
    }
    if (callback.length() > 2_000 || uri.getHost() == null || uri.getFragment() != null) {
      return Optional.of("expected a whole address without a #, of at most 2,000 characters.");
    }
    if (uri.getHost().equalsIgnoreCase(address.host()) && !caller.trusts(uri)) {
      return Optional.of("it is an address of this server.");
    }
    return caller.refusal(uri);
  }

  /// Why nobody of a network can subscribe to more, or nothing.
  private Optional<String> full(String topic, String callback, String network) {
    record Counts(long all, long network, long topics, boolean known, boolean watched) {}
    Counts counts =
        database
            .sql()
            .sql(
                """
                select count(*) as every, count(*) filter (where network = :network) as of_network,
                  count(distinct topic) as topics,
                  coalesce(bool_or(topic = :topic and callback = :callback), false) as known,
                  coalesce(bool_or(topic = :topic), false) as watched
                from websub where expires > :now
                """)
            .param("network", network)
            .param("topic", topic)
            .param("callback", callback)
            .param("now", Timestamp.from(clock.instant()))
            .query((row, number) ->
                new Counts(
                    row.getLong("every"),
                    row.getLong("of_network"),
                    row.getLong("topics"),
                    row.getBoolean("known"),
                    row.getBoolean("watched")))
            .single();
    if (counts.known()) {
      return Optional.empty();
    }
    if (counts.network() >= MOST_OF_A_NETWORK) {
      return Optional.of(
          "Your network has %d subscriptions, which is as many as can be."
              .formatted(counts.network()));
    }
    if (!counts.watched() && counts.topics() >= MOST_TOPICS) {
      return Optional.of("As many feeds as can be have subscribers; this one has none.");
    }
    return counts.all() >= MOST_SUBSCRIPTIONS
        ? Optional.of("There are as many subscriptions as can be.")
        : Optional.empty();
  }

  private long waiting() {
    return deliveries.counts(Kind.verify).waiting();
  }

  private void drop(String topic, String callback) {
    database
        .sql()
        .sql(
            "update delivery set state = 'dropped', ended = :now where kind = 'verify' and state = 'queued' and key like :key")
        .param("now", Timestamp.from(clock.instant()))
        .param("key", "verify:" + hash((topic + "\n" + callback).getBytes(UTF_8)) + ":%")
        .update();
  }

  /// Asks a callback whether what was asked in its name is what it wants (§5.3). It answers with
  /// the challenge; any other answer means no, and is not asked again.
  private final class Verification implements Deliveries.Writer {
    @Override
    public Optional<Request> write(Queued queued, Instant now) {
      Asked asked = JSON.readValue(queued.body(), Asked.class);
      Map<String, String> query = new LinkedHashMap<>();
      query.put("hub.mode", asked.subscribe() ? "subscribe" : "unsubscribe");
      query.put("hub.topic", asked.topic());
      query.put("hub.challenge", asked.challenge());
      if (asked.subscribe()) {
        query.put("hub.lease_seconds", Long.toString(asked.leaseSeconds()));
      }
      StringBuilder uri = new StringBuilder(asked.callback());
      query.forEach((name, value) ->
          uri.append(uri.indexOf("?") < 0 ? '?' : '&')
              .append(name)
              .append('=')
              .append(URLEncoder.encode(value, UTF_8)));
      return Optional.of(Request.get(URI.create(uri.toString())));
    }

    @Override
    public Outcome judge(Queued queued, Caller.Answer answer) {
      Asked asked = JSON.readValue(queued.body(), Asked.class);
      return switch (answer) {
        case Caller.Answer.Said(int status, String begins, Optional<Duration> patience) -> {
          if (status / 100 == 2 && begins.equals(asked.challenge())) {
            confirmed(asked);
            yield new Outcome.Taken();
          }
          yield status >= 500 || status == 429
              ? Deliveries.plain(answer)
              : new Outcome.Refused(
                  status / 100 == 2
                      ? "answered, but not with the challenge"
                      : Deliveries.said(status, begins));
        }
        case Caller.Answer.Silence silence -> Deliveries.plain(silence);
      };
    }
  }

  private void confirmed(Asked asked) {
    if (!asked.subscribe()) {
      database
          .sql()
          .sql("delete from websub where topic = :topic and callback = :callback")
          .param("topic", asked.topic())
          .param("callback", asked.callback())
          .update();
      return;
    }
    Optional<Topic> topic = topics.at(asked.topic());
    if (topic.isEmpty()) {
      return; // gone meanwhile
    }
    Instant now = clock.instant();
    database
        .sql()
        .sql(
            """
            insert into websub_topic (topic, hash, changed) values (:topic, :hash, :now)
            on conflict (topic) do nothing
            """)
        .param("topic", asked.topic())
        .param("hash", hash(topic.get().body()))
        .param("now", Timestamp.from(now))
        .update();
    database
        .sql()
        .sql(
            """
            insert into websub (topic, callback, secret, network, since, expires)
            values (:topic, :callback, :secret, :network, :now, :expires)
            on conflict (topic, callback) do update
              set secret = excluded.secret, network = excluded.network, expires = excluded.expires
            """)
        .param("topic", asked.topic())
        .param("callback", asked.callback())
        .param("secret", asked.secret())
        .param("network", asked.network())
        .param("now", Timestamp.from(now))
        .param("expires", Timestamp.from(now.plusSeconds(asked.leaseSeconds())))
        .update();
  }

  /// Sends a subscriber the feed as it is when it is sent, so that one who was away for a day gets
  /// it once and as it is now (§7).
  private final class Distribution implements Deliveries.Writer {
    @Override
    public Optional<Request> write(Queued queued, Instant now) {
      record To(String topic, String callback, String secret) {}
      Optional<To> to =
          database
              .sql()
              .sql("select topic, callback, secret from websub where id = :id and expires > :now")
              .param("id", queued.owner())
              .param("now", Timestamp.from(now))
              .query((row, number) ->
                  new To(
                      row.getString("topic"), row.getString("callback"), row.getString("secret")))
              .optional();
      if (to.isEmpty()) {
        return Optional.empty();
      }
      return topics
          .at(to.get().topic())
          .map(topic -> {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Content-Type", topic.contentType());
            headers.put(
                "Link",
                "<%s>; rel=\"hub\", <%s>; rel=\"self\""
                    .formatted(address.of(Place.HUB), topic.self()));
            if (!to.get().secret().isEmpty()) {
              headers.put("X-Hub-Signature", Signature.ofHub(to.get().secret(), topic.body()));
            }
            return new Request(URI.create(to.get().callback()), headers, topic.body());
          });
    }

    @Override
    public Outcome judge(Queued queued, Caller.Answer answer) {
      if (answer instanceof Caller.Answer.Said said && said.status() == 410) {
        database
            .sql()
            .sql("delete from websub where id = :id")
            .param("id", queued.owner())
            .update();
        return new Outcome.Refused("wants no more");
      }
      return Deliveries.plain(answer);
    }
  }

  /// Puts a delivery for every subscriber of a feed that is not as it was; returns how many.
  ///
  /// @param changes how often anything has changed as far as this process knows: while the number
  ///   stays, feeds are looked at every ten minutes only
  int round(long changes) {
    Instant now = clock.instant();
    if (changes == seenChanges && now.isBefore(looked.plus(LOOK_AGAIN))) {
      return 0;
    }
    database
        .sql()
        .sql("delete from websub where expires <= :now")
        .param("now", Timestamp.from(now))
        .update();
    database
        .sql()
        .sql(
            "delete from websub_topic t where not exists (select 1 from websub w where w.topic = t.topic)")
        .update();
    int put = 0;
    for (String topic :
        database
            .sql()
            .sql("select topic from websub_topic order by topic")
            .query((row, number) -> row.getString("topic"))
            .list()) {
      Optional<Topic> found = topics.at(topic);
      if (found.isPresent()) {
        String hash = hash(found.get().body());
        put += database.inTransaction(() -> changed(topic, hash, now));
      }
    }
    seenChanges = changes;
    looked = now;
    return put;
  }

  /// Of several processes that see the change, one tells of it.
  private int changed(String topic, String hash, Instant now) {
    int changed =
        database
            .sql()
            .sql(
                "update websub_topic set hash = :hash, changed = :now where topic = :topic and hash <> :hash")
            .param("hash", hash)
            .param("now", Timestamp.from(now))
            .param("topic", topic)
            .update();
    if (changed == 0) {
      return 0;
    }
    // Who still waits for the feed as it was gets it as it is now, once.
    List<Long> subscribers =
        database
            .sql()
            .sql(
                """
                select id from websub w where topic = :topic and expires > :now and not exists (
                  select 1 from delivery d where d.websub = w.id and d.state = 'queued')
                """)
            .param("topic", topic)
            .param("now", Timestamp.from(now))
            .query((row, number) -> row.getLong("id"))
            .list();
    for (Long subscriber : subscribers) {
      deliveries.put(
          new Item(
              "content:%d:%s:%d".formatted(subscriber, hash.substring(0, 16), now.toEpochMilli()),
              Kind.content,
              subscriber,
              topic,
              ""));
    }
    return subscribers.size();
  }

  /// How many subscriptions there are, and to how many feeds.
  public record Counts(long subscriptions, long feeds, Deliveries.Counts content) {}

  Counts counts() {
    return database
        .sql()
        .sql(
            "select count(*) as n, count(distinct topic) as topics from websub where expires > :now")
        .param("now", Timestamp.from(clock.instant()))
        .query((row, number) ->
            new Counts(row.getLong("n"), row.getLong("topics"), deliveries.counts(Kind.content)))
        .single();
  }

  private static String challenge() {
    byte[] random = new byte[24];
    CHANCE.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static String hash(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256; use an unmodified JDK", e);
    }
  }
}
