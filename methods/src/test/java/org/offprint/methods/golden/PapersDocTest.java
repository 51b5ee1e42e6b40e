package org.offprint.methods.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Writes docs/papers.md from the checkers, the golden files and the heads of the source files, and
/// fails when the page says something else. Errors are left out, since they differ between
/// machines.
class PapersDocTest {
  private static final String REWRITE =
      "./mvnw -q -pl methods test -Dtest=PapersDocTest -Doffprint.rewrite=true";
  private static final Path PAGE = Path.of("..", "docs", "papers.md");
  private static final String SOURCES = "methods/src/main/java/";
  private static final String GOLDENS = "methods/src/test/resources/golden/";
  private static final Pattern DIFFERS =
      Pattern.compile(
          "Differs from the source:(.*?)(?= (?:Shapes|Range|Source|Throws): |\\n\\n|\\z)",
          Pattern.DOTALL);

  private record Paper(int number, String arxiv, String title) {}

  @Test
  void thePageOfPapersSaysWhatTheCodeSays() throws IOException {
    String written = page();
    if (Boolean.getBoolean("offprint.rewrite") || Boolean.getBoolean("update")) {
      Files.writeString(PAGE, written);
    }
    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as("docs/papers.md is out of date; rewrite it by: " + REWRITE)
        .isEqualTo(written);
  }

  @Test
  void everyCheckerIsOfAPaperOfTheFirstEdition() throws IOException {
    Map<Integer, Paper> papers = papers();
    for (Golden golden : Goldens.ALL) {
      assertThat(papers).as(golden.entry().method()).containsKey(golden.entry().number());
      assertThat(papers.values().stream().filter(p -> p.number() == golden.entry().number()))
          .extracting(Paper::arxiv)
          .containsExactly(golden.entry().arxiv());
    }
    assertThat(Goldens.ALL.stream().map(golden -> golden.entry().number())).doesNotHaveDuplicates();
  }

  private static Map<Integer, Paper> papers() throws IOException {
    var papers = new TreeMap<Integer, Paper>();
    for (String line : Files.readAllLines(Path.of("src/test/resources/first-edition.tsv"))) {
      String[] parts = line.split("\t", 3);
      int number = Integer.parseInt(parts[0]);
      papers.put(number, new Paper(number, parts[1], parts[2]));
    }
    assertThat(papers).hasSize(55);
    return papers;
  }

  private static String page() throws IOException {
    var byNumber = new TreeMap<Integer, Golden>();
    Goldens.ALL.forEach(golden -> byNumber.put(golden.entry().number(), golden));
    var text = new StringBuilder();
    text.append(
        """
        # The papers of the first edition, and what of them is here

        Written by `%s` from the checkers, the golden files and the heads of the source files: do not edit.
        "Formula agrees" means that the values of the paper's golden file, made in float64 outside this library, are recomputed here, and that `./offprint verify` fails if one differs.

        %d of 55 papers: formula agrees. %s

        | no. | paper | method | rung | values compared |
        | --- | --- | --- | --- | --- |
        """
            .formatted(REWRITE, byNumber.size(), missing(byNumber)));
    var details = new StringBuilder();
    for (Paper paper : papers().values()) {
      Golden golden = byNumber.get(paper.number());
      String link = "[%s](https://arxiv.org/abs/%s)".formatted(paper.arxiv(), paper.arxiv());
      if (golden == null) {
        text.append(
            "| %d | %s %s | | not attempted: it has no checker yet | |\n"
                .formatted(paper.number(), link, paper.title()));
      } else {
        String method = golden.entry().method();
        Path file = Path.of("src/test/resources/golden", method + ".json");
        Goldens.Report report =
            Goldens.verify(golden, JsonMapper.shared().readTree(Files.readString(file)));
        text.append(
            "| %d | %s %s | [%s](#%s) | formula agrees | %d |\n"
                .formatted(
                    paper.number(),
                    link,
                    paper.title(),
                    method,
                    anchor(paper, method),
                    report.values()));
        details.append(details(paper, golden.entry(), report));
      }
    }
    return text.append(details).toString();
  }

  private static String missing(Map<Integer, Golden> there) {
    List<String> missing = new ArrayList<>();
    for (int number = 1; number <= 55; number++) {
      if (!there.containsKey(number)) {
        missing.add(Integer.toString(number));
      }
    }
    return missing.isEmpty() ? "None is missing." : "Missing: " + String.join(", ", missing) + ".";
  }

  private static String anchor(Paper paper, String method) {
    return paper.number() + "-" + method;
  }

  private static String details(Paper paper, Entry entry, Goldens.Report report)
      throws IOException {
    var text = new StringBuilder();
    text.append("\n## %d %s\n\n%s.\n\n".formatted(paper.number(), entry.method(), paper.title()));
    text.append(
        "- Golden values: [%s.json](../%s%s.json), %d values in %d comparisons\n"
            .formatted(entry.method(), GOLDENS, entry.method(), report.values(), report.cases()));
    for (Class<?> type : entry.files()) {
      String path = SOURCES + outermost(type).getName().replace('.', '/') + ".java";
      String differs = differs(Path.of("..", path));
      text.append(
          "- [%s](../%s)%s\n"
              .formatted(
                  type.getSimpleName(), path, differs.isEmpty() ? "" : ". Differs: " + differs));
    }
    if (!entry.limits().isEmpty()) {
      text.append("- Limits: ").append(entry.limits()).append('\n');
    }
    var reasons = new TreeMap<String, List<String>>();
    report
        .leftAside()
        .forEach((where, why) -> reasons.computeIfAbsent(why, any -> new ArrayList<>()).add(where));
    reasons.forEach((why, where) ->
        text.append(
            "- Not compared: %s: %s\n"
                .formatted(shortened(where.stream().sorted().toList()), why)));
    return text.toString();
  }

  private static String shortened(List<String> places) {
    return places.size() <= 3
        ? "`" + String.join("`, `", places) + "`"
        : "`" + places.getFirst() + "` and " + (places.size() - 1) + " more";
  }

  private static Class<?> outermost(Class<?> type) {
    Class<?> outer = type;
    while (outer.getEnclosingClass() != null) {
      outer = outer.getEnclosingClass();
    }
    return outer;
  }

  /// What the head of a source file says under "Differs from the source", on one line.
  private static String differs(Path file) throws IOException {
    var head = new StringBuilder();
    for (String line : Files.readAllLines(file)) {
      String stripped = line.strip();
      if (stripped.startsWith("///")) {
        String words = stripped.substring(3).strip();
        head.append(words.isEmpty() || words.startsWith("@param") ? "\n\n" : words + " ");
      } else if (stripped.startsWith("@Source")
          || stripped.matches("public .*(class|record|interface|enum) .*")) {
        break;
      }
    }
    Matcher found = DIFFERS.matcher(head);
    return found.find()
        ? found
            .group(1)
            .strip()
            .replaceAll("\\s+", " ")
            .replaceAll("\\{@link #?([^} ]+)[^}]*}", "`$1`")
        : "";
  }
}
