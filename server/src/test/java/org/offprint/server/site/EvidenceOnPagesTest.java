package org.offprint.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.catalog.result.Scale;
import org.offprint.server.TestServer;
import org.offprint.server.db.Database;
import org.offprint.server.result.GeneratedResults;
import org.offprint.server.result.Results;
import org.offprint.server.result.Results.Stored;

/// What pages say about runs stands in the files of these runs: every number, and every verdict
/// with its scale.
class EvidenceOnPagesTest {
  private static final Pattern VERDICT =
      Pattern.compile(
          "claim (?:agrees|disagrees|inconclusive)|\\d+ (?:agrees?|disagrees?|inconclusive)\\b",
          Pattern.CASE_INSENSITIVE);

  private static TestServer server;
  private static Results results;

  @BeforeAll
  static void start() {
    server = TestServer.with();
    results = server.context().getBean(Results.class);
    // what the build brings grows with every run; these pages are of a known set
    server
        .context()
        .getBean(Database.class)
        .sql()
        .sql("delete from result where started > timestamp '2026-11-25'")
        .update();
    results.dataChanged();
    for (Result result : GeneratedResults.all()) {
      results.save(result.fileName().replace(".json", ""), ResultFile.write(result));
    }
    server.context().getBean(org.offprint.server.search.IndexJob.class).drain();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Set<PaperId> papers() {
    Set<PaperId> papers = new LinkedHashSet<>();
    results.all().forEach(run -> papers.add(run.result().method().paper()));
    return papers;
  }

  private static Set<String> tasks() {
    Set<String> tasks = new TreeSet<>();
    results.all().forEach(run -> tasks.add(run.result().task().id()));
    return tasks;
  }

  @Test
  void everyNumberOfAPaperPageIsInAFileOfItsRunsOrClaims() {
    assertThat(papers()).hasSize(5);
    papers().forEach(paper -> Traced.paperPage(server, results, paper));
  }

  @Test
  void everyNumberOfARunPageIsInItsFile() {
    results.all().forEach(run -> Traced.runPage(server, results, run));
  }

  @Test
  void everyNumberOfABoardIsInAFileOfItsRuns() {
    assertThat(tasks()).hasSize(8);
    tasks().forEach(task -> Traced.board(server, results, task));
  }

  @Test
  void aNumberThatNobodyMeasuredWouldBeFound() {
    String task = "plackett-luce-digits";
    String page = body(Addresses.board(task)).replaceFirst(">82\\.\\d <", ">83.7 <");
    assertThat(Traced.unknown(page, Traced.known(results.ofTask(task)))).containsExactly("83.7");
  }

  @Test
  void everyMeanOfEveryArmIsOnItsBoardAndItsRunPage() {
    for (Stored run : results.all()) {
      Evidence evidence = Evidence.of(run);
      String page = body(Addresses.run(run.id()));
      String board = body(Addresses.board(run.result().task().id()));
      run.result()
          .figures()
          .forEach(figure ->
              evidence
                  .lines(figure)
                  .forEach(line -> {
                    assertThat(page).contains(">" + Words.mean(line.estimate()) + "<");
                    assertThat(board).contains(">" + Words.mean(line.estimate()) + " <");
                  }));
    }
  }

  @Test
  void noVerdictIsShownWithoutItsScale() {
    List<String> pages =
        new ArrayList<>(
            List.of(
                "/editions/first",
                "/methods",
                "/methods?verdict=agrees",
                "/methods?verdict=disagrees",
                "/methods?verdict=inconclusive",
                "/methods?rung=in-full",
                "/boards",
                "/search?q=distillation",
                "/search?q=gateformer"));
    papers().forEach(paper -> pages.add(Addresses.paper(paper)));
    tasks().forEach(task -> pages.add(Addresses.board(task)));
    results.all().forEach(run -> pages.add(Addresses.run(run.id())));
    Set<String> inFull = new HashSet<>();
    results.all().stream()
        .map(Stored::result)
        .filter(result -> result.task().scale() == Scale.FULL)
        .forEach(result -> {
          assertThat(result.task().dataset()).isEqualTo(result.task().claim().dataset());
          inFull.add(result.method().name());
          inFull.add(result.task().name());
        });
    int shown = 0;
    for (String path : pages) {
      List<String> lines = Traced.lines(body(path));
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).contains("golden values") // "7 of 7 agree" in a log is no verdict
            || !VERDICT.matcher(lines.get(i)).find()) {
          continue;
        }
        shown++;
        if (!lines.get(i).contains("at small scale")) {
          assertThat(String.join(" ", lines.subList(0, i)))
              .as(path + ": " + lines.get(i))
              .containsAnyOf(inFull.toArray(String[]::new));
        }
      }
    }
    assertThat(shown).isGreaterThan(60);
  }

  @Test
  void aMixOfVerdictsStandsWholeInEveryList() {
    String mixed = "1 agrees, 1 disagrees, 1 inconclusive at small scale";
    for (String path : List.of("/editions/first", "/methods", "/search?q=plackett")) {
      assertThat(Traced.lines(body(path))).as(path).anyMatch(line -> line.contains(mixed));
    }
    assertThat(Traced.lines(body("/papers/" + GeneratedResults.TWO_METHODS)))
        .anyMatch(line -> line.contains("In 2 tasks: 1 agrees, 1 disagrees at small scale"));
  }

  @Test
  void aPaperPageHasALineForEveryClaimAndAChartForEveryMeasuredOne() {
    String page = body("/papers/" + GeneratedResults.SEVERAL_TASKS);
    for (Claim claim : results.claims().ofPaper(GeneratedResults.SEVERAL_TASKS)) {
      assertThat(String.join(" ", Traced.lines(page))).contains(claim.words());
    }
    assertThat(page)
        .contains(
            "./offprint run plackett-luce-distillation --task plackett-luce-digits<",
            "./offprint run plackett-luce-distillation --task plackett-luce-letters<",
            "not measured",
            "measured at small scale since <a href=\"/runs/plackett-luce-digits-20260402T081530Z-",
            "by another protocol",
            "href=\"/boards/plackett-luce-digits\"",
            "soft targets");
    assertThat(page.split("<section class=\"task\"", -1)).hasSize(4);
    assertThat(page.split("<svg class=\"chart wide\"", -1).length).isGreaterThan(6);
  }

  @Test
  void whatDidNotAgreeStandsOnTheMethodsPageAndCanBeChosen() {
    String page = body("/methods");
    String section = page.substring(page.indexOf("Measured, and not found to agree"));
    section = section.substring(0, section.indexOf("</section>"));
    assertThat(section)
        .contains("Plackett–Luce distillation", "Smooth adversarial comp-sum", "claim disagrees")
        .doesNotContain("claim agrees");
    assertThat(section.indexOf("claim disagrees")).isLessThan(section.indexOf("inconclusive"));
    assertThat(body("/methods?verdict=disagrees"))
        .contains(">Smooth adversarial comp-sum losses<", ">Plackett–Luce distillation<")
        .doesNotContain(">Gateformer<", ">DC-PDD<");
    assertThat(body("/methods?verdict=not-measured"))
        .contains(">DC-PDD<")
        .doesNotContain(">Gateformer<");
    assertThat(Traced.lines(page)).contains("disagrees 2", "inconclusive 1");
  }

  private static String body(String path) {
    return Traced.body(server, path);
  }
}
