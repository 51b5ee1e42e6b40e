package org.offprint.server.site;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.result.Outcome;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Rung;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.result.Results.MethodEntry;
import org.offprint.server.result.Verdicts;
import org.offprint.server.site.MethodsPage.Against;
import org.offprint.server.site.MethodsPage.Choice;
import org.offprint.server.site.MethodsPage.Group;
import org.offprint.server.site.MethodsPage.Line;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/// The methods with their rungs, and the runs behind them.
@Controller
final class MethodRoutes {
  private static final Map<String, String> FAMILIES =
      Map.of(
          "loss", "Losses",
          "scaling-law", "Scaling laws",
          "language-model", "Language models",
          "reinforcement", "Reinforcement learning",
          "tabular", "Tabular data",
          "linking", "Entity linking",
          "vision", "Vision");

  private final Results results;
  private final Papers papers;
  private final Answers answers;

  MethodRoutes(Results results, Papers papers, Answers answers) {
    this.results = results;
    this.papers = papers;
    this.answers = answers;
  }

  @GetMapping("/methods")
  ResponseEntity<byte[]> methods(
      HttpServletRequest request,
      @RequestParam(defaultValue = "") String family,
      @RequestParam(defaultValue = "") String rung,
      @RequestParam(defaultValue = "") String verdict) {
    return answers.page(request, "methods", () -> methods(family, rung, verdict));
  }

  @GetMapping("/runs/{id:[A-Za-z0-9-]+}")
  ResponseEntity<byte[]> run(HttpServletRequest request, @PathVariable String id) {
    return answers.page(request, "run", () -> run(found(id)));
  }

  @GetMapping("/runs/{id:[A-Za-z0-9-]+}.json")
  ResponseEntity<byte[]> file(HttpServletRequest request, @PathVariable String id) {
    return answers.of(
        request, "application/json", () -> found(id).document().getBytes(StandardCharsets.UTF_8));
  }

  private Results.Stored found(String id) {
    return results
        .find(id)
        .orElseThrow(() ->
            Failure.notFound(
                "There is no run '" + id + "'. The methods page leads to all that are here.",
                "/methods"));
  }

  private MethodsPage methods(String family, String rungName, String verdictName) {
    List<Line> lines = lines();
    Filter filter = new Filter(family, rungOf(rungName), verdictOf(verdictName));
    Map<String, Long> perFamily =
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    line -> line.method().family(), TreeMap::new, Collectors.counting()));
    if (!family.isEmpty() && !perFamily.containsKey(family)) {
      throw Failure.badRequest(
          "'%s' is not a family of methods: expected one of %s."
              .formatted(family, String.join(", ", perFamily.keySet())));
    }
    List<Choice> families = new ArrayList<>();
    families.add(choice("All", filter.withFamily(""), filter, lines, ""));
    Comparator<String> byName = Comparator.comparing(MethodRoutes::familyName);
    perFamily.keySet().stream()
        .sorted(byName)
        .forEach(name ->
            families.add(choice(familyName(name), filter.withFamily(name), filter, lines, "")));
    List<Choice> rungs = new ArrayList<>();
    rungs.add(choice("Any rung", filter.withRung(null), filter, lines, ""));
    for (Rung each : Rung.values()) {
      rungs.add(choice(each.words(), filter.withRung(each), filter, lines, ""));
    }
    List<Choice> verdicts = new ArrayList<>();
    verdicts.add(choice("Any verdict", filter.withVerdict(null), filter, lines, ""));
    for (Measured each : Measured.values()) {
      verdicts.add(
          choice(
              each.words(),
              filter.withVerdict(each),
              filter,
              lines,
              each.outcome == null ? "" : each.outcome.word()));
    }
    Map<String, List<Line>> grouped =
        lines.stream()
            .filter(filter)
            .collect(
                Collectors.groupingBy(
                    line -> line.method().family(),
                    () -> new TreeMap<>(byName),
                    Collectors.toList()));
    long onPapers = lines.stream().map(line -> line.method().paper()).distinct().count();
    String heading =
        family.isEmpty() ? "Methods" : "Methods: " + familyName(family).toLowerCase(Locale.ROOT);
    return new MethodsPage(
        Frame.of(
            heading,
            "%s of %s, and how far each has come here."
                .formatted(
                    Words.count(lines.size(), "method", "methods"),
                    Words.count(onPapers, "paper", "papers")),
            filter.address()),
        (int) onPapers,
        lines.size(),
        families,
        rungs,
        verdicts,
        filter.address().equals("/methods") ? against(lines) : List.of(),
        grouped.entrySet().stream()
            .map(entry -> new Group(familyName(entry.getKey()), entry.getValue()))
            .toList());
  }

  /// What is shown; null and empty show all.
  private record Filter(String family, @Nullable Rung rung, @Nullable Measured verdict)
      implements Predicate<Line> {
    Filter withFamily(String other) {
      return new Filter(other, rung, verdict);
    }

    Filter withRung(@Nullable Rung other) {
      return new Filter(family, other, verdict);
    }

    Filter withVerdict(@Nullable Measured other) {
      return new Filter(family, rung, other);
    }

    @Override
    public boolean test(Line line) {
      return (family.isEmpty() || line.method().family().equals(family))
          && (rung == null || line.standing().rung() == rung)
          && (verdict == null || verdict.of(line.standing()));
    }

    String address() {
      List<String> parts = new ArrayList<>();
      if (!family.isEmpty()) {
        parts.add("family=" + family);
      }
      if (rung != null) {
        parts.add("rung=" + key(rung));
      }
      if (verdict != null) {
        parts.add("verdict=" + key(verdict));
      }
      return "/methods" + (parts.isEmpty() ? "" : "?" + String.join("&", parts));
    }
  }

  /// What a method's measured claims say. One with several may be shown under several.
  private enum Measured {
    AGREES(Outcome.AGREES),
    DISAGREES(Outcome.DISAGREES),
    INCONCLUSIVE(Outcome.INCONCLUSIVE),
    NOT_MEASURED(null);

    private final @Nullable Outcome outcome;

    Measured(@Nullable Outcome outcome) {
      this.outcome = outcome;
    }

    String words() {
      return outcome == null ? "not measured" : outcome.word();
    }

    boolean of(Standing standing) {
      return outcome == null
          ? !standing.measured()
          : standing.verdicts().stream().anyMatch(part -> part.outcome() == outcome);
    }
  }

  private static Choice choice(
      String words, Filter way, Filter here, List<Line> lines, String mark) {
    return new Choice(
        words, way.address(), (int) lines.stream().filter(way).count(), way.equals(here), mark);
  }

  /// Every verdict that stands and is not agreement, those that disagree first.
  private List<Against> against(List<Line> lines) {
    Map<String, Line> byMethod =
        lines.stream().collect(Collectors.toMap(line -> line.method().id(), line -> line));
    List<Results.Stored> all = results.all();
    List<Result> standing = Verdicts.of(all.stream().map(Results.Stored::result).toList()).runs();
    return all.stream()
        .filter(stored ->
            standing.contains(stored.result())
                && stored.result().verdict().outcome() != Outcome.AGREES
                && byMethod.containsKey(stored.result().method().id()))
        .map(stored ->
            new Against(
                stored.result().method().name(),
                Addresses.paper(stored.result().method().paper()),
                stored.result().task().claim().words(),
                Evidence.of(stored)))
        .sorted(
            Comparator.comparing((Against one) -> one.run().result().verdict().outcome())
                .thenComparing(one -> one.run().result().method().number()))
        .toList();
  }

  private List<Line> lines() {
    List<MethodEntry> methods = results.methods();
    Map<PaperId, String> titles =
        papers.byIds(methods.stream().map(MethodEntry::paper).distinct().toList()).stream()
            .collect(Collectors.toMap(Paper::id, Paper::title));
    Map<String, List<Result>> runs = new LinkedHashMap<>();
    results
        .all()
        .forEach(stored ->
            runs.computeIfAbsent(stored.result().method().id(), key -> new ArrayList<>())
                .add(stored.result()));
    return methods.stream()
        .map(method ->
            new Line(
                method,
                titles.getOrDefault(method.paper(), method.paper().value()),
                Addresses.paper(method.paper()),
                Standing.of(
                    results.formulas().ofMethod(method.id()).stream().toList(),
                    runs.getOrDefault(method.id(), List.of()))))
        .toList();
  }

  private static String key(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static @Nullable Rung rungOf(String name) {
    return choiceOf("a rung", Rung.values(), name);
  }

  private static @Nullable Measured verdictOf(String name) {
    return choiceOf("a verdict", Measured.values(), name);
  }

  private static <E extends Enum<E>> @Nullable E choiceOf(String kind, E[] choices, String name) {
    if (name.isEmpty()) {
      return null;
    }
    return Arrays.stream(choices)
        .filter(choice -> key(choice).equals(name))
        .findFirst()
        .orElseThrow(() ->
            Failure.badRequest(
                "'%s' is not %s: expected one of %s."
                    .formatted(
                        name,
                        kind,
                        Arrays.stream(choices)
                            .map(MethodRoutes::key)
                            .collect(Collectors.joining(", ")))));
  }

  static String familyName(String family) {
    String known = FAMILIES.get(family);
    return known != null
        ? known
        : Character.toUpperCase(family.charAt(0)) + family.substring(1).replace('-', ' ');
  }

  private RunPage run(Results.Stored stored) {
    Result result = stored.result();
    String title =
        papers
            .find(result.method().paper())
            .map(Paper::title)
            .orElse(result.method().paper().value());
    List<PaperPage.Link> others =
        results.ofMethod(result.method().id()).stream()
            .filter(other ->
                !other.id().equals(stored.id())
                    && other.result().task().id().equals(result.task().id()))
            .map(other ->
                new PaperPage.Link(
                    Words.date(org.offprint.catalog.paper.SaidDate.of(other.result().started())),
                    Addresses.run(other.id()),
                    Evidence.of(other).standing().words()))
            .toList();
    String heading = result.method().name() + ": " + result.task().name();
    return new RunPage(
        Frame.of(
            "Run of " + result.method().name(),
            heading + ". " + result.verdict().reason(),
            Addresses.run(stored.id())),
        Evidence.of(stored),
        title,
        Addresses.paper(result.method().paper()),
        stored.document().getBytes(StandardCharsets.UTF_8).length,
        others);
  }
}
