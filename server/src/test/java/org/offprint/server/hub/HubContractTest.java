package org.offprint.server.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestPapers.listed;
import static org.offprint.server.TestPapers.unlisted;
import static org.offprint.server.TestServer.header;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.offprint.server.TestPapers;
import org.offprint.server.TestServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HubContractTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.with(
            TestPapers.FULL_LISTED,
            listed("2603.00002", "2026-03-05", 40, "2026-03-03T00:00:00Z"),
            listed("2603.00003", "2026-03-05", 12, "2026-03-04T19:00:00Z"),
            listed("2603.00004", "2026-03-05", null, "2026-03-04T19:00:00Z"),
            listed("2603.00005", "2026-03-09", 1, "2026-03-06T00:00:00Z"),
            listed("2507.00006", "2025-07-31", 90, "2025-07-30T12:00:00Z"),
            unlisted("cs/0112017", "2001-12-14"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void anEntryHasTheKeysOfTheContractInTheirOrder() {
    String answer = server.get("/api/daily_papers?submitter=akhaliq").body();

    assertThat(answer)
        .isEqualTo(
            """
            [{"paper":{"id":"2603.01234","authors":[\
            {"_id":"A0","user":{"_id":"U1","avatarUrl":"V1","isPro":false,"fullname":"Ada Lovelace","user":"ada","type":"user","name":"ada"},"name":"Ada Lovelace","hidden":false},\
            {"_id":"A1","name":"Paul Erdős","hidden":false}],\
            "mediaUrls":["https://media.example.org/1.png"],\
            "publishedAt":"2026-03-04T18:00:01.000Z","submittedOnDailyAt":"2026-03-05T00:00:00.000Z",\
            "title":"A <Full> Paper & Its \\"Facts\\"",\
            "submittedOnDailyBy":{"_id":"U2","avatarUrl":"V2","isPro":false,"fullname":"AK","user":"akhaliq","type":"user","name":"akhaliq"},\
            "summary":"We show that $x < y$ & more.","upvotes":12,"discussionId":"D",\
            "projectPage":"https://engine.example.org","githubRepo":"https://github.com/ada/engine","githubRepoAddedBy":"user",\
            "ai_summary":"A model wrote this.","ai_keywords":["entropy","engines"],"githubStars":41,\
            "organization":{"_id":"O","name":"analytical-engines","fullname":"Analytical Engines"}},\
            "publishedAt":"2026-03-04T13:00:01.000Z","title":"A <Full> Paper & Its \\"Facts\\"","summary":"We show that $x < y$ & more.",\
            "mediaUrls":["https://media.example.org/1.png"],"thumbnail":"SERVER/cards/2603.01234.png","numComments":3,\
            "submittedBy":{"_id":"U2","avatarUrl":"V2","fullname":"AK","name":"akhaliq","type":"user","isPro":false,"isHf":false,"isHfAdmin":false,"isMod":false},\
            "organization":{"_id":"O","name":"analytical-engines","fullname":"Analytical Engines"},\
            "isAuthorParticipating":false}]\
            """
                .replace("A0", HubKeys.id("author", "2603.01234 0"))
                .replace("A1", HubKeys.id("author", "2603.01234 1"))
                .replace("U1", HubKeys.id("user", "ada"))
                .replace("V1", HubKeys.avatar("ada"))
                .replace("U2", HubKeys.id("user", "akhaliq"))
                .replace("V2", HubKeys.avatar("akhaliq"))
                .replace("\"D\"", "\"" + HubKeys.id("discussion", "2603.01234") + "\"")
                .replace("\"O\"", "\"" + HubKeys.id("org", "analytical-engines") + "\"")
                .replace("SERVER", server.address()));
  }

  @Test
  void aKeyThatHasNothingToSayIsLeftOut() {
    String answer = server.get("/api/daily_papers?date=2026-03-09").body();

    assertThat(answer).doesNotContain("null");
    assertThat(JSON.readTree(answer).get(0).get("paper").propertyNames())
        .containsExactly(
            "id",
            "authors",
            "publishedAt",
            "submittedOnDailyAt",
            "title",
            "summary",
            "upvotes",
            "discussionId");
  }

  @Test
  void aDayIsOrderedByUpvotesAndThenByTheLaterPublication() {
    assertThat(ids("/api/daily_papers?date=2026-03-05"))
        .containsExactly("2603.00002", "2603.00003", "2603.01234", "2603.00004");
  }

  @Test
  void anUnknownCountIsZeroForClientsThatKnowNothingElse() {
    JsonNode last = JSON.readTree(server.get("/api/daily_papers?date=2026-03-05").body()).get(3);
    assertThat(last.get("paper").get("upvotes").intValue()).isZero();
    assertThat(last.get("numComments").intValue()).isZero();
  }

  @Test
  void theTimeOfAnEntryIsNewYorksClockInSummerAndInWinter() {
    assertThat(HubTimes.newYorkClock(java.time.Instant.parse("2026-08-20T00:00:00Z")))
        .isEqualTo("2026-08-19T20:00:00.000Z");
    assertThat(HubTimes.newYorkClock(java.time.Instant.parse("2026-01-20T00:00:00Z")))
        .isEqualTo("2026-01-19T19:00:00.000Z");
  }

  @Test
  void weeksRunFromMondayAndMonthsByTheDayOfTheList() {
    assertThat(ids("/api/daily_papers?week=2026-W10")).hasSize(4).contains("2603.00002");
    assertThat(ids("/api/daily_papers?week=2026-W11")).containsExactly("2603.00005");
    assertThat(ids("/api/daily_papers?month=2025-07")).containsExactly("2507.00006");
    assertThat(ids("/api/daily_papers?week=2026-W01")).isEmpty();
  }

  @Test
  void severalFiltersMustAllHold() {
    assertThat(ids("/api/daily_papers?month=2026-03&week=2026-W11")).containsExactly("2603.00005");
    assertThat(ids("/api/daily_papers?month=2025-07&date=2026-03-05")).isEmpty();
    assertThat(ids("/api/daily_papers?date=2026-03-05&submitter=akhaliq"))
        .containsExactly("2603.01234");
  }

  @Test
  void withoutAFilterTheNewestDayComesFirst() {
    assertThat(ids("/api/daily_papers"))
        .startsWith(
            "2603.00005", "2603.00002", "2603.00003", "2603.01234", "2603.00004", "2507.00006");
  }

  @Test
  void trendingWeighsVotesAgainstDays() {
    // 40 votes on the 5th make log₂ 41 = 5.4, and the 9th with one vote 4 + 1.
    assertThat(ids("/api/daily_papers?sort=trending&limit=2"))
        .containsExactly("2603.00002", "2603.00005");
  }

  @Test
  void pagesAreLinkedWithTheConfiguredAddressUntilTheLast() {
    HttpResponse<String> first =
        server.get(
            "/api/daily_papers?date=2026-03-05&limit=2", "X-Forwarded-Host", "elsewhere.example");
    assertThat(header(first, "Link"))
        .isEqualTo(
            "<%s/api/daily_papers?date=2026-03-05&p=1&limit=2>; rel=\"next\""
                .formatted(server.address()));
    assertThat(header(server.get("/api/daily_papers?date=2026-03-05&limit=2&p=1"), "Link"))
        .isEmpty();
    assertThat(ids("/api/daily_papers?date=2026-03-05&p=100")).isEmpty();
  }

  @Test
  void whatIsNotInTheCalendarOrOutOfRangeIsRefusedInWords() {
    for (String query :
        List.of(
            "date=2025-13-40",
            "date=yesterday",
            "week=2025-W53",
            "week=2025-09",
            "month=2025-13",
            "sort=likes",
            "p=-1",
            "limit=0",
            "limit=101",
            "limit=many")) {
      HttpResponse<String> answer = server.get("/api/daily_papers?" + query);
      assertThat(answer.statusCode()).as(query).isEqualTo(400);
      assertThat(JSON.readTree(answer.body()).get("error").stringValue())
          .contains(query.substring(query.indexOf('=') + 1), "expected");
      assertThat(header(answer, "X-Error-Message")).isNotEmpty();
    }
  }

  @Test
  void anUnknownParameterIsIgnoredAndATimestampIsItsDay() {
    assertThat(ids("/api/daily_papers?date=2026-03-09T10:00:00.000Z&lang=en"))
        .containsExactly("2603.00005");
  }

  @Test
  void aPaperIsFlatAndBringsItsRepositories() {
    JsonNode paper = JSON.readTree(server.get("/api/papers/2603.01234v2").body());
    assertThat(paper.get("id").stringValue()).isEqualTo("2603.01234");
    assertThat(paper.get("linkedModels").get(0).get("id").stringValue()).isEqualTo("ada/engine-1b");
    assertThat(paper.get("numTotalModels").intValue()).isEqualTo(1);
    assertThat(paper.get("linkedDatasets")).isEmpty();
    assertThat(server.get("/api/arxiv/2603.01234/repos").body())
        .isEqualTo(
            "{\"models\":[{\"id\":\"ada/engine-1b\",\"tags\":[\"arxiv:2603.01234\"]}],\"datasets\":[],\"spaces\":[]}");
  }

  @Test
  void anIdentifierOfBefore2007MayHaveItsSlash() {
    assertThat(server.get("/api/papers/cs/0112017").body()).contains("\"id\":\"cs/0112017\"");
    assertThat(server.get("/papers/cs/0112017.md").body()).startsWith("# Paper cs/0112017\n");
    assertThat(server.get("/api/arxiv/cs/0112017/repos").statusCode()).isEqualTo(200);
  }

  @Test
  void aPaperThatIsNotHereIs404InTheFormOfItsReader() {
    HttpResponse<String> answer = server.get("/api/papers/1234.56789");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"error\":\"Paper not found\"}");
    assertThat(header(answer, "X-Error-Code")).isEmpty();
    HttpResponse<String> markdown = server.get("/papers/1234.56789.md");
    assertThat(markdown.statusCode()).isEqualTo(404);
    assertThat(header(markdown, "Content-Type")).startsWith("text/plain");
  }

  @Test
  void theMarkdownSaysWhatThePageSays() {
    HttpResponse<String> answer = server.get("/papers/2603.01234.md");
    assertThat(header(answer, "Content-Type")).isEqualTo("text/markdown;charset=utf-8");
    assertThat(answer.body())
        .startsWith("# A \\<Full\\> Paper & Its \"Facts\"\n\nAda Lovelace, Paul Erdős\n")
        .contains("- arXiv: <https://arxiv.org/abs/2603.01234>", "We show that $x < y$ & more.");
  }

  @Test
  void commentsCanBeAskedForAlone() {
    assertThat(server.get("/api/papers/2603.01234?field=comments").body())
        .isEqualTo("{\"comments\":[]}");
  }

  @Test
  void everyAccountHasAPictureHere() {
    HttpResponse<String> picture = server.get(HubKeys.avatar("akhaliq"));
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(header(picture, "Content-Type")).isEqualTo("image/svg+xml");
    assertThat(picture.body()).startsWith("<svg").doesNotContain("null");
  }

  @Test
  void withoutATokenNobodyIsAnybody() {
    HttpResponse<String> answer = server.get("/api/whoami-v2", "Authorization", "Bearer hf_x");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(header(answer, "X-Error-Message"))
        .isEqualTo("Invalid credentials in Authorization header");
  }

  @Test
  void otherSitesMayReadAndAPollCostsNothing() {
    HttpResponse<String> first = server.get("/api/daily_papers");
    assertThat(header(first, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(server.get("/api/daily_papers", "If-None-Match", header(first, "ETag")).statusCode())
        .isEqualTo(304);
  }

  @Test
  void aSearchFindsHighlightsAndKeepsItsLimit() {
    JsonNode hits = JSON.readTree(server.get("/api/papers/search?q=facts&limit=1").body());
    assertThat(hits).hasSize(1);
    JsonNode hit = hits.get(0);
    assertThat(hit.get("paper").get("id").stringValue()).isEqualTo("2603.01234");
    assertThat(hit.get("upvoted").booleanValue()).isFalse();
    StringBuilder joined = new StringBuilder();
    hit.get("highlightedTitle").forEach(piece -> joined.append(piece.get("text").stringValue()));
    assertThat(joined.toString()).isEqualTo(hit.get("title").stringValue());
    assertThat(hit.get("highlightedTitle").valueStream())
        .anyMatch(piece ->
            piece.get("type").stringValue().equals("highlight")
                && piece.get("text").stringValue().equals("Facts"));
    assertThat(server.get("/api/papers/search?q=" + "x".repeat(251)).statusCode()).isEqualTo(400);
    assertThat(server.get("/api/papers/search?q=x&limit=121").statusCode()).isEqualTo(400);
    assertThat(server.get("/api/papers/search").statusCode()).isEqualTo(200);
  }

  @Test
  void allPapersCanBeWalkedThroughWithTheLinkOfEachAnswer() {
    List<String> seen = new java.util.ArrayList<>();
    String path = "/api/papers?limit=10";
    while (!path.isEmpty()) {
      HttpResponse<String> page = server.get(path);
      JSON.readTree(page.body()).forEach(paper -> seen.add(paper.get("id").stringValue()));
      String link = header(page, "Link");
      path = link.isEmpty() ? "" : link.substring(1 + server.address().length(), link.indexOf('>'));
    }
    assertThat(seen).hasSize(55 + 7).doesNotHaveDuplicates().last().isEqualTo("cs/0112017");
    assertThat(server.get("/api/papers?cursor=nonsense").statusCode()).isEqualTo(400);
  }

  private static List<String> ids(String path) {
    HttpResponse<String> answer = server.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body())
        .valueStream()
        .map(entry -> entry.get("paper").get("id").stringValue())
        .toList();
  }
}
