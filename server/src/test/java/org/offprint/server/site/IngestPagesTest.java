package org.offprint.server.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestPapers.listed;
import static org.offprint.server.TestServer.header;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.offprint.server.TestDays;
import org.offprint.server.TestServer;
import org.offprint.server.account.Role;
import org.offprint.server.ingest.Quarantine;

/// How days stand on their pages, and the quarantine as a curator and as anybody else sees it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IngestPagesTest {
  private static final Pattern PROOF = Pattern.compile("name=\"proof\" value=\"([^\"]+)\"");

  private final HttpClient client = HttpClient.newHttpClient();
  private TestServer server;
  private int curators;

  @BeforeAll
  void start() {
    server =
        TestServer.with(
            listed("2603.00001", "2026-03-05", 3, "2026-03-03T19:00:00Z"),
            listed("2603.00002", "2026-03-05", 2, "2026-03-03T20:00:00Z"),
            listed("2603.00003", "2026-03-06", 1, "2026-03-04T20:00:00Z"),
            listed("2602.00001", "2026-02-27", 1, "2026-02-25T20:00:00Z"));
    TestDays.fill(server.database());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aDayWhereEverythingIsHereSaysSo() {
    assertThat(text("/papers/date/2026-03-05"))
        .contains("Complete: all 2 papers announced in cs.CL and cs.LG are here.")
        .contains("cs.LG complete 1 All 1 announced papers are here, as OAI-PMH and RSS agree.");
  }

  @Test
  void aDayThatLacksPapersNamesThemWithTheWayToArxiv() {
    assertThat(text("/papers/date/2026-03-06"))
        .contains("Partial: 2 of 3 missing: 2603.00008, 2603.00009.");
    assertThat(server.get("/papers/date/2026-03-06").body())
        .contains("href=\"https://arxiv.org/abs/2603.00008\"");
  }

  @Test
  void aWeekendHasItsOwnPageAndTheWayToTheLastPapers() {
    assertThat(text("/papers/date/2026-03-07"))
        .contains("Saturday 7 March 2026")
        .contains("no papers")
        .contains("Nothing was announced: arXiv announces nothing at weekends.")
        .contains("The last papers before are those of Friday 6 March 2026.");
  }

  @Test
  void aDayThatNobodyCanBeSureOfSaysWhy() {
    assertThat(text("/papers/date/2026-03-09"))
        .contains("Not confirmed: cs.LG, only OAI-PMH has told this day whole.");
    assertThat(text("/papers/date/2026-03-10"))
        .contains("Awaited: arXiv has not announced this day yet.");
  }

  @Test
  void aDayWithoutAFollowedCategorySaysNothingOfIt() {
    assertThat(server.get("/papers/date/2026-02-27").body()).doesNotContain("class=\"stands");
  }

  @Test
  void theFrontPageShowsTheLastPapersAndSaysHowTheNewestDayStands() {
    assertThat(text("/"))
        .contains("Friday 6 March 2026")
        .contains("Tuesday 10 March 2026 Awaited: arXiv has not announced this day yet.");
  }

  @Test
  void aWeekAndAMonthMarkDaysThatAreNotComplete() {
    assertThat(text("/papers/week/2026-W10"))
        .contains("1 day not complete")
        .contains("Fri 6 Mar, 2 missing");
    assertThat(text("/papers/month/2026-03"))
        .contains("2 days not complete")
        .contains("Monday 9 March 2026, not confirmed");
  }

  @Test
  void oneOverviewHasDaysAlarmsSourcesAndTheProofOfManners() {
    assertThat(text("/ingest"))
        .contains("1 alarm stands 2026-03-06 cs.LG partial: 2 of 2 announced papers are missing.")
        .contains("Friday 6 March 2026 Fri 6 Mar complete 1 announced partial 2 of 2 missing")
        .contains("arxiv-oai")
        .contains("Gate arxiv: closed until")
        .contains("export.arxiv.org answered 429")
        .contains("no two requests at the same gate had less than 3.250 s between them")
        .contains("1 record waits for a curator: 1 of arxiv-oai.");
  }

  @Test
  void whatCouldNotBeReadIsForCuratorsOnly() {
    assertThat(server.get("/ingest/quarantine").statusCode()).isEqualTo(403);
    HttpResponse<String> refused = server.get("/ingest/quarantine/1");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("Only a curator").doesNotContain("evil");
    assertThat(post("/ingest/quarantine/1/retry", "", "proof=x").statusCode()).isEqualTo(403);
    assertThat(post("/ingest/quarantine/1/discard", "", "proof=x").statusCode()).isEqualTo(403);
  }

  @Test
  void aCuratorLooksAtRecordsTriesThemAgainAndDiscardsThem() {
    String cookie = signIn();
    quarantine()
        .add(
            "feed.jsonl",
            List.of(
                new Quarantine.Record(
                    7, "the title is missing", "{\"id\":\"2603.77777\"<script>evil()</script>"),
                new Quarantine.Record(8, "an older reader failed", TestDays.READABLE)));

    String list = server.get("/ingest/quarantine?source=feed.jsonl", "Cookie", cookie).body();
    assertThat(list)
        .contains("2 records")
        .contains("feed.jsonl, line 7")
        .contains("&lt;script&gt;evil()")
        .doesNotContain("<script>evil");
    assertThat(
            server
                .get("/ingest/quarantine?source=feed.jsonl&reason=OLDER", "Cookie", cookie)
                .body())
        .contains("1 record,")
        .contains("line 8");

    long broken = id("line = 7");
    HttpResponse<String> page = server.get("/ingest/quarantine/" + broken, "Cookie", cookie);
    assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
    assertThat(page.body()).contains("the title is missing").doesNotContain("<script>evil");
    String proof = "proof=" + proof(page.body());

    HttpResponse<String> tried = post("/ingest/quarantine/" + broken + "/retry", cookie, proof);
    assertThat(tried.statusCode()).isEqualTo(303);
    assertThat(server.get(header(tried, "Location"), "Cookie", cookie).body())
        .contains("It was tried again, and still cannot be read.");

    assertThat(post("/ingest/quarantine/" + broken + "/discard", cookie, proof).statusCode())
        .isEqualTo(303);
    assertThat(server.get("/ingest/quarantine/" + broken, "Cookie", cookie).body())
        .contains("It was discarded.")
        .doesNotContain("Try it again");

    long readable = id("line = 8");
    post("/ingest/quarantine/" + readable + "/retry", cookie, proof);
    assertThat(server.get("/ingest/quarantine/" + readable, "Cookie", cookie).body())
        .contains("It was read when it was tried again, and is stored.");
    assertThat(server.get("/papers/2603.88888").statusCode()).isEqualTo(200);
  }

  @Test
  void aFormOfAnotherSessionIsRefused() {
    assertThat(post("/ingest/quarantine/1/discard", signIn(), "proof=x").statusCode())
        .isEqualTo(403);
    assertThat(id("state = 'waiting' and source = 'arxiv-oai'")).isPositive();
  }

  private Quarantine quarantine() {
    return server.context().getBean(Quarantine.class);
  }

  private long id(String condition) {
    return server
        .database()
        .sql()
        .sql("select min(id) from quarantine where " + condition)
        .query(Long.class)
        .single();
  }

  /// What a reader reads, with single spaces.
  private String text(String path) {
    HttpResponse<String> answer = server.get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer
        .body()
        .replaceAll("(?s)^.*<main[^>]*>|</main>.*$", "")
        .replaceAll("<[^>]+>", " ")
        .replaceAll("\\s+", " ")
        .replaceAll(" ([,.:])", "$1");
  }

  private String signIn() {
    return server.member("curator-" + curators++, Role.curator).cookie();
  }

  private static String proof(String page) {
    Matcher found = PROOF.matcher(page);
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private HttpResponse<String> post(String path, String cookie, String... fields) {
    StringBuilder body = new StringBuilder();
    for (String field : fields) {
      int at = field.indexOf('=');
      body.append(body.isEmpty() ? "" : "&")
          .append(field, 0, at + 1)
          .append(URLEncoder.encode(field.substring(at + 1), StandardCharsets.UTF_8));
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", server.address())
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
