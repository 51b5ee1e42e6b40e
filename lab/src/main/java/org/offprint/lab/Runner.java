package org.offprint.lab;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.offprint.catalog.result.Estimate;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.FormulaCheck;
import org.offprint.catalog.result.Machine;
import org.offprint.catalog.result.Method;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Run;
import org.offprint.catalog.result.Series;
import org.offprint.lab.task.Datasets;
import org.offprint.lab.task.Experiment;
import org.offprint.lab.task.Lab;
import org.offprint.lab.task.PeakMemory;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Goldens;
import org.offprint.methods.tensor.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs an experiment, seed by seed, and puts everything that a doubter needs into a result.
final class Runner {
  private final Datasets datasets;
  private final ConsoleProgress progress;
  private final InstantSource clock;

  Runner(Datasets datasets, ConsoleProgress progress, InstantSource clock) {
    this.datasets = datasets;
    this.progress = progress;
    this.clock = clock;
  }

  /// @param seeds how many, from 1 on
  /// @param budget no seed starts that would probably end after it; the rule then decides what
  ///   fewer seeds are worth
  Result run(Method method, Experiment experiment, int seeds, Duration budget) {
    Instant started = clock.instant();
    Tensor.useThreads(1);
    Machine machine = Surroundings.machine();
    FormulaCheck formula = checkFormula(method);
    progress.say(
        "%s on %s, golden values: %d of %d agree"
            .formatted(method.id(), experiment.task().id(), formula.passed(), formula.cases()));
    List<Run> runs = new ArrayList<>();
    List<Series> series = new ArrayList<>();
    for (long seed = 1; seed <= seeds; seed++) {
      Duration spent = Duration.between(started, clock.instant());
      if (!runs.isEmpty() && spent.plus(spent.dividedBy(runs.size())).compareTo(budget) > 0) {
        progress.say(
            "The budget of %s allows no seed %d."
                .formatted(ConsoleProgress.duration(budget.toSeconds()), seed));
        break;
      }
      Experiment.Trial trial = experiment.run(seed, new Lab(datasets, progress));
      runs.add(trial.run());
      series.addAll(trial.series());
    }
    List<Figure> figures = figures(experiment, runs);
    var verdict = experiment.judge(runs, figures);
    progress.say(verdict.words() + ": " + verdict.reason());
    var settings = new LinkedHashMap<>(experiment.settings());
    settings.put("seeds", "1 to " + runs.size());
    settings.put("libtorch.threads", "1");
    settings.put(
        "OPENBLAS_NUM_THREADS",
        Objects.requireNonNullElse(System.getenv("OPENBLAS_NUM_THREADS"), "not set"));
    long peak = PeakMemory.highest();
    return new Result(
        Result.FORMAT,
        method,
        experiment.task(),
        formula,
        runs,
        figures,
        verdict,
        settings,
        Surroundings.commit(),
        Surroundings.versions(),
        machine,
        started,
        Duration.between(started, clock.instant()).toMillis() / 1000.0,
        peak == 0 ? null : peak,
        series,
        progress.log());
  }

  /// One figure a metric that every seed measured.
  private static List<Figure> figures(Experiment experiment, List<Run> runs) {
    List<Figure> figures = new ArrayList<>();
    for (Metric metric : experiment.task().metrics()) {
      String id = metric.id();
      if (runs.stream().allMatch(run -> run.ours().containsKey(id))) {
        Estimate ours =
            Estimate.of(
                runs.stream().map(run -> Objects.requireNonNull(run.ours().get(id))).toList());
        boolean compared = runs.stream().allMatch(run -> run.baseline().containsKey(id));
        figures.add(
            new Figure(
                id,
                ours,
                compared
                    ? Estimate.of(
                        runs.stream()
                            .map(run -> Objects.requireNonNull(run.baseline().get(id)))
                            .toList())
                    : null));
      }
    }
    return figures;
  }

  static FormulaCheck checkFormula(Method method) {
    Golden golden = Registry.golden(method.number()).orElseThrow();
    String name = "golden/" + golden.entry().method() + ".json";
    try (InputStream in = Runner.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IllegalStateException(
            name + " is not on the class path: package the lab with its golden files");
      }
      JsonNode file = JsonMapper.shared().readTree(in);
      Goldens.Report report = Goldens.verify(golden, file);
      return new FormulaCheck(
          name,
          report.reference(),
          report.cases(),
          report.passed(),
          report.tolerance(),
          report.largestError());
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name, e);
    }
  }
}
