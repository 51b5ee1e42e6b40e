package org.offprint.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.Formula;
import org.offprint.catalog.result.FormulaCheck;
import org.offprint.catalog.result.FormulasFile;
import org.offprint.catalog.result.Method;
import org.offprint.lab.plugin.LoadedPlugin;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Goldens;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "verify",
    description = "Recomputes golden files and compares: a line a file, then 'N passed, N failed'.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example: ./offprint verify --goldens methods/src/test/resources/golden",
      "A file that is not understood counts as failed."
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--goldens",
      paramLabel = "DIR",
      description = "The folder (default: methods/src/test/resources/golden).")
  @Nullable Path goldens;

  @Option(names = "--method", paramLabel = "ID", description = "Only this method's files.")
  @Nullable String method;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:OFFPRINT_DATA:-data}",
      description = "The data folder (default: ./data, or OFFPRINT_DATA).")
  Path data = Path.of("data");

  @Mixin PluginOptions plugins = new PluginOptions();

  @Option(names = "--verbose", description = "Also print what was not compared, with the reason.")
  boolean verbose;

  @Option(
      names = "--record",
      description =
          "Recompute the golden values that come with the methods and write results/formulas.json,"
              + " which the pages show.")
  boolean record;

  @Option(names = "--json", description = "Answer in JSON.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    if (record) {
      Path file = Surroundings.home().resolve("results/formulas.json");
      Files.writeString(file, FormulasFile.write(formulas()));
      System.out.println("wrote " + file);
      return 0;
    }
    Path folder =
        goldens != null
            ? goldens
            : Surroundings.home().resolve("methods/src/test/resources/golden");
    if (!Files.isDirectory(folder)) {
      throw wrong(
          "%s is not a folder: give the folder of golden files with --goldens DIR."
              .formatted(folder));
    }
    Library library = plugins.library(data);
    if (method != null && numberOf(method).isEmpty() && library.plugin(method).isEmpty()) {
      List<String> known = library.methods().stream().map(Method::id).toList();
      throw wrong(
          "'%s' is not a method: the nearest are %s."
              .formatted(method, String.join(", ", Registry.nearest(method, known))));
    }
    List<Map<String, Object>> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".json")).sorted().toList()) {
        verify(file).ifPresent(lines::add);
      }
    }
    if (goldens == null) {
      for (LoadedPlugin plugin : library.plugins()) {
        if (method == null || library.plugin(method).filter(plugin::equals).isPresent()) {
          lines.add(verify(plugin));
        }
      }
    }
    long passed = lines.stream().filter(line -> "passed".equals(line.get("outcome"))).count();
    long failed = lines.stream().filter(line -> "failed".equals(line.get("outcome"))).count();
    if (json) {
      var answer = new LinkedHashMap<String, Object>();
      answer.put("passed", passed);
      answer.put("failed", failed);
      answer.put("files", lines);
      System.out.println(JsonMapper.shared().writeValueAsString(answer));
    } else {
      System.out.printf("%d passed, %d failed%n", passed, failed);
    }
    return failed == 0 ? 0 : 1;
  }

  /// What the golden values that come with the methods say of each.
  static List<Formula> formulas() {
    return Registry.ALL.stream()
        .map(method -> {
          Entry entry = Registry.golden(method).orElseThrow().entry();
          FormulaCheck check = Runner.checkFormula(method);
          // Machines differ in the last digits: the next power of ten is the same on all of them
          double error = check.largestError();
          double rounded = error == 0 ? 0 : Math.pow(10, Math.ceil(Math.log10(error)));
          return new Formula(
              method,
              entry.files().stream().map(Registry::source).toList(),
              new FormulaCheck(
                  check.golden(),
                  check.reference(),
                  check.cases(),
                  check.passed(),
                  check.tolerance(),
                  rounded),
              entry.limits());
        })
        .toList();
  }

  private Optional<Map<String, Object>> verify(Path file) {
    var line = new LinkedHashMap<String, Object>();
    String name = Objects.requireNonNull(file.getFileName()).toString();
    line.put("file", name);
    try {
      JsonNode content = JsonMapper.shared().readTree(Files.readString(file));
      Golden golden = Goldens.of(content).orElse(null);
      if (method != null && !named(method, golden)) {
        return Optional.empty();
      }
      if (golden == null) {
        return Optional.of(
            say(
                line,
                "failed",
                "its paper is not among those that are checked here: expected the arXiv identifier as"
                    + " 'arxiv', or the number in the first edition as 'paper'"));
      }
      return Optional.of(report(line, Goldens.verify(golden, content)));
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      return Optional.of(say(line, "failed", "cannot be read: " + e.getMessage()));
    }
  }

  private Map<String, Object> verify(LoadedPlugin plugin) {
    var line = new LinkedHashMap<String, Object>();
    line.put("file", plugin.golden());
    try {
      return report(line, plugin.verify());
    } catch (RuntimeException | LinkageError e) { // its code may throw whatever it likes
      return say(line, "failed", "cannot be checked: " + e);
    }
  }

  private Map<String, Object> report(Map<String, Object> line, Goldens.Report report) {
    line.put("method", report.method());
    line.put("cases", report.cases());
    line.put("values", report.values());
    line.put("largestError", report.largestError());
    line.put("tolerance", report.tolerance());
    line.put("leftAside", report.leftAside());
    String what =
        String.format(
            Locale.ROOT,
            "%s: %d cases, %d values, largest error %.1e of %.0e allowed%s",
            report.method(),
            report.cases(),
            report.values(),
            report.largestError(),
            report.tolerance(),
            report.leftAside().isEmpty() ? "" : ", " + report.leftAside().size() + " left aside");
    say(line, report.agrees() ? "passed" : "failed", what);
    if (!json) {
      report.complaints().forEach(complaint -> System.out.println("          " + complaint));
      if (verbose) {
        report
            .leftAside()
            .forEach((place, why) -> System.out.println("          " + place + ": " + why));
      }
    }
    line.put("complaints", report.complaints());
    return line;
  }

  /// Whether a file's checker is the one of the wanted method; a paper's methods share one file.
  private static boolean named(String wanted, @Nullable Golden golden) {
    return golden != null && numberOf(wanted).filter(n -> n == golden.entry().number()).isPresent();
  }

  /// The paper's number, by the name of one of its methods or of its golden file.
  private static Optional<Integer> numberOf(String wanted) {
    return Registry.method(wanted)
        .flatMap(method -> Optional.ofNullable(method.number()))
        .or(() -> Goldens.ofMethod(wanted).map(golden -> golden.entry().number()));
  }

  private Map<String, Object> say(Map<String, Object> line, String outcome, String what) {
    line.put("outcome", outcome);
    line.put("what", what);
    if (!json) {
      System.out.printf("%-8s %-28s %s%n", outcome, line.get("file"), what);
    }
    return line;
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(
        Objects.requireNonNull(spec, "picocli injects it").commandLine(), message);
  }
}
