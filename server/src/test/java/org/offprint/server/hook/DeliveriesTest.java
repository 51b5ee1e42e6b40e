package org.offprint.server.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.fetch.Caller;
import org.offprint.server.fetch.FetchSettings;
import org.offprint.server.hook.Deliveries.Item;
import org.offprint.server.hook.Deliveries.Kind;
import org.offprint.server.hook.Deliveries.Outcome;
import org.offprint.server.hook.Deliveries.Queued;
import org.offprint.server.hook.Deliveries.Request;
import org.offprint.server.hook.Receiver.Say;

class DeliveriesTest {
  private static final Instant NOON = Instant.parse("2026-06-04T12:00:00Z");

  private final Database database = TestDatabase.fresh();
  private final Receiver receiver = new Receiver();
  private Instant now = NOON;
  private final Caller caller = caller(Set.of(receiver.origin()));

  @AfterEach
  void close() {
    caller.close();
    receiver.close();
    database.close();
  }

  private Caller caller(Set<String> trusted) {
    return new Caller(
        new FetchSettings("Offprint/test", "test", trusted), Duration.ofMillis(600), () -> now);
  }

  private Deliveries deliveries(Caller by) {
    Deliveries deliveries = new Deliveries(database, () -> now);
    deliveries.serve(
        Kind.hook,
        new Deliveries.Writer() {
          @Override
          public Optional<Request> write(Queued queued, Instant at) {
            return Optional.of(
                new Request(
                    URI.create(receiver.origin() + "/in"),
                    Map.of("webhook-id", queued.message()),
                    queued.body().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
          }

          @Override
          public Outcome judge(Queued queued, Caller.Answer answer) {
            return Deliveries.plain(answer);
          }
        },
        by);
    return deliveries;
  }

  private static Item item(String key) {
    return new Item(key, Kind.hook, null, "Something", key);
  }

  /// The one delivery.
  private Map<String, @Nullable Object> only() {
    return database.sql().sql("select * from delivery").query().singleRow();
  }

  private Instant next() {
    return database
        .sql()
        .sql("select next_at from delivery")
        .query((row, number) -> row.getTimestamp("next_at").toInstant())
        .single();
  }

  private String why() {
    return String.valueOf(only().get("why"));
  }

  @Test
  void twoSendersTogetherSendEachOnce() throws InterruptedException {
    Deliveries one = deliveries(caller);
    Deliveries other = deliveries(caller);
    Set<String> keys = new TreeSet<>();
    for (int i = 0; i < 60; i++) {
      keys.add("news-" + i);
      one.put(item("news-" + i));
      assertThat(other.put(item("news-" + i))).as("the same again").isFalse();
    }
    CountDownLatch both = new CountDownLatch(2);
    for (Deliveries each : new Deliveries[] {one, other}) {
      Thread.ofPlatform()
          .start(() -> {
            each.send();
            both.countDown();
          });
    }
    both.await();

    assertThat(receiver.got()).hasSize(60);
    assertThat(receiver.got().stream().map(Receiver.Got::text))
        .containsExactlyInAnyOrderElementsOf(keys);
    assertThat(receiver.got().stream().map(got -> got.header("webhook-id")).distinct()).hasSize(60);
    assertThat(one.counts(Kind.hook)).isEqualTo(new Deliveries.Counts(0, 0));
  }

  @Test
  void whatAProcessDiedOverIsSentAgainUnderTheSameIdentifier() {
    Deliveries deliveries = deliveries(caller);
    deliveries.put(item("news"));
    // A process claimed it and died.
    database
        .sql()
        .sql("update delivery set state = 'sending', attempts = 1, claimed_until = :until")
        .param("until", java.sql.Timestamp.from(now.plus(Deliveries.CLAIM)))
        .update();
    assertThat(deliveries.send()).as("while the claim holds").isZero();
    now = now.plus(Deliveries.CLAIM).plusSeconds(1);
    assertThat(deliveries.send()).isOne();
    assertThat(receiver.got().getFirst().header("webhook-id")).isEqualTo(only().get("message"));
    assertThat(only()).containsEntry("state", "sent").containsEntry("attempts", 2);
  }

  @Test
  void aRefusalIsTriedAgainAfterTwiceAsLongEachTimeForADayAndAHalf() {
    receiver.answer(got -> new Say(500, "<h1>Down</h1>\n today"));
    Deliveries deliveries = deliveries(caller);
    deliveries.put(item("news"));
    java.util.List<Long> pauses = new java.util.ArrayList<>();
    for (int i = 0; i < 100 && !"failed".equals(only().get("state")); i++) {
      assertThat(deliveries.send()).isOne();
      Instant next = next();
      pauses.add(Duration.between(now, next).toMinutes());
      assertThat(deliveries.send()).as("not before its time").isZero();
      now = next;
    }
    assertThat(pauses.subList(0, 9)).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 240L);
    assertThat(only())
        .containsEntry("state", "failed")
        .containsEntry("status", 500)
        .containsEntry("why", "answered 500: Down today");
    assertThat(Duration.between(NOON, now)).isBetween(Duration.ofHours(36), Duration.ofHours(40));
    assertThat(deliveries.counts(Kind.hook)).isEqualTo(new Deliveries.Counts(0, 1));
    assertThat(receiver.got().stream().map(got -> got.header("webhook-id")).distinct()).hasSize(1);
  }

  @Test
  void whoeverAsksForPatienceGetsIt() {
    receiver.answer(got -> new Say(429, "", Map.of("Retry-After", "600")));
    Deliveries deliveries = deliveries(caller);
    deliveries.put(item("news"));
    deliveries.send();
    assertThat(next()).isEqualTo(now.plusSeconds(600));
  }

  @Test
  void whoeverHangsIsLeft() {
    receiver.answer(got -> {
      try {
        Thread.sleep(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new Say(200, "");
    });
    Deliveries deliveries = deliveries(caller);
    deliveries.put(item("news"));
    long began = System.nanoTime();
    deliveries.send();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    assertThat(only())
        .containsEntry("state", "queued")
        .containsEntry("why", "did not answer within 600 ms");
  }

  @Test
  void aRedirectIsNotFollowed() {
    receiver.answer(got -> new Say(302, "", Map.of("Location", receiver.origin() + "/elsewhere")));
    Deliveries deliveries = deliveries(caller);
    deliveries.put(item("news"));
    deliveries.send();
    assertThat(receiver.got()).hasSize(1);
    assertThat(only().get("why")).isEqualTo("answered 302: redirects, which is not followed");
  }

  @Test
  void aPrivateAddressThatNobodyConfiguredIsNotCalled() {
    try (Caller stranger = caller(Set.of())) {
      Deliveries deliveries = deliveries(stranger);
      deliveries.put(item("news"));
      deliveries.send();
      assertThat(receiver.got()).isEmpty();
      assertThat(why()).contains("is a private address (127.0.0.1) and was not asked");
    }
  }

  @Test
  void anAnswerOfAnyLengthIsReadAsFarAsItIsShown() {
    receiver.answer(got -> new Say(400, "x".repeat(1 << 20)));
    Deliveries deliveries = deliveries(caller);
    deliveries.put(item("news"));
    deliveries.send();
    assertThat(why().length()).isLessThan(320);
  }
}
