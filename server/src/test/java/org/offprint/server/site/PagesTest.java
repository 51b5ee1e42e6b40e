package org.offprint.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Tally;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.FormulaCheck;
import org.offprint.catalog.result.Machine;
import org.offprint.catalog.result.Method;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.catalog.result.Rule;
import org.offprint.catalog.result.Run;
import org.offprint.catalog.result.Series;
import org.offprint.catalog.result.Task;
import org.offprint.server.TestPapers;
import org.offprint.server.TestServer;
import org.offprint.server.paper.Papers.Offered;
import org.offprint.server.result.Results;

/// Every page over HTTP, on the first edition and a few papers that try to break it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
  private static final String RUN = "large-head-20260314T041000Z-89570d7";
  private static final String EVIL = "<script>alert(1)</script> \"quoted\" & 'single'";

  private TestServer server;

  @BeforeAll
  void start() {
    List<Offered> papers = new ArrayList<>();
    papers.add(TestPapers.FULL_LISTED);
    papers.add(hostile());
    papers.add(TestPapers.listed("2603.00007", "2026-03-06", 1, "2026-03-04"));
    papers.add(TestPapers.unlisted("cs/0112017", "2001-12-13"));
    for (int i = 0; i < 35; i++) {
      papers.add(
          TestPapers.listed("2604.%05d".formatted(i + 1), "2026-04-01", 35 - i, "2026-03-30"));
    }
    server = TestServer.with(papers);
    server.context().getBean(Results.class).save(RUN, ResultFile.write(result()));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/papers",
        "/papers?date=2026-03-06",
        "/papers/date/2026-03-05",
        "/papers/date/2026-03-07",
        "/papers/week/2026-W10",
        "/papers/month/2026-03",
        "/papers/trending",
        "/papers/2411.09009",
        "/papers/2603.01234",
        "/papers/2603.00666",
        "/papers/cs/0112017",
        "/editions/first",
        "/authors/Erik%20Wijmans",
        "/organisations/analytical-engines",
        "/categories",
        "/categories/cs.CL",
        "/search",
        "/search?q=entropy",
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/methods",
        "/methods?family=loss&rung=not-attempted",
        "/methods?verdict=disagrees",
        "/boards",
        "/boards/large-head",
        "/boards/large-vocabulary-head",
        "/runs/" + RUN,
        "/runs/queue",
        "/about",
        "/about/ranking",
        "/feeds"
      })
  void everyPageIsWholeSafeAndNamed(String path) {
    HttpResponse<String> answer = server.get(path);
    String page = answer.body();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(TestServer.header(answer, "Content-Type")).startsWith("text/html");
    assertThat(page).contains("<html lang=\"en\">", "<main id=\"main\"", "</html>");
    assertThat(page.split("<h1", -1)).as("headings of the first order").hasSize(2);
    assertThat(page)
        .doesNotContain("<script>")
        .doesNotContain("style=\"")
        .doesNotContain("onclick");
    assertThat(page).containsPattern("<link rel=\"canonical\" href=\"(http://127.0.0.1:\\d+)?/");
    assertThat(levels(page)).as("headings never skip a level").allMatch(step -> step <= 1);
    Matcher loaded =
        Pattern.compile("(?:src|<link[^>]*(?:stylesheet|preload|icon)[^>]*href)=\"([^\"]+)\"")
            .matcher(page);
    while (loaded.find()) {
      assertThat(loaded.group(1)).startsWith("/static/");
      assertThat(server.get(loaded.group(1)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theFrontPageIsTheLatestDay() {
    assertThat(server.get("/").body())
        .contains(
            "<h1>Wednesday 1 April 2026</h1>", "35 papers", "href=\"/papers/date/2026-03-06\"");
  }

  @Test
  void anEmptyDaySaysWhyAndShowsTheLastOneBefore() {
    assertThat(server.get("/papers/date/2026-03-07").body())
        .contains(
            "Nothing was listed on Saturday 7 March 2026, as on most weekends. Here is Friday 6 March 2026.",
            "<h1>Friday 6 March 2026</h1>");
  }

  @Test
  void aLongDayIsPagedAndSaysSoToMachines() {
    assertThat(server.get("/papers/date/2026-04-01").body())
        .contains("Page 1 of 2", "href=\"/papers/date/2026-04-01?p=2\"");
    assertThat(server.get("/papers/date/2026-04-01?p=2").body())
        .contains("Page 2 of 2", "Paper 2604.00035", "start=\"31\"");
    assertThat(server.get("/papers/date/2026-04-01?p=3").statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsNotKnownIsADashAndIsSaidAloud() {
    assertThat(server.get("/editions/first").body())
        .contains("<span aria-hidden=\"true\">–</span><span class=\"unseen\">votes unknown</span>");
    assertThat(server.get("/papers/date/2026-03-06").body())
        .contains("1<span class=\"unseen\"> vote</span>");
  }

  @Test
  void aHostileTitleIsOnlyText() {
    for (String path :
        List.of(
            "/papers/date/2026-03-05",
            "/papers/2603.00666",
            "/papers/week/2026-W10",
            "/search?q=quoted")) {
      assertThat(server.get(path).body())
          .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
          .doesNotContain("<script>alert")
          .doesNotContain("<img src=x");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arXiv:2411.09009",
        "2411.09009v2",
        "2411.09009.pdf",
        "https://arxiv.org/abs/2411.09009"
      })
  void everyFormOfAnIdentifierLeadsToThePage(String form) {
    HttpResponse<String> answer =
        server.get("/papers/" + form.replace("://", "%3A%2F%2F").replace("/abs/", "%2Fabs%2F"));
    if (!form.startsWith("https")) {
      assertThat(answer.statusCode()).isEqualTo(301);
      assertThat(TestServer.header(answer, "Location")).endsWith("/papers/2411.09009");
    }
  }

  @Test
  void anUnknownPaperIsNotFoundAndNamesItsNeighbours() {
    HttpResponse<String> answer = server.get("/papers/2411.09010");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .contains(
            "The paper 2411.09010 is not here",
            "href=\"/papers/2411.09009\"",
            "/search?q=2411.09010");
    assertThat(server.get("/papers/nonsense").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/papers/date/2026-3-5",
        "/papers/date/2026-02-30",
        "/papers/week/2026-10",
        "/papers/week/2025-W53",
        "/papers/month/2026-13",
        "/methods?rung=best",
        "/methods?family=magic",
        "/methods?verdict=verified",
        "/boards/large-head.csv?protocol=mine",
        "/search?q=x&sort=votes"
      })
  void whatCannotBeReadIsRefusedWithAnExample(String path) {
    HttpResponse<String> answer = server.get(path);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("expected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nope",
        "/authors/Nobody%20Atall",
        "/categories/xx.YY",
        "/runs/none",
        "/boards/none",
        "/editions/none"
      })
  void whatIsNotThereSaysWhereToGo(String path) {
    HttpResponse<String> answer = server.get(path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("<h1>Not in this paper</h1>", "The latest day");
  }

  @Test
  void aMeasuredPaperShowsClaimMeasureVerdictChartAndRun() {
    String page = server.get("/papers/2411.09009").body();
    assertThat(page)
        .contains(
            "Does it work?",
            "Claim agrees at small scale</span></b>.",
            "24,000",
            "./offprint run cut-cross-entropy --task large-head",
            "/runs/" + RUN,
            "<svg class=\"chart wide\"",
            "claimed 24,000");
    assertThat(server.get("/runs/" + RUN + ".json").body()).isEqualTo(ResultFile.write(result()));
    assertThat(server.get("/methods?rung=small-scale").body()).contains("Cut cross-entropy");
  }

  @Test
  void anEarlierVerdictStaysToBeSeen() {
    assertThat(server.get("/papers/2411.09009").body())
        .contains("Earlier runs", "claim inconclusive at small scale");
  }

  @Test
  void aPaperWithoutARunSaysCalmlyWhatACheckNeeds() {
    assertThat(server.get("/papers/2403.14471").body())
        .contains("What a check of the claim needs.")
        .doesNotContain("The run behind these numbers");
  }

  @Test
  void anUnchangedPageCostsA304AndAVersionedFileIsKeptForAYear() {
    String tag = TestServer.header(server.get("/papers/2411.09009"), "ETag");
    assertThat(server.get("/papers/2411.09009", "If-None-Match", tag).statusCode()).isEqualTo(304);
    Matcher css =
        Pattern.compile("/static/offprint\\.css\\?v=\\w+").matcher(server.get("/about").body());
    assertThat(css.find()).isTrue();
    assertThat(TestServer.header(server.get(css.group()), "Cache-Control")).contains("immutable");
    assertThat(TestServer.header(server.get("/static/offprint.css?v=old"), "Cache-Control"))
        .doesNotContain("immutable");
  }

  @Test
  void aDayPageWithItsStyleStaysUnderAHundredKilobytes() {
    int page = server.get("/papers/date/2026-04-01").body().length();
    int style = server.get("/static/offprint.css").body().length();
    assertThat(page + style).isLessThan(100_000);
    assertThat(server.get("/editions/first").body().length() + style).isLessThan(140_000);
  }

  /// How far each heading lies below the one before it.
  private static List<Integer> levels(String page) {
    Matcher headings = Pattern.compile("<h([1-6])").matcher(page);
    List<Integer> steps = new ArrayList<>();
    int before = 0;
    while (headings.find()) {
      int level = Integer.parseInt(headings.group(1));
      steps.add(level - before);
      before = level;
    }
    return steps;
  }

  private static Offered hostile() {
    Paper paper =
        new Paper(
            new PaperId("2603.00666"),
            EVIL,
            "An abstract with <img src=x onerror=alert(1)> and $a<b$.",
            null,
            null,
            List.of(Author.named("<b>Mallory</b> \"M\"")),
            null,
            null,
            "cs.CR",
            List.of("cs.CR"),
            new SaidDate("2026-03-04"),
            null,
            null,
            List.of(),
            null,
            null,
            "<i>comment</i>",
            null,
            List.of(),
            List.of("<u>keyword</u>"),
            new Tally(3, 0, null, null),
            new Origin("test", Origin.Rank.archive, "", "x"));
    return new Offered(
        paper,
        new Listing(LocalDate.parse("2026-03-05"), paper.id(), Listing.DAILY, null, null, null));
  }

  private static Result result() {
    Metric ratio =
        new Metric(
            "memory-ratio",
            "memory of the full loss over ours",
            "1",
            Direction.HIGHER,
            0.0,
            null,
            false);
    Claim claim =
        new Claim(
            "1 MB instead of 24 GB.",
            "memory",
            "MB",
            Direction.LOWER,
            1.0,
            24_000.0,
            "text",
            "training",
            "one GPU",
            "abstract",
            "read in the abstract");
    Task task =
        Task.named("large-head", "A large head")
            .dataset("tinyshakespeare")
            .split("first 90 %")
            .baseline("full logits")
            .protocol("One step.")
            .metrics(ratio)
            .agreesWhen(Condition.above("memory-ratio", 10))
            .claim(claim);
    List<Run> runs = new ArrayList<>();
    for (long seed = 1; seed <= 3; seed++) {
      LinkedHashMap<String, Double> ours = new LinkedHashMap<>();
      ours.put("memory-ratio", 57.0 + seed);
      runs.add(new Run(seed, ours, new LinkedHashMap<>(), new LinkedHashMap<>(), 4, null));
    }
    return new Result(
        Result.FORMAT,
        new Method(
            "cut-cross-entropy",
            "Cut cross-entropy",
            new PaperId("2411.09009"),
            2,
            "loss",
            "methods/CutCrossEntropy.java"),
        task,
        new FormulaCheck("golden/cut-cross-entropy.json", "NumPy, float64", 7, 7, 1e-5, 3e-7),
        runs,
        Figure.over(task, runs),
        Rule.judge(task, runs, Figure.over(task, runs)),
        new LinkedHashMap<>(),
        "89570d7",
        new LinkedHashMap<>(),
        new Machine("CPU", "some processor", 2, 2, 8L << 30, "Linux", "quiet"),
        Instant.parse("2026-03-14T04:10:00Z"),
        12.5,
        null,
        List.of(
            new Series(
                "loss",
                "step",
                "loss, nats",
                List.of(1.0, 2.0),
                List.of(4.0, 3.0),
                List.of(4.0, 3.1))),
        List.of("done"));
  }
}
