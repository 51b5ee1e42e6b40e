package org.offprint.server.run;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.server.config.RunSettings;
import org.offprint.server.db.Database;
import org.offprint.server.result.Results;
import org.offprint.server.run.RunQueue.Asked;

/// Runs that a curator starts from a page: what can be run, the queue, and the worker that carries
/// it out.
public final class Runs implements AutoCloseable {
  private static final int MOST_SEEDS = 100;

  private final RunSettings settings;
  private final RunQueue queue;
  private final Lab lab;
  private final RunWorker worker;

  /// @param data the data folder
  /// @param home the root of the repository that this server was started from; null where there is
  ///   none
  public Runs(
      RunSettings settings,
      Path data,
      @Nullable Path home,
      Database database,
      Results results,
      InstantSource clock) {
    this.settings = settings;
    this.queue = new RunQueue(database, settings.queue(), clock);
    this.lab = new Lab(home, clock);
    Path datasets = datasets(settings, data.toAbsolutePath().normalize());
    List<Path> readable = new ArrayList<>();
    lab.home()
        .ifPresent(folder -> {
          readable.add(folder);
          readable.add(folder.resolve("../shared/data").normalize());
        });
    readable.add(Path.of(System.getProperty("java.home")));
    readable.add(datasets);
    this.worker =
        new RunWorker(
            queue,
            results,
            data.resolve("results"),
            lab,
            new Sandbox(data, readable, Limits.of(settings)),
            datasets,
            settings.concurrent());
  }

  private static Path datasets(RunSettings settings, Path data) {
    String named =
        settings.datasets().isEmpty()
            ? System.getenv().getOrDefault("OFFPRINT_DATASETS", "")
            : settings.datasets();
    return named.isEmpty() ? data.resolve("datasets") : Path.of(named).toAbsolutePath().normalize();
  }

  public boolean enabled() {
    return settings.enabled();
  }

  public RunQueue queue() {
    return queue;
  }

  /// Takes up what was left, and begins to work; for the server that holds the data folder.
  public void start() {
    if (enabled()) {
      worker.start();
    }
  }

  Lab.Offer offer() {
    return enabled()
        ? lab.offer()
        : new Lab.Offer.Unavailable("Runs from the page are switched off (runs.enabled).");
  }

  /// What a curator can start on the page of a paper; nothing where the paper has no method.
  ///
  /// @param proof what the form carries to show that it is ours
  public Optional<StartForm> form(String paper, String proof) {
    List<RunRequest> latest = queue.ofPaper(paper);
    return switch (offer()) {
      case Lab.Offer.Unavailable(String why) ->
          Optional.of(new StartForm(paper, proof, List.of(), why, latest));
      case Lab.Offer.Asked() ->
          Optional.of(
              new StartForm(
                  paper,
                  proof,
                  List.of(),
                  "The lab is being asked what it can run, and built where that is due. Come back to this page in a moment.",
                  latest));
      case Lab.Offer.Known known -> {
        List<StartForm.Choice> choices = new ArrayList<>();
        for (Lab.Method method : known.methods()) {
          if (method.paper().equals(paper)) {
            method
                .tasks()
                .forEach(task ->
                    choices.add(
                        new StartForm.Choice(
                            method.id() + "/" + task.id(),
                            method.name() + ": " + task.name(),
                            task.seeds())));
          }
        }
        yield choices.isEmpty()
            ? Optional.empty()
            : Optional.of(new StartForm(paper, proof, choices, "", latest));
      }
    };
  }

  /// Puts a run into the queue. Only what the lab itself names is accepted.
  ///
  /// @param what a method and a task of it, with a slash between
  /// @param seeds how many; null for as many as the task asks for
  /// @throws IllegalArgumentException if the lab knows no such task, or for seeds that nobody can
  ///   want
  public Asked ask(String what, @Nullable Integer seeds) {
    if (seeds != null && (seeds < 1 || seeds > MOST_SEEDS)) {
      throw new IllegalArgumentException(
          "%d seeds: expected 1 to %d; a verdict needs 3 or more.".formatted(seeds, MOST_SEEDS));
    }
    String[] parts = what.split("/", -1);
    if (!(offer() instanceof Lab.Offer.Known known)) {
      throw new IllegalArgumentException(
          "It is not known yet what the lab can run; try again in a moment.");
    }
    if (parts.length != 2 || known.task(parts[0], parts[1]).isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' is not a method and a task of the lab: expected one that the page of the paper offers."
              .formatted(what));
    }
    String paper =
        known.methods().stream()
            .filter(method -> method.id().equals(parts[0]))
            .findFirst()
            .orElseThrow()
            .paper();
    Asked asked = queue.ask(paper, parts[0], parts[1], seeds);
    worker.wake();
    return asked;
  }

  /// What each run may use, in words.
  public String limits() {
    Limits limits = Limits.of(settings);
    return "%s, %s of memory, %d processes and threads, %s on disk"
        .formatted(
            Limits.time(limits.time()),
            Limits.size(limits.memoryBytes()),
            limits.processes(),
            Limits.size(limits.diskBytes()));
  }

  @Override
  public void close() {
    worker.close();
  }
}
