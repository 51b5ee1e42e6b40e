package org.offprint.server.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The lab, in the repository that this server was started from: what it can run, and by which
/// command. The launcher builds it when it is stale, before a run and outside of its bounds.
final class Lab {
  /// A method with its tasks.
  record Method(String id, String name, String paper, List<Task> tasks) {}

  /// @param seeds how many it asks for
  record Task(String id, String name, int seeds) {}

  /// What is known of what can be run.
  sealed interface Offer {
    record Known(List<Method> methods) implements Offer {
      Optional<Task> task(String method, String task) {
        return methods.stream()
            .filter(each -> each.id().equals(method))
            .flatMap(each -> each.tasks().stream())
            .filter(each -> each.id().equals(task))
            .findFirst();
      }
    }

    /// It is being asked, and built if need be.
    record Asked() implements Offer {}

    record Unavailable(String why) implements Offer {}
  }

  /// What came of asking for the command.
  sealed interface Command {
    /// @param words the command without its arguments
    record Ready(String commit, List<String> words) implements Command {}

    record Refused(String why) implements Command {}
  }

  static final String NOT_HERE =
      "The lab is not here: this server was started without the repository. Start it with ./offprint serve.";

  private static final Duration BUILD = Duration.ofMinutes(30);
  private static final Duration KEPT = Duration.ofMinutes(5);

  private final @Nullable Path home;
  private final InstantSource clock;
  private Offer offer;
  private Instant asked = Instant.EPOCH;
  private boolean asking;

  /// @param home the root of the repository; null where there is none
  Lab(@Nullable Path home, InstantSource clock) {
    this.home = home != null && Files.isExecutable(home.resolve("offprint")) ? home : null;
    this.clock = clock;
    this.offer = this.home == null ? new Offer.Unavailable(NOT_HERE) : new Offer.Asked();
  }

  Optional<Path> home() {
    return Optional.ofNullable(home);
  }

  /// What was known when it was last asked; asks again, beside, when that is a while ago.
  synchronized Offer offer() {
    if (home != null && !asking && asked.plus(KEPT).isBefore(clock.instant())) {
      asking = true;
      Thread.ofVirtual().name("lab").start(() -> answered(ask()));
    }
    return offer;
  }

  private synchronized void answered(Offer answer) {
    offer = answer;
    asked = clock.instant();
    asking = false;
  }

  private Offer ask() {
    RunLog log = new RunLog();
    // A data folder without plug-ins: to name their tasks would run their code, outside of all
    // bounds.
    Output output = launcher(log, () -> false, "run", "--list", "--json", "--data", "/nonexistent");
    if (output.status != 0 || output.lines.isEmpty()) {
      return new Offer.Unavailable(
          "The lab does not say what it can run: %s".formatted(output.why(log)));
    }
    try {
      List<Method> methods = new ArrayList<>();
      for (JsonNode method : JsonMapper.shared().readTree(output.lines.getLast())) {
        List<Task> tasks = new ArrayList<>();
        for (JsonNode task : method.path("tasks")) {
          tasks.add(
              new Task(
                  task.path("task").asString(),
                  task.path("name").asString(),
                  task.path("seeds").asInt()));
        }
        if (!tasks.isEmpty()) {
          methods.add(
              new Method(
                  method.path("method").asString(),
                  method.path("name").asString(),
                  method.path("paper").asString(),
                  List.copyOf(tasks)));
        }
      }
      return new Offer.Known(List.copyOf(methods));
    } catch (RuntimeException e) {
      return new Offer.Unavailable("The lab's list of methods cannot be read: " + e.getMessage());
    }
  }

  /// Builds what is stale and returns the command that runs the lab.
  ///
  /// @param log what the build says
  /// @param ended when it becomes true, the build is ended
  Command command(RunLog log, BooleanSupplier ended) {
    if (home == null) {
      return new Command.Refused(NOT_HERE);
    }
    Output output = launcher(log, ended, "lab-command");
    if (output.status != 0 || output.lines.size() < 2) {
      return new Command.Refused("the lab could not be built: " + output.why(log));
    }
    return new Command.Ready(output.lines.getFirst(), output.lines.subList(1, output.lines.size()));
  }

  private record Output(int status, List<String> lines) {
    String why(RunLog log) {
      String last = log.lastLine();
      return last.isEmpty() ? "the launcher ended with status " + status : last;
    }
  }

  private Output launcher(RunLog log, BooleanSupplier ended, String... words) {
    List<String> command = new ArrayList<>();
    command.add(java.util.Objects.requireNonNull(home).resolve("offprint").toString());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    // A build may need the proxy and the folders that this server knows, but none of its settings.
    Map<String, String> environment = builder.environment();
    environment
        .keySet()
        .removeIf(name ->
            (name.startsWith("OFFPRINT_") && !name.equals("OFFPRINT_CACHE"))
                || name.matches(".*(PASSWORD|SECRET|TOKEN).*"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    try {
      Process process = builder.start();
      List<String> lines = java.util.Collections.synchronizedList(new ArrayList<>());
      Thread out = read(process.inputReader(UTF_8), lines::add);
      Thread err = read(process.errorReader(UTF_8), log::say);
      ProcessTree tree = new ProcessTree(process.pid(), -1, null);
      long deadline = System.nanoTime() + BUILD.toNanos();
      while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
        if (ended.getAsBoolean() || System.nanoTime() > deadline) {
          tree.end();
        }
      }
      out.join(Duration.ofSeconds(5));
      err.join(Duration.ofSeconds(5));
      return new Output(process.exitValue(), List.copyOf(lines));
    } catch (IOException e) {
      log.say(String.valueOf(e.getMessage()));
      return new Output(127, List.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Output(130, List.of());
    }
  }

  private static Thread read(BufferedReader lines, java.util.function.Consumer<String> to) {
    return Thread.ofVirtual()
        .start(() -> {
          try (lines) {
            lines.lines().forEach(to);
          } catch (IOException | java.io.UncheckedIOException e) {
            // it ended
          }
        });
  }
}
