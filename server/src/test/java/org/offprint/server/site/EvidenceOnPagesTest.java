package org.offprint.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.catalog.result.Run;
import org.offprint.catalog.result.Scale;
import org.offprint.catalog.result.Series;
import org.offprint.server.TestServer;
import org.offprint.server.db.Database;
import org.offprint.server.result.GeneratedResults;
import org.offprint.server.result.Results;
import org.offprint.server.result.Results.Stored;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What pages say about runs stands in the files of these runs: every number, and every verdict
/// with its scale.
class EvidenceOnPagesTest {
  /// A number as pages write it: with commas, a true minus, a power of ten.
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![\\p{L}\\d_.])[−-]?\\d[\\d,]*(?:\\.\\d+)?(?:[eE]-?\\d+)?(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?");

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
    for (PaperId paper : papers()) {
      Set<String> known = known(results.ofPaper(paper));
      results.claims().ofPaper(paper).forEach(claim -> addClaim(known, claim));
      results
          .formulas()
          .ofPaper(paper)
          .forEach(formula -> addTexts(known, formula.toString(), formula.limits()));
      String page = body(Addresses.paper(paper));
      String section = page.substring(page.indexOf("<section class=\"works\""));
      section = section.substring(0, section.indexOf("<section aria-labelledby=\"similar\""));
      assertThat(unknown(section, known)).as(paper.value()).isEmpty();
      assertThat(numbers(section)).as(paper.value()).hasSizeGreaterThan(5);
    }
  }

  @Test
  void everyNumberOfARunPageIsInItsFile() {
    for (Stored run : results.all()) {
      Set<String> known = known(List.of(run));
      known.add(
          Words.number(run.document().getBytes(java.nio.charset.StandardCharsets.UTF_8).length));
      results
          .ofTask(run.result().task().id())
          .forEach(other -> addTexts(known, Words.date(SaidDate.of(other.result().started()))));
      String page =
          body(Addresses.run(run.id())).replaceFirst("(?s)<p class=\"authors\">.*?</p>", "");
      assertThat(unknown(page, known)).as(run.id()).isEmpty();
    }
  }

  @Test
  void everyNumberOfABoardIsInAFileOfItsRuns() {
    assertThat(tasks()).hasSize(8);
    for (String task : tasks()) {
      assertThat(unknown(body(Addresses.board(task)), known(results.ofTask(task))))
          .as(task)
          .isEmpty();
    }
  }

  @Test
  void aNumberThatNobodyMeasuredWouldBeFound() {
    String task = "plackett-luce-digits";
    String page = body(Addresses.board(task)).replaceFirst(">82\\.\\d <", ">83.7 <");
    assertThat(unknown(page, known(results.ofTask(task)))).containsExactly("83.7");
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
      List<String> lines = lines(body(path));
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
      assertThat(lines(body(path))).as(path).anyMatch(line -> line.contains(mixed));
    }
    assertThat(lines(body("/papers/" + GeneratedResults.TWO_METHODS)))
        .anyMatch(line -> line.contains("In 2 tasks: 1 agrees, 1 disagrees at small scale"));
  }

  @Test
  void aPaperPageHasALineForEveryClaimAndAChartForEveryMeasuredOne() {
    String page = body("/papers/" + GeneratedResults.SEVERAL_TASKS);
    for (Claim claim : results.claims().ofPaper(GeneratedResults.SEVERAL_TASKS)) {
      assertThat(String.join(" ", lines(page))).contains(claim.words());
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
    assertThat(lines(page)).contains("disagrees 2", "inconclusive 1");
  }

  private static String body(String path) {
    var answer = server.get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    String page = answer.body();
    return page.substring(page.indexOf("<main"), page.indexOf("</main>"));
  }

  /// What a reader sees, a line a block.
  private static List<String> lines(String markup) {
    return markup
        .replaceAll("(?s)<text class=\"tick\".*?</text>", "") // an axis is not a measurement
        .replaceAll(
            "(?i)</?(p|li|tr|td|th|div|h[1-6]|dd|dt|figcaption|text|desc|title|section|summary|pre)\\b[^>]*>",
            "\n")
        .replaceAll("<[^>]*>", "")
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static List<String> numbers(String markup) {
    List<String> numbers = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(String.join("\n", lines(markup)));
    while (matcher.find()) {
      numbers.add(plain(matcher.group()));
    }
    return numbers;
  }

  private static Set<String> unknown(String markup, Set<String> known) {
    Set<String> unknown = new TreeSet<>(numbers(markup));
    unknown.removeIf(number -> known.contains(number));
    return unknown;
  }

  private static String plain(String number) {
    return number.replaceFirst("^[−-]", "").replaceFirst(",$", "");
  }

  /// All that the page may write: the numbers of the files as pages round them, those in their
  /// texts, how many runs, seeds and tasks there are, and means and extremes of curves over seeds.
  private static Set<String> known(List<Stored> runs) {
    Set<String> known = new HashSet<>(Set.of("95")); // the level of every interval
    for (Stored run : runs) {
      add(known, new JsonMapper().readTree(run.document()));
      Result result = run.result();
      known.add(Integer.toString(result.runs().size()));
      addTexts(
          known,
          Words.date(SaidDate.of(result.started())),
          Words.duration(result.wallSeconds()),
          Evidence.of(run).commit());
      addClaim(known, result.task().claim());
      long memory = result.machine().memoryBytes();
      addValue(known, memory / (double) (1 << 30));
      if (result.peakMemoryBytes() != null) {
        addValue(known, result.peakMemoryBytes() / (double) (1 << 20));
        addValue(known, result.peakMemoryBytes() / (double) (1 << 30));
      }
      for (Run seed : result.runs()) {
        addTexts(known, Words.duration(seed.wallSeconds()));
      }
      addCurves(known, result.series());
    }
    known.add(Long.toString(runs.stream().map(run -> run.result().task().id()).distinct().count()));
    for (int outcomes = 1; outcomes <= runs.size(); outcomes++) {
      known.add(Integer.toString(outcomes));
    }
    return known;
  }

  private static void addCurves(Set<String> known, List<Series> all) {
    for (String name : all.stream().map(Evidence.Curves::name).distinct().toList()) {
      List<Series> seeds =
          all.stream().filter(series -> Evidence.Curves.name(series).equals(name)).toList();
      for (int i = 0; i < seeds.getFirst().x().size(); i++) {
        int at = i;
        addValue(known, seeds.stream().mapToDouble(s -> s.ours().get(at)).average().orElseThrow());
        addValue(known, seeds.stream().mapToDouble(s -> s.ours().get(at)).min().orElseThrow());
        addValue(known, seeds.stream().mapToDouble(s -> s.ours().get(at)).max().orElseThrow());
        if (seeds.getFirst().baseline() != null) {
          var values =
              seeds.stream()
                  .mapToDouble(s -> java.util.Objects.requireNonNull(s.baseline()).get(at))
                  .summaryStatistics();
          addValue(known, values.getAverage());
          addValue(known, values.getMin());
          addValue(known, values.getMax());
        }
      }
    }
  }

  private static void add(Set<String> known, JsonNode node) {
    if (node.isNumber()) {
      addValue(known, node.doubleValue());
      known.add(plain(node.asString()));
    } else if (node.isString()) {
      addTexts(known, node.stringValue());
    } else {
      node.forEach(child -> add(known, child));
    }
  }

  private static void addClaim(Set<String> known, Claim claim) {
    addTexts(
        known,
        claim.words(),
        claim.metric(),
        claim.dataset(),
        claim.split(),
        claim.protocol(),
        claim.place(),
        claim.howRead());
    for (Double value : new Double[] {claim.value(), claim.baseline()}) {
      if (value != null) {
        addTexts(known, Words.stated(value, claim.unit()));
      }
    }
  }

  private static void addValue(Set<String> known, double value) {
    for (int digits = 3; digits <= 7; digits++) {
      known.add(plain(Words.value(value, digits)));
    }
  }

  private static void addTexts(Set<String> known, String... texts) {
    for (String text : texts) {
      Matcher matcher = NUMBER.matcher(text);
      while (matcher.find()) {
        known.add(plain(matcher.group()));
      }
    }
  }
}
