package org.offprint.lab;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.Method;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.lab.task.Datasets;
import org.offprint.lab.task.Experiment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "run",
    description = "Runs a method on its task and writes a result file.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example: ./offprint run cut-cross-entropy",
      "         ./offprint run --all --jobs 2   (stop it when you like: it goes on where it was)",
      "Result:  DATA/results/METHOD/TASK-TIME-COMMIT.json, never overwritten"
    })
final class RunCommand implements Callable<Integer> {
  private static final int FIRST_OF_A_PILOT = 101;
  private static final Pattern BUDGET = Pattern.compile("(\\d+)(s|m|h)");

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "METHOD",
      description = "The method, as --list names it.")
  @Nullable String method;

  @Option(names = "--list", description = "Name the methods and their tasks.")
  boolean list;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "One of the method's tasks; all of them unless given.")
  @Nullable String task;

  @Option(
      names = "--all",
      description = "Run every task of every method that has no result of this commit yet.")
  boolean all;

  @Option(
      names = "--jobs",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "With --all, how many tasks at once, a process each (default: ${DEFAULT-VALUE}).")
  int jobs = 1;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "How many seeds, from 1 on; as many as the task asks for unless given.")
  @Nullable Integer seeds;

  @Option(
      names = "--pilot",
      description =
          "Try a task on seeds that no result uses (from 101 on) and store nothing: how a protocol is fixed without having seen its result.")
  boolean pilot;

  @Option(
      names = "--budget",
      defaultValue = "5m",
      paramLabel = "TIME",
      description = "Start no seed that would end later: 90s, 10m, 2h (default: ${DEFAULT-VALUE}).")
  String budget = "5m";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:OFFPRINT_DATA:-data}",
      description = "The data folder (default: ./data, or OFFPRINT_DATA).")
  Path data = Path.of("data");

  @Mixin PluginOptions plugins = new PluginOptions();

  @Option(
      names = "--datasets",
      paramLabel = "DIR",
      defaultValue = "${env:OFFPRINT_DATASETS}",
      description = "Where data sets lie (or OFFPRINT_DATASETS).")
  @Nullable Path datasets;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results go (default: DATA/results).")
  @Nullable Path out;

  @Option(
      names = "--progress",
      defaultValue = "10s",
      paramLabel = "TIME",
      description =
          "How often to say how far it is where there is no terminal (default: ${DEFAULT-VALUE}).")
  String every = "10s";

  @Option(
      names = "--json",
      description = "Write the result or the list, and nothing else, to standard output.")
  boolean json;

  @Override
  public Integer call() {
    Library library = plugins.library(data);
    if (list) {
      if (json) {
        System.out.println(listJson(library));
      } else {
        list(library);
      }
      return 0;
    }
    if (jobs < 1) {
      throw wrong("--jobs = %d: expected at least 1.".formatted(jobs));
    }
    if (all) {
      if (method != null || task != null || json || pilot) {
        throw wrong("--all runs everything: leave METHOD, --task, --pilot and --json out.");
      }
      return new RunAll(library, results(), arguments(), jobs)
          .run(library.experiments(), System.out);
    }
    Method chosen = chosenMethod(library);
    List<Experiment> experiments = chosenExperiments(library, chosen);
    if (seeds != null && seeds < 1) {
      throw wrong("--seeds = %d: expected at least 1; a verdict needs 3.".formatted(seeds));
    }
    Duration time = time("--budget", budget);
    Duration pause = time("--progress", every);
    PrintStream console = json ? System.err : System.out;
    for (Experiment experiment : experiments) {
      var progress =
          new ConsoleProgress(
              console,
              System.console() != null && System.console().isTerminal(),
              pause,
              InstantSource.system());
      var runner =
          new Runner(
              library,
              data(),
              progress,
              Clock.systemUTC(),
              data.resolve("runs/unfinished"),
              Surroundings.commit());
      Result result =
          runner.run(
              chosen,
              experiment,
              pilot ? FIRST_OF_A_PILOT : 1,
              seeds != null ? seeds : experiment.task().seeds(),
              time);
      if (pilot) {
        print(result);
        continue;
      }
      Path file = ResultFile.store(results(), result);
      runner.forget(chosen, experiment);
      if (json) {
        System.out.print(ResultFile.write(result));
      } else {
        print(result);
        System.out.println(file);
      }
    }
    return 0;
  }

  private Path results() {
    return out != null ? out : data.resolve("results");
  }

  /// What a process that runs one task is told besides the task.
  private List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of("--budget", budget, "--data", data.toString(), "--out", results().toString()));
    arguments.addAll(plugins.arguments());
    if (seeds != null) {
      arguments.addAll(List.of("--seeds", seeds.toString()));
    }
    if (datasets != null && !datasets.toString().isEmpty()) {
      arguments.addAll(List.of("--datasets", datasets.toString()));
    }
    return arguments;
  }

  private static void list(Library library) {
    for (Method one : library.methods()) {
      System.out.printf("%-24s %-14s %s%n", one.id(), one.paper(), one.name());
      library
          .experimentsOf(one.id())
          .forEach(experiment ->
              System.out.printf(
                  "  --task %s  %s%n", experiment.task().id(), experiment.task().name()));
    }
  }

  private static String listJson(Library library) {
    return JsonMapper.shared()
        .writeValueAsString(
            library.methods().stream()
                .map(one ->
                    Map.of(
                        "method",
                        one.id(),
                        "name",
                        one.name(),
                        "paper",
                        one.paper().value(),
                        "tasks",
                        library.experimentsOf(one.id()).stream()
                            .map(experiment ->
                                Map.of(
                                    "task",
                                    experiment.task().id(),
                                    "name",
                                    experiment.task().name(),
                                    "seeds",
                                    experiment.task().seeds()))
                            .toList()))
                .toList());
  }

  private Method chosenMethod(Library library) {
    List<String> known = library.methods().stream().map(Method::id).toList();
    String name = method;
    if (name == null) {
      throw wrong("Which method? %s. See --list.".formatted(String.join(", ", known)));
    }
    return library
        .method(name)
        .orElseThrow(() ->
            wrong(
                "'%s' is not a method: the nearest are %s. See --list."
                    .formatted(name, String.join(", ", Registry.nearest(name, known)))));
  }

  private List<Experiment> chosenExperiments(Library library, Method chosen) {
    List<Experiment> all = library.experimentsOf(chosen.id());
    if (task == null) {
      return all;
    }
    List<String> known = all.stream().map(experiment -> experiment.task().id()).toList();
    List<Experiment> some =
        all.stream().filter(experiment -> experiment.task().id().equals(task)).toList();
    if (some.isEmpty()) {
      throw wrong(
          "'%s' is not a task of %s: it has %s."
              .formatted(task, chosen.id(), String.join(", ", known)));
    }
    return some;
  }

  private Duration time(String option, String text) {
    Matcher matcher = BUDGET.matcher(text);
    if (!matcher.matches()) {
      throw wrong(
          "%s = '%s' is not a time: expected a number with s, m or h, like 10m."
              .formatted(option, text));
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  private Datasets data() {
    return Surroundings.datasets(datasets, data);
  }

  private static void print(Result result) {
    for (Figure figure : result.figures()) {
      Metric metric = result.task().metric(figure.metric());
      var interval = figure.ours().interval();
      System.out.printf(
          Locale.ROOT,
          "%-26s %12.6g%s %s%s%n",
          metric.id(),
          figure.ours().value(),
          interval == null
              ? ""
              : String.format(Locale.ROOT, "  [%.4g, %.4g]", interval.low(), interval.high()),
          metric.unit().equals("1") ? "" : metric.unit(),
          figure.baseline() == null
              ? ""
              : String.format(Locale.ROOT, "  (baseline %.6g)", figure.baseline().value()));
      figure
          .others()
          .forEach((name, other) ->
              System.out.printf(Locale.ROOT, "  %-24s %12.6g%n", name, other.value()));
    }
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(
        Objects.requireNonNull(spec, "picocli injects it").commandLine(), message);
  }
}
