package org.offprint.server.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestPapers.listed;
import static org.offprint.server.TestServer.header;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offprint.server.TestServer;
import org.offprint.server.hook.Receiver.Got;
import org.offprint.server.hook.Receiver.Say;
import org.offprint.server.paper.Papers;
import org.offprint.server.search.IndexJob;

/// The conversation of a subscriber with the hub, over HTTP both ways.
class WebSubTest {
  private static final Receiver SUBSCRIBER = new Receiver();
  private static final String SECRET = "a secret of the subscriber";

  private static TestServer server;
  private static int papers;
  private static long changes;

  @BeforeAll
  static void start() {
    server =
        TestServer.set(
            Map.of("websub.trusted", SUBSCRIBER.origin()),
            listed("2603.00002", "2026-03-05", 40, "2026-03-03T00:00:00Z"));
    server.context().getBean(IndexJob.class).drain();
  }

  @AfterAll
  static void stop() {
    server.close();
    SUBSCRIBER.close();
  }

  @BeforeEach
  void empty() {
    for (String table : List.of("delivery", "websub", "websub_topic")) {
      server.database().sql().sql("delete from " + table).update();
    }
    SUBSCRIBER.forget();
    SUBSCRIBER.answer(WebSubTest::agrees);
  }

  private static Say agrees(Got got) {
    return got.method().equals("GET")
        ? new Say(200, got.query().getOrDefault("hub.challenge", ""))
        : new Say(204, "");
  }

  private static Outward outward() {
    return server.context().getBean(Outward.class);
  }

  private static HttpResponse<String> ask(Map<String, String> fields) {
    return server.send(
        HttpRequest.newBuilder(URI.create(server.address() + "/websub"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    fields.entrySet().stream()
                        .map(field ->
                            field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                        .collect(Collectors.joining("&"))))
            .build());
  }

  private static HttpResponse<String> subscribe(String topic) {
    return ask(
        Map.of(
            "hub.mode",
            "subscribe",
            "hub.topic",
            topic,
            "hub.callback",
            SUBSCRIBER.origin() + "/in?mine=7",
            "hub.secret",
            SECRET,
            "hub.lease_seconds",
            "86400"));
  }

  private static String papersFeed() {
    return server.address() + "/papers.atom";
  }

  private static void send() {
    outward().deliveries().send();
  }

  private static int look() {
    return outward().websub().round(++changes);
  }

  private static void anotherPaper() {
    server
        .context()
        .getBean(Papers.class)
        .save(
            List.of(
                listed("2603.2%04d".formatted(++papers), "2026-03-05", 5, "2026-03-03T00:00:00Z")));
    server.context().getBean(IndexJob.class).drain();
  }

  private static long subscriptions() {
    return server.database().sql().sql("select count(*) from websub").query(Long.class).single();
  }

  @Test
  void aReaderFindsTheHubSubscribesAndIsToldOfEachChangeSigned() throws Exception {
    HttpResponse<String> feed = server.get("/papers.atom");
    Matcher link =
        Pattern.compile("<([^>]+)>; rel=\"hub\", <([^>]+)>; rel=\"self\"")
            .matcher(header(feed, "Link"));
    assertThat(link.find()).isTrue();
    assertThat(link.group(1)).isEqualTo(server.address() + "/websub");
    String topic = link.group(2);
    assertThat(feed.body())
        .contains("<link rel=\"hub\" href=\"" + link.group(1) + "\"")
        .contains("href=\"" + topic + "\"");

    assertThat(subscribe(topic).statusCode()).isEqualTo(202);
    assertThat(SUBSCRIBER.got()).as("asked later, not while it waits").isEmpty();
    assertThat(subscriptions()).isZero();
    send();
    Got question = SUBSCRIBER.got().getFirst();
    assertThat(question.method()).isEqualTo("GET");
    assertThat(question.query())
        .containsEntry("mine", "7")
        .containsEntry("hub.mode", "subscribe")
        .containsEntry("hub.topic", topic)
        .containsEntry("hub.lease_seconds", "86400");
    assertThat(subscriptions()).isOne();

    SUBSCRIBER.forget();
    assertThat(look()).as("nothing changed").isZero();
    anotherPaper();
    assertThat(look()).isOne();
    assertThat(look()).isZero();
    send();
    assertThat(SUBSCRIBER.got()).hasSize(1);
    Got told = SUBSCRIBER.got().getFirst();
    assertThat(told.method()).isEqualTo("POST");
    assertThat(told.query()).containsEntry("mine", "7");
    assertThat(told.header("content-type")).isEqualTo("application/atom+xml;charset=utf-8");
    assertThat(told.header("link"))
        .isEqualTo("<" + server.address() + "/websub>; rel=\"hub\", <" + topic + ">; rel=\"self\"");
    assertThat(told.text()).isEqualTo(server.get("/papers.atom").body());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    assertThat(told.header("x-hub-signature"))
        .isEqualTo("sha256=" + HexFormat.of().formatHex(mac.doFinal(told.body())));

    ask(
        Map.of(
            "hub.mode",
            "unsubscribe",
            "hub.topic",
            topic,
            "hub.callback",
            SUBSCRIBER.origin() + "/in?mine=7"));
    assertThat(subscriptions()).isOne();
    send();
    assertThat(subscriptions()).isZero();
    anotherPaper();
    assertThat(look()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/papers.rss",
        "/papers.json",
        "/search.atom?q=paper",
        "/categories/cs.LG.rss",
        "/papers/date/2026-03-05.atom",
        "/papers/trending.atom",
        "/methods.atom",
        "/comments.json",
        "/papers/2603.00002/comments.atom",
        "/editions/first.atom"
      })
  void everyFeedNamesTheHubAndIsATopicUnderTheAddressThatItNames(String path) {
    HttpResponse<String> feed = server.get(path);
    assertThat(feed.statusCode()).isEqualTo(200);
    assertThat(feed.body()).contains(server.address() + "/websub");
    Matcher self = Pattern.compile("<([^>]+)>; rel=\"self\"").matcher(header(feed, "Link"));
    assertThat(self.find()).isTrue();
    HttpResponse<String> answer = subscribe(self.group(1));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    send();
    assertThat(subscriptions()).isOne();
    assertThat(outward().websub().round(++changes))
        .as("what is sent is what the route gives")
        .isZero();
  }

  @Test
  void aPageBehindTheFirstNamesNoHub() {
    assertThat(server.get("/papers.atom?p=2").body()).doesNotContain("/websub");
    assertThat(header(server.get("/papers.atom?p=2"), "Link")).isEmpty();
  }

  @Test
  void whoDoesNotConfirmIsNotSubscribed() {
    for (Say no : List.of(new Say(404, ""), new Say(200, "yes"), new Say(302, ""))) {
      SUBSCRIBER.answer(got -> no);
      assertThat(subscribe(papersFeed()).statusCode()).isEqualTo(202);
      send();
      send();
    }
    assertThat(SUBSCRIBER.got()).as("each is asked once").hasSize(3);
    assertThat(subscriptions()).isZero();
  }

  @Test
  void nobodyEndsTheSubscriptionOfAnother() {
    subscribe(papersFeed());
    send();
    SUBSCRIBER.answer(got -> new Say(404, "I did not ask for that"));
    ask(
        Map.of(
            "hub.mode",
            "unsubscribe",
            "hub.topic",
            papersFeed(),
            "hub.callback",
            SUBSCRIBER.origin() + "/in?mine=7"));
    send();
    assertThat(subscriptions()).isOne();
  }

  @Test
  void theSameAgainRenewsTheLeaseAndTheLastRequestCounts() {
    subscribe(papersFeed());
    send();
    server.database().sql().sql("update websub set expires = now() + interval '1 minute'").update();
    SUBSCRIBER.forget();
    subscribe(papersFeed());
    subscribe(papersFeed());
    send();
    assertThat(SUBSCRIBER.got()).hasSize(1);
    assertThat(subscriptions()).isOne();
    assertThat(
            server
                .database()
                .sql()
                .sql("select expires > now() + interval '23 hours' from websub")
                .query(Boolean.class)
                .single())
        .isTrue();
  }

  @Test
  void aLeaseEnds() {
    subscribe(papersFeed());
    send();
    server.database().sql().sql("update websub set expires = now() - interval '1 second'").update();
    SUBSCRIBER.forget();
    anotherPaper();
    assertThat(look()).isZero();
    send();
    assertThat(SUBSCRIBER.got()).isEmpty();
    assertThat(subscriptions()).isZero();
  }

  @Test
  void whoeverAnswersGoneIsUnsubscribed() {
    subscribe(papersFeed());
    send();
    SUBSCRIBER.answer(got -> new Say(410, ""));
    anotherPaper();
    look();
    send();
    assertThat(subscriptions()).isZero();
  }

  @Test
  void whoWasAwayGetsTheFeedOnceAsItIsWhenTheyAreBack() {
    subscribe(papersFeed());
    send();
    SUBSCRIBER.answer(got -> new Say(503, ""));
    anotherPaper();
    look();
    send();
    anotherPaper();
    assertThat(look()).as("it waits already").isZero();
    server
        .database()
        .sql()
        .sql("update delivery set next_at = now() - interval '1 second'")
        .update();
    SUBSCRIBER.forget();
    SUBSCRIBER.answer(WebSubTest::agrees);
    send();
    assertThat(SUBSCRIBER.got()).hasSize(1);
    assertThat(SUBSCRIBER.got().getFirst().text()).isEqualTo(server.get("/papers.atom").body());
  }

  @Test
  void ofTwoProcessesOneTells() throws Exception {
    subscribe(papersFeed());
    send();
    anotherPaper();
    java.util.concurrent.atomic.AtomicInteger told =
        new java.util.concurrent.atomic.AtomicInteger();
    Thread[] processes = new Thread[3];
    for (int i = 0; i < processes.length; i++) {
      processes[i] =
          Thread.ofPlatform().start(() -> told.addAndGet(outward().websub().round(++changes)));
    }
    for (Thread process : processes) {
      process.join();
    }
    assertThat(told.get()).isOne();
  }

  @Test
  void nothingIsLookedAtWhileNothingChanges() {
    subscribe(papersFeed());
    send();
    look();
    anotherPaper();
    assertThat(outward().websub().round(changes)).isZero();
    assertThat(outward().websub().round(++changes)).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/papers|no feed of this server",
        "/digests/feed/abc.atom|no feed of this server",
        "/papers/date/2026-13-45.atom|no feed of this server",
        "/editions/none.atom|no feed of this server",
        "/papers.atom?p=2|no feed of this server",
        "/search.atom?q=a%20b|the feed's own address",
        "/search.atom|no feed of this server",
      })
  void whatIsNoFeedIsNoTopic(String path, String why) {
    HttpResponse<String> answer = subscribe(server.address() + path);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(org.jsoup.Jsoup.parse(answer.body()).text()).contains(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://127.0.0.1:1/in|is a private address",
        "http://10.0.0.1/in|is a private address",
        "http://[fe80::1]/in|is a private address",
        "ftp://example.org/in|no web address",
        "/in|whole address",
        "http://me:secret@example.org/|no address of a public host",
      })
  void callbacksThatNobodyShouldBeSentToAreRefused(String callback, String why) {
    HttpResponse<String> answer =
        ask(Map.of("hub.mode", "subscribe", "hub.topic", papersFeed(), "hub.callback", callback));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(org.jsoup.Jsoup.parse(answer.body()).text())
        .containsAnyOf(why, "an address of this server");
  }

  @Test
  void anotherModeIsRefused() {
    assertThat(ask(Map.of("hub.mode", "publish", "hub.topic", papersFeed())).statusCode())
        .isEqualTo(400);
    assertThat(ask(Map.of()).statusCode()).isEqualTo(400);
  }

  @Test
  void aNetworkHasSoManySubscriptionsAndNoMore() {
    server
        .database()
        .sql()
        .sql(
            """
            insert into websub (topic, callback, secret, network, since, expires)
            select 't', 'c' || n, '', '127.0.0.1', now(), now() + interval '1 day' from generate_series(1, :most) n
            """)
        .param("most", WebSub.MOST_OF_A_NETWORK)
        .update();
    HttpResponse<String> answer = subscribe(papersFeed());
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.body()).contains("as many as can be");
  }

  @Test
  void whereItIsSwitchedOffThereIsNoHub() {
    try (TestServer without = TestServer.set(Map.of("websub.enabled", "false"))) {
      assertThat(without.get("/papers.atom").body()).doesNotContain("/websub");
      assertThat(header(without.get("/papers.atom"), "Link")).isEmpty();
      assertThat(without.post("/websub", "", "", "hub.mode=subscribe")).isEqualTo(404);
    }
  }
}
