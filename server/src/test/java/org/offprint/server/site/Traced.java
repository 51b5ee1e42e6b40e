package org.offprint.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Run;
import org.offprint.catalog.result.Series;
import org.offprint.server.TestServer;
import org.offprint.server.result.Results;
import org.offprint.server.result.Results.Stored;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Follows the numbers of a page back to the files of the runs it is about.
final class Traced {
  /// A number as pages write it: with commas, a true minus, a power of ten.
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![\\p{L}\\d_.])[−-]?\\d[\\d,]*(?:\\.\\d+)?(?:[eE]-?\\d+)?(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?");

  private Traced() {}

  static void paperPage(TestServer server, Results results, PaperId paper) {
    Set<String> known = known(results.ofPaper(paper));
    results.claims().ofPaper(paper).forEach(claim -> addClaim(known, claim));
    results
        .formulas()
        .ofPaper(paper)
        .forEach(formula -> addTexts(known, formula.toString(), formula.limits()));
    String page = body(server, Addresses.paper(paper));
    String section = page.substring(page.indexOf("<section class=\"works\""));
    section = section.substring(0, section.indexOf("<section aria-labelledby=\"similar\""));
    assertThat(unknown(section, known)).as(paper.value()).isEmpty();
    assertThat(numbers(section)).as(paper.value()).hasSizeGreaterThan(5);
  }

  static void runPage(TestServer server, Results results, Stored run) {
    Set<String> known = known(List.of(run));
    known.add(Words.number(run.document().getBytes(StandardCharsets.UTF_8).length));
    results
        .ofTask(run.result().task().id())
        .forEach(other -> addTexts(known, Words.date(SaidDate.of(other.result().started()))));
    String page =
        body(server, Addresses.run(run.id()))
            .replaceFirst("(?s)<p class=\"authors\">.*?</p>", "")
            .replace("SHA-256", ""); // the name of a checksum
    assertThat(unknown(page, known)).as(run.id()).isEmpty();
  }

  static void board(TestServer server, Results results, String task) {
    String page = body(server, Addresses.board(task)).replace("SHA-256", "");
    assertThat(unknown(page, known(results.ofTask(task)))).as(task).isEmpty();
  }

  static String body(TestServer server, String path) {
    var answer = server.get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    String page = answer.body();
    return page.substring(page.indexOf("<main"), page.indexOf("</main>"));
  }

  /// What a reader sees, a line a block.
  static List<String> lines(String markup) {
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

  static List<String> numbers(String markup) {
    List<String> numbers = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(String.join("\n", lines(markup)));
    while (matcher.find()) {
      numbers.add(plain(matcher.group()));
    }
    return numbers;
  }

  static Set<String> unknown(String markup, Set<String> known) {
    Set<String> unknown = new TreeSet<>(numbers(markup));
    unknown.removeIf(number -> known.contains(number));
    return unknown;
  }

  static String plain(String number) {
    return number.replaceFirst("^[−-]", "").replaceFirst(",$", "");
  }

  /// All that the page may write: the numbers of the files as pages round them, those in their
  /// texts, how many runs, seeds and tasks there are, and means and extremes of curves over seeds.
  static Set<String> known(List<Stored> runs) {
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

  static void addCurves(Set<String> known, List<Series> all) {
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

  static void add(Set<String> known, JsonNode node) {
    if (node.isNumber()) {
      addValue(known, node.doubleValue());
      known.add(plain(node.asString()));
    } else if (node.isString()) {
      addTexts(known, node.stringValue());
    } else {
      node.forEach(child -> add(known, child));
    }
  }

  static void addClaim(Set<String> known, Claim claim) {
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

  static void addValue(Set<String> known, double value) {
    for (int digits = 3; digits <= 7; digits++) {
      known.add(plain(Words.value(value, digits)));
    }
  }

  static void addTexts(Set<String> known, String... texts) {
    for (String text : texts) {
      Matcher matcher = NUMBER.matcher(text);
      while (matcher.find()) {
        known.add(plain(matcher.group()));
      }
    }
  }
}
