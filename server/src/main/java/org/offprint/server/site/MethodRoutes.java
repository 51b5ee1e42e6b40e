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
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Rung;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.result.Results.MethodEntry;
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
      @RequestParam(defaultValue = "") String rung) {
    return answers.page(request, "methods", () -> methods(family, rung));
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

  private MethodsPage methods(String family, String rungName) {
    List<Line> lines = lines();
    @Nullable Rung rung = rungOf(rungName);
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
    Predicate<Line> inFamily = line -> family.isEmpty() || line.method().family().equals(family);
    Predicate<Line> onRung = line -> rung == null || line.standing().rung() == rung;

    List<Choice> families = new ArrayList<>();
    families.add(new Choice("All", address("", rung), count(lines, onRung), family.isEmpty()));
    Comparator<String> byName = Comparator.comparing(MethodRoutes::familyName);
    perFamily.keySet().stream()
        .sorted(byName)
        .forEach(name ->
            families.add(
                new Choice(
                    familyName(name),
                    address(name, rung),
                    count(lines, onRung.and(line -> line.method().family().equals(name))),
                    name.equals(family))));
    List<Choice> rungs = new ArrayList<>();
    rungs.add(new Choice("Any rung", address(family, null), count(lines, inFamily), rung == null));
    for (Rung each : Rung.values()) {
      rungs.add(
          new Choice(
              each.words(),
              address(family, each),
              count(lines, inFamily.and(line -> line.standing().rung() == each)),
              each == rung));
    }
    Map<String, List<Line>> grouped =
        lines.stream()
            .filter(inFamily.and(onRung))
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
            address(family, rung)),
        (int) onPapers,
        lines.size(),
        families,
        rungs,
        grouped.entrySet().stream()
            .map(entry -> new Group(familyName(entry.getKey()), entry.getValue()))
            .toList());
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

  private static int count(List<Line> lines, Predicate<Line> which) {
    return (int) lines.stream().filter(which).count();
  }

  private static String address(String family, @Nullable Rung rung) {
    List<String> parts = new ArrayList<>();
    if (!family.isEmpty()) {
      parts.add("family=" + family);
    }
    if (rung != null) {
      parts.add("rung=" + key(rung));
    }
    return "/methods" + (parts.isEmpty() ? "" : "?" + String.join("&", parts));
  }

  private static String key(Rung rung) {
    return rung.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static @Nullable Rung rungOf(String name) {
    if (name.isEmpty()) {
      return null;
    }
    return Arrays.stream(Rung.values())
        .filter(rung -> key(rung).equals(name))
        .findFirst()
        .orElseThrow(() ->
            Failure.badRequest(
                "'%s' is not a rung: expected one of %s."
                    .formatted(
                        name,
                        Arrays.stream(Rung.values())
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
                    other.result().rung().words()))
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
