package org.offprint.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.lab.task.Experiment;

/// Runs every task, a process each, so that one that fails takes nothing with it and the memory of
/// each is its own. A task that has a result of this commit is left alone.
///
/// @param library what brings the tasks
/// @param results where results go
/// @param arguments what each process is told besides method and task
/// @param jobs how many run at once
record RunAll(Library library, Path results, List<String> arguments, int jobs) {
  private enum State {
    DONE("done"),
    STANDS("stands already"),
    FAILED("failed");

    private final String words;

    State(String words) {
      this.words = words;
    }
  }

  private record Line(Experiment experiment, State state, double seconds, String words) {}

  /// Returns the exit code: 0 when every task has its result.
  int run(List<Experiment> experiments, PrintStream out) {
    long started = System.nanoTime();
    List<Line> lines = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(jobs)) {
      List<Future<Line>> all =
          experiments.stream()
              .map(experiment -> workers.submit(() -> one(experiment, out)))
              .toList();
      for (Future<Line> each : all) {
        lines.add(each.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a task could not be started", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
    out.println();
    for (Line line : lines) {
      out.printf(
          Locale.ROOT,
          "%-36s %-36s %-15s %7.1f s  %s%n",
          line.experiment.method(),
          line.experiment.task().id(),
          line.state.words,
          line.seconds,
          line.words);
    }
    long failed = lines.stream().filter(line -> line.state == State.FAILED).count();
    out.printf(
        Locale.ROOT,
        "%d tasks, %d failed, %.1f minutes%n",
        lines.size(),
        failed,
        (System.nanoTime() - started) / 6e10);
    return failed == 0 ? 0 : 1;
  }

  private Line one(Experiment experiment, PrintStream out)
      throws IOException, InterruptedException {
    Optional<Result> standing = standing(experiment);
    if (standing.isPresent()) {
      return new Line(
          experiment, State.STANDS, standing.get().wallSeconds(), standing.get().verdict().words());
    }
    long started = System.nanoTime();
    Process process =
        new ProcessBuilder(command(experiment))
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    Thread ending = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(ending);
    String last = "";
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
        out.println((jobs > 1 ? experiment.task().id() + "  " : "") + line);
      }
    }
    int code = process.waitFor();
    Runtime.getRuntime().removeShutdownHook(ending);
    double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
    return code == 0
        ? new Line(
            experiment,
            State.DONE,
            seconds,
            standing(experiment).map(result -> result.verdict().words()).orElse(last))
        : new Line(experiment, State.FAILED, seconds, last);
  }

  /// This program again, with the same virtual machine and the same flags.
  private List<String> command(Experiment experiment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("run", experiment.method(), "--task", experiment.task().id()));
    command.addAll(arguments);
    return command;
  }

  /// A result of this very task and commit, with as many seeds as the task asks for.
  private Optional<Result> standing(Experiment experiment) throws IOException {
    Path folder = results.resolve(experiment.method());
    String commit = Surroundings.commit();
    if (!Files.isDirectory(folder) || commit.contains("+") || commit.equals("unknown")) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .map(ResultFile::read)
          .filter(result ->
              result.commit().equals(commit)
                  && result.task().equals(experiment.task())
                  && isOfThisPlugin(result, experiment)
                  && result.runs().size() >= experiment.task().seeds())
          .findFirst();
    }
  }

  /// Another jar is other code.
  private boolean isOfThisPlugin(Result result, Experiment experiment) {
    return library
        .plugin(experiment.method())
        .map(plugin -> plugin.version().equals(result.versions().get("plug-in")))
        .orElse(true);
  }
}
