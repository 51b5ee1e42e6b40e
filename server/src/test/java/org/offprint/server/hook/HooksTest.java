package org.offprint.server.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestPapers.listed;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offprint.server.Member;
import org.offprint.server.TestServer;
import org.offprint.server.account.Role;
import org.offprint.server.hook.Receiver.Got;
import org.offprint.server.hook.Receiver.Say;
import org.offprint.server.paper.Papers;
import org.offprint.server.search.IndexJob;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// From the form at `/hooks` to somebody else's server, over HTTP both ways.
class HooksTest {
  private static final LocalDate TODAY = Instant.now().atZone(ZoneOffset.UTC).toLocalDate();
  private static final JsonMapper JSON = new JsonMapper();
  private static final Receiver RECEIVER = new Receiver();

  private static TestServer server;
  private static Member admin;
  private static int papers;

  @BeforeAll
  static void start() {
    server =
        TestServer.set(
            Map.of("hooks.trusted", RECEIVER.origin(), "digest.hour", "0"),
            listed("2603.00002", "2026-03-05", 40, "2026-03-03T00:00:00Z"));
    admin = server.member("root-x", Role.admin);
  }

  @AfterAll
  static void stop() {
    server.close();
    RECEIVER.close();
  }

  @BeforeEach
  void empty() {
    server.database().sql().sql("delete from hook").update();
    RECEIVER.forget();
    RECEIVER.answer(got -> new Say(204, ""));
  }

  private static Outward outward() {
    return server.context().getBean(Outward.class);
  }

  /// A hook, and its secret.
  private static String add(String... fields) {
    List<String> all = new java.util.ArrayList<>(List.of(fields)); // of two fields the first counts
    all.addAll(List.of("name=Lab", "most=10", "form=json"));
    all.add("address=" + RECEIVER.origin() + "/in?key=abc");
    HttpResponse<String> added = admin.post("/hooks", all.toArray(String[]::new));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
    Matcher secret = Pattern.compile("whsec_[A-Za-z0-9+/=&#;0-9]+").matcher(added.body());
    assertThat(secret.find()).isTrue();
    return secret.group().replace("&#43;", "+").replace("&#61;", "=").replace("&#x2F;", "/");
  }

  private static long hook() {
    return server.database().sql().sql("select id from hook").query(Long.class).single();
  }

  /// Papers that come to a day's list.
  private static String list(String title) {
    String id = "2603.1%04d".formatted(++papers);
    var offered = listed(id, TODAY.toString(), 5, "2026-03-03T00:00:00Z");
    server.context().getBean(Papers.class).save(List.of(offered));
    server
        .database()
        .sql()
        .sql("update paper set title = :title where id = :id")
        .param("title", title)
        .param("id", id)
        .update();
    server.context().getBean(IndexJob.class).drain();
    return id;
  }

  /// Everything that is due, also what waits a minute for more of its list.
  private static int news() {
    int told = outward().newsroom().round();
    server
        .database()
        .sql()
        .sql("update hook set waits_since = waits_since - interval '2 minutes'")
        .update();
    told += outward().newsroom().round();
    outward().deliveries().send();
    return told;
  }

  private static JsonNode json(Got got) {
    return JSON.readTree(got.body());
  }

  @Test
  void newPapersComeAsOneSignedDocumentAndNeverTwice() throws Exception {
    String secret = add("papers=1");
    String first = list("One & <two>");
    String second = list("Three");

    assertThat(outward().newsroom().round()).as("more of the list may come").isZero();
    assertThat(news()).isOne();
    assertThat(news()).isZero();

    assertThat(RECEIVER.got()).hasSize(1);
    Got got = RECEIVER.got().getFirst();
    assertThat(got.path()).isEqualTo("/in");
    assertThat(got.query()).containsEntry("key", "abc");
    assertThat(got.header("content-type")).isEqualTo("application/json");
    assertThat(got.header("webhook-id")).matches("msg_[0-9a-f]{32}");
    long at = Long.parseLong(got.header("webhook-timestamp"));
    assertThat(at).isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
    mac.update((got.header("webhook-id") + "." + at + ".").getBytes(UTF_8));
    assertThat(got.header("webhook-signature"))
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(got.body())));

    JsonNode document = json(got);
    assertThat(document.get("type").stringValue()).isEqualTo("papers.listed");
    assertThat(Instant.parse(document.get("timestamp").stringValue()))
        .isBeforeOrEqualTo(Instant.now());
    JsonNode data = document.get("data");
    assertThat(data.get("day").stringValue()).isEqualTo(TODAY.toString());
    assertThat(data.get("total").intValue()).isEqualTo(2);
    assertThat(data.get("late").booleanValue()).isFalse();
    assertThat(data.get("papers").get(0).get("id").stringValue()).isEqualTo(first);
    assertThat(data.get("papers").get(0).get("url").stringValue())
        .isEqualTo(server.address() + "/papers/" + first);
    assertThat(data.get("papers").get(1).get("id").stringValue()).isEqualTo(second);

    String late = list("Four");
    assertThat(news()).isOne();
    JsonNode after = json(RECEIVER.got().getLast()).get("data");
    assertThat(after.get("late").booleanValue()).isTrue();
    assertThat(after.get("papers").get(0).get("id").stringValue()).isEqualTo(late);
    assertThat(after.get("total").intValue()).isOne();
  }

  @Test
  void ofTwoProcessesOneTells() throws Exception {
    add("papers=1");
    list("One");
    outward().newsroom().round();
    server
        .database()
        .sql()
        .sql("update hook set waits_since = waits_since - interval '2 minutes'")
        .update();
    java.util.concurrent.atomic.AtomicInteger told =
        new java.util.concurrent.atomic.AtomicInteger();
    Thread[] processes = new Thread[3];
    for (int i = 0; i < processes.length; i++) {
      processes[i] = Thread.ofPlatform().start(() -> told.addAndGet(outward().newsroom().round()));
    }
    for (Thread process : processes) {
      process.join();
    }
    assertThat(told.get()).isOne();
  }

  @Test
  void aHookGetsWhatItsCategoryAndItsSearchMatch() {
    add("papers=1", "search=gradient");
    list("Something else");
    String wanted = list("A gradient of it");
    assertThat(news()).isOne();
    assertThat(json(RECEIVER.got().getFirst()).get("data").get("total").intValue()).isOne();
    assertThat(
            json(RECEIVER.got().getFirst())
                .get("data")
                .get("papers")
                .get(0)
                .get("id")
                .stringValue())
        .isEqualTo(wanted);

    empty();
    add("papers=1", "category=math");
    list("A gradient of it");
    assertThat(news()).isZero();
  }

  @Test
  void aListThatIsNotSettledIsWaitedForAndThenToldWithItsState() {
    add("papers=1");
    list("One");
    server
        .database()
        .sql()
        .sql(
            """
            insert into day_state (day, category, state, announced, missing, why, since, checked)
            values (:day, 'cs.LG', 'partial', 3, '["2603.99998"]', 'one is missing', now(), now())
            """)
        .param("day", TODAY)
        .update();
    try {
      assertThat(news()).isZero();
      server
          .database()
          .sql()
          .sql("update hook set waits_since = waits_since - interval '3 hours'")
          .update();
      assertThat(news()).isOne();
      assertThat(json(RECEIVER.got().getFirst()).get("data").get("state").stringValue())
          .isEqualTo("partial");
    } finally {
      server.database().sql().sql("delete from day_state").update();
    }
  }

  @Test
  void trendingComesOnceADay() {
    add("trending=1", "most=1");
    list("One");
    server.database().sql().sql("update hook set trended = trended - 1").update();
    assertThat(news()).isOne();
    assertThat(news()).isZero();
    JsonNode document = json(RECEIVER.got().getFirst());
    assertThat(document.get("type").stringValue()).isEqualTo("papers.trending");
    assertThat(document.get("data").get("papers")).hasSize(1);
  }

  @Test
  void aNewVerdictIsTold() {
    add("verdicts=1");
    // As if the newest run had come after the hook.
    server.database().sql().sql("update hook set verdicts_told = 0").update();
    assertThat(news()).isOne();
    JsonNode data = json(RECEIVER.got().getFirst()).get("data");
    assertThat(data.get("total").intValue()).isPositive();
    assertThat(data.get("papers").get(0).get("verdict").stringValue()).contains(": claim ");
    assertThat(
            server
                .get(
                    java.net
                        .URI
                        .create(data.get("papers").get(0).get("run").stringValue())
                        .getPath())
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"slack", "matrix", "teams"})
  void chatsGetMessagesThatNoTitleBreaks(String form) {
    add("papers=1", "form=" + form, "most=1");
    String id = list("A <b>*bold*</b> [claim](x) | & more");
    list("Second");
    news();
    JsonNode body = json(RECEIVER.got().getFirst());
    String address = server.address() + "/papers/" + id;
    switch (form) {
      case "slack" -> {
        assertThat(body.get("text").stringValue())
            .contains("<" + address + "|A &lt;b&gt;")
            .contains("¦ &amp; more")
            .contains("1 more at Offprint");
        assertThat(body.get("blocks").get(0).get("type").stringValue()).isEqualTo("header");
        assertThat(body.get("blocks").get(1).get("text").get("type").stringValue())
            .isEqualTo("mrkdwn");
        assertThat(body.get("blocks")).hasSize(3);
      }
      case "matrix" -> {
        assertThat(body.get("text").stringValue()).contains("A <b>*bold*</b>").contains(address);
        assertThat(body.get("html").stringValue())
            .contains(
                "<a href=\""
                    + address
                    + "\">A &lt;b&gt;*bold*&lt;/b&gt; [claim](x) | &amp; more</a>");
      }
      default -> {
        JsonNode attachment = body.get("attachments").get(0);
        assertThat(body.get("type").stringValue()).isEqualTo("message");
        assertThat(attachment.get("contentType").stringValue())
            .isEqualTo("application/vnd.microsoft.card.adaptive");
        JsonNode card = attachment.get("content");
        assertThat(card.get("type").stringValue()).isEqualTo("AdaptiveCard");
        assertThat(card.get("body").get(1).get("text").stringValue())
            .startsWith(
                "[A \\<b\\>\\*bold\\*\\</b\\> \\[claim\\]\\(x\\) \\| & more](" + address + ")");
        assertThat(card.get("actions").get(0).get("title").stringValue())
            .isEqualTo("1 more at Offprint");
      }
    }
  }

  @Test
  void aTestMessageGoesOutAndThePageShowsWhatBecameOfIt() {
    add("papers=1");
    String page = "/hooks/" + hook();
    assertThat(admin.post(page + "/test").statusCode()).isEqualTo(303);
    assertThat(admin.get(page + "?done=test").body()).contains("on its way", "waiting");
    RECEIVER.answer(got -> new Say(404, "no such hook"));
    outward().deliveries().send();
    assertThat(admin.get(page).body()).contains("answered 404: no such hook", "tried again later");
    assertThat(admin.get("/hooks").body()).contains("answered 404: no such hook");
    assertThat(json(RECEIVER.got().getFirst()).get("type").stringValue()).isEqualTo("test");
  }

  @Test
  void whoeverAnswersGoneIsLeftAlone() {
    add("papers=1");
    long id = hook();
    admin.post("/hooks/" + id + "/test");
    admin.post("/hooks/" + id + "/test");
    RECEIVER.answer(got -> new Say(410, ""));
    outward().deliveries().send();
    int asked = RECEIVER.got().size();
    assertThat(admin.get("/hooks").body()).contains("ended by its server").contains("answered 410");
    list("One");
    assertThat(news()).isZero();
    assertThat(RECEIVER.got()).hasSize(asked);
    assertThat(admin.post("/hooks/" + id + "/test").statusCode()).isEqualTo(400);

    RECEIVER.answer(got -> new Say(200, ""));
    admin.post("/hooks/" + id + "/resume");
    assertThat(news()).as("what came meanwhile is not told").isZero();
    list("Two");
    assertThat(news()).isOne();
  }

  @Test
  void aPausedHookIsToldNothingAndARemovedOneIsGone() {
    add("papers=1");
    long id = hook();
    admin.post("/hooks/" + id + "/test");
    admin.post("/hooks/" + id + "/pause");
    list("One");
    assertThat(news()).isZero();
    assertThat(RECEIVER.got()).isEmpty();
    assertThat(admin.post("/hooks/" + id + "/remove").statusCode()).isEqualTo(303);
    assertThat(admin.get("/hooks/" + id).statusCode()).isEqualTo(404);
    assertThat(
            server.database().sql().sql("select count(*) from delivery").query(Long.class).single())
        .isZero();
  }

  @Test
  void aHookIsChangedAndKeepsItsPlaceItsAddressAndItsSecret() {
    String secret = add("verdicts=1", "category=cs.AI");
    String page = "/hooks/" + hook();
    list("Before");
    assertThat(admin.get(page).body()).contains("value=\"cs.AI\"", "value=\"Lab\"");

    HttpResponse<String> changed =
        admin.post(page, "name=Hall", "address=", "papers=1", "search=title:after", "most=3");
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(303);
    assertThat(admin.get(page + "?done=changed").body())
        .contains("Saved.", "Hall", "papers, search: title:after", "at most 3 papers a message")
        .doesNotContain(secret);
    assertThat(news()).as("what it was not told before it is not told now").isZero();
    list("After");
    assertThat(news()).isOne();
    assertThat(RECEIVER.got()).hasSize(1);
    assertThat(RECEIVER.got().getFirst().query()).containsEntry("key", "abc");
    assertThat(json(RECEIVER.got().getFirst()).toString())
        .contains("After")
        .doesNotContain("Before");
    assertThat(server.database().sql().sql("select secret from hook").query(String.class).single())
        .isEqualTo(secret);

    assertThat(admin.post(page, "name=Hall", "address=", "most=3").body())
        .contains("Choose at least one thing");
    assertThat(admin.post(page, "name=Hall", "address=http://x.org/", "papers=1", "most=3").body())
        .contains("must begin with https", "value=\"http://x.org/\"");
    add("papers=1");
    assertThat(admin.post(page, "name=Lab", "address=", "papers=1", "most=3").body())
        .contains("There is another hook of this name.");
  }

  @Test
  void theNumbersOfDeliveriesStandInTheMetrics() {
    add("papers=1");
    admin.post("/hooks/" + hook() + "/test");
    assertThat(server.get("/metrics").body())
        .contains("offprint_deliveries_waiting{kind=\"hook\"} 1.0")
        .contains("offprint_deliveries_failed{kind=\"content\"} 0.0");
  }

  @Test
  void theSecretIsShownOnceAndTheAddressNever() {
    String secret = add("papers=1");
    for (String path : List.of("/hooks", "/hooks/" + hook())) {
      assertThat(admin.get(path).body())
          .contains(RECEIVER.origin() + "/…")
          .doesNotContain(secret, "key=abc", "/in?");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://chat.example.org/in|must begin with https",
        "https://127.0.0.1/in|is a private address",
        "https://[::1]/in|is a private address",
        "https://169.254.169.254/latest|is a private address",
        "https://10.1.2.3/in|hooks.trusted: https://10.1.2.3",
        "ftp://example.org/in|must begin with https",
        "nonsense|must be whole",
        "https://me:pass@example.org/|no address of a public host",
      })
  void addressesThatNobodyShouldBeSentToAreRefused(String address, String why) {
    HttpResponse<String> answer =
        admin.post("/hooks", "name=Bad", "form=json", "papers=1", "most=5", "address=" + address);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(why).contains("value=\"" + address + "\"");
  }

  @Test
  void onlyAnAdminSeesHooksOrMakesOne() {
    Member curator = server.member("curator", Role.curator);
    assertThat(curator.get("/hooks").statusCode()).isEqualTo(403);
    assertThat(server.get("/hooks").statusCode()).isEqualTo(403);
    assertThat(
            curator
                .post(
                    "/hooks",
                    "name=x",
                    "form=json",
                    "papers=1",
                    "most=5",
                    "address=https://example.org/")
                .statusCode())
        .isEqualTo(403);
    assertThat(admin.get("/hooks").statusCode()).isEqualTo(200);
    assertThat(admin.get("/").body()).contains("href=\"/hooks\"");
    assertThat(curator.get("/").body()).doesNotContain("href=\"/hooks\"");
  }
}
