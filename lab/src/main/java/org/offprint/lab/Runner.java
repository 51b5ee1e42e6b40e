package org.offprint.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.FormulaCheck;
import org.offprint.catalog.result.Machine;
import org.offprint.catalog.result.Method;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Rule;
import org.offprint.catalog.result.Run;
import org.offprint.catalog.result.SeedFile;
import org.offprint.catalog.result.Verdict;
import org.offprint.lab.task.Datasets;
import org.offprint.lab.task.Experiment;
import org.offprint.lab.task.Lab;
import org.offprint.lab.task.PeakMemory;
import org.offprint.lab.task.Trial;
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
  private final @Nullable Path unfinished;
  private final String commit;
  private final Library library;

  /// @param unfinished where seeds that are done wait for the others; null where each is to run
  /// @param commit of the code that runs
  Runner(
      Library library,
      Datasets datasets,
      ConsoleProgress progress,
      InstantSource clock,
      @Nullable Path unfinished,
      String commit) {
    this.library = library;
    this.datasets = datasets;
    this.progress = progress;
    this.clock = clock;
    this.unfinished = unfinished;
    this.commit = commit;
  }

  /// @param first the first seed; others follow it
  /// @param seeds how many
  /// @param budget no seed starts that would probably end after it; the rule then decides what
  ///   fewer seeds are worth
  Result run(Method method, Experiment experiment, long first, int seeds, Duration budget) {
    Instant started = clock.instant();
    Tensor.useThreads(1);
    Machine machine = Surroundings.machine();
    FormulaCheck formula = library.checkFormula(method);
    progress.say(
        "%s on %s, golden values: %d of %d agree"
            .formatted(method.id(), experiment.task().id(), formula.passed(), formula.cases()));
    List<SeedFile> done = new ArrayList<>();
    Duration spent = Duration.ZERO;
    for (long seed = first; seed < first + seeds; seed++) {
      if (!done.isEmpty() && spent.plus(spent.dividedBy(done.size())).compareTo(budget) > 0) {
        progress.say(
            "The budget of %s allows no seed %d."
                .formatted(ConsoleProgress.duration(budget.toSeconds()), seed));
        break;
      }
      SeedFile one = seed(experiment, seed, file(method, experiment, seed));
      done.add(one);
      spent = spent.plusMillis(Math.round(one.run().wallSeconds() * 1000));
    }
    List<Run> runs = done.stream().map(SeedFile::run).toList();
    List<Figure> figures = Figure.over(experiment.task(), runs);
    Verdict verdict = Rule.judge(experiment.task(), runs, figures);
    progress.say(verdict.words() + ": " + verdict.reason());
    var settings = new LinkedHashMap<>(experiment.settings());
    settings.put("seeds", first + " to " + (first + runs.size() - 1));
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
        commit,
        versions(method),
        machine,
        started,
        spent.toMillis() / 1000.0,
        peak == 0 ? null : peak,
        done.stream().flatMap(one -> one.series().stream()).toList(),
        progress.log());
  }

  /// Runs a seed, or takes it from the file where an earlier attempt at the same run left it.
  private SeedFile seed(Experiment experiment, long seed, @Nullable Path file) {
    Optional<SeedFile> earlier =
        file == null
            ? Optional.empty()
            : SeedFile.read(file)
                .filter(one ->
                    one.task().equals(experiment.task())
                        && one.settings().equals(experiment.settings())
                        && one.run().seed() == seed);
    if (earlier.isPresent()) {
      earlier.get().log().forEach(progress::say);
      progress.say("seed %d was done before this run was stopped".formatted(seed));
      return earlier.get();
    }
    int said = progress.log().size();
    Instant before = clock.instant();
    Trial trial = experiment.run(seed, new Lab(datasets, progress));
    double seconds = Duration.between(before, clock.instant()).toMillis() / 1000.0;
    List<String> log = progress.log();
    SeedFile done =
        new SeedFile(
            experiment.task(),
            experiment.settings(),
            trial.run(seed, seconds),
            trial.series(),
            log.subList(Math.min(said, log.size()), log.size()));
    if (file != null) {
      done.store(file);
    }
    return done;
  }

  private SequencedMap<String, String> versions(Method method) {
    SequencedMap<String, String> versions = Surroundings.versions();
    library.plugin(method.id()).ifPresent(plugin -> versions.put("plug-in", plugin.version()));
    return versions;
  }

  /// Null where the code is not that of a commit: it may be other code the next time.
  private @Nullable Path file(Method method, Experiment experiment, long seed) {
    Path folder = folder(method, experiment);
    if (folder == null || commit.contains("+") || commit.equals("unknown")) {
      return null;
    }
    String code =
        library
            .plugin(method.id())
            .map(plugin -> commit + "-" + plugin.jar().sha256().substring(0, 12))
            .orElse(commit);
    return folder.resolve(code).resolve("seed-" + seed + ".json");
  }

  private @Nullable Path folder(Method method, Experiment experiment) {
    return unfinished == null
        ? null
        : unfinished.resolve(method.id()).resolve(experiment.task().id());
  }

  /// Once the result is stored, its seeds are in it.
  void forget(Method method, Experiment experiment) {
    Path folder = folder(method, experiment);
    if (folder == null || !Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      progress.say("could not remove %s: %s".formatted(folder, e));
    }
  }

  /// What the golden values say of a method of the first edition; {@link Library} knows all.
  static FormulaCheck checkFormula(Method method) {
    Golden golden = Registry.golden(method).orElseThrow();
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
