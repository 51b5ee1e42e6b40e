package org.offprint.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.offprint.server.config.LogSettings;
import org.offprint.server.db.Database;
import org.offprint.server.db.DatabaseHost.Use;
import org.offprint.server.db.EmbeddedPostgres;
import org.offprint.server.rehearsal.Rehearsal;
import org.offprint.server.rehearsal.RehearsalReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "rehearse",
    description = {
      "Ingest against a fake arXiv that misbehaves: months in minutes, in processes of their own, with nothing outside this machine.",
      "Says what was announced, what arrived, and how each gap was named. Exit code 1 if a promise was broken."
    },
    footer = {"", "Example: ./offprint rehearse --days 60 --seed 7 --kill 5"})
final class RehearseCommand implements Callable<Integer> {
  @Option(
      names = "--days",
      paramLabel = "N",
      description = "How many days (default: 60).",
      defaultValue = "60")
  int days;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Which papers and faults; the same seed brings the same (default: 1).",
      defaultValue = "1")
  long seed;

  @Option(
      names = "--from",
      paramLabel = "DAY",
      description =
          "The first day (default: 2026-10-12, with a clock change and Thanksgiving before it ends).",
      defaultValue = "2026-10-12")
  LocalDate from = LocalDate.of(2026, 10, 12);

  @Option(
      names = "--categories",
      paramLabel = "LIST",
      description = "Categories of arXiv (default: cs.CL,cs.LG,hep-th).",
      split = ",",
      defaultValue = "cs.CL,cs.LG,hep-th")
  List<String> categories = List.of();

  @Option(
      names = "--faults",
      paramLabel = "N",
      description = "How many faults begin on a day with a list; 0 for none (default: 2).",
      defaultValue = "2")
  int faults;

  @Option(
      names = "--processes",
      paramLabel = "N",
      description = "How many processes ingest together (default: 2).",
      defaultValue = "2")
  int processes;

  @Option(
      names = "--kill",
      paramLabel = "N",
      description = "How often one of them is killed and started again (default: 0).",
      defaultValue = "0")
  int kills;

  @Option(names = "--json", description = "The report as one JSON document on standard output.")
  boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Override
  public Integer call() throws IOException, InterruptedException {
    new LogSettings(LogSettings.Level.error).apply();
    Rehearsal rehearsal =
        new Rehearsal(
            new Rehearsal.Options(seed, from, days, categories, faults, processes, kills));
    Path folder = Files.createTempDirectory("offprint-rehearsal");
    try {
      RehearsalReport report;
      try (EmbeddedPostgres postgres = EmbeddedPostgres.open(folder, Use.serve);
          Database database = new Database(postgres.address(), Database.Limits.DEFAULT)) {
        long began = System.nanoTime();
        report =
            rehearsal.inProcesses(database, postgres.address(), progress -> show(progress, began));
        System.err.println();
      }
      System.out.print(
          json ? JsonMapper.builder().build().writeValueAsString(report) + "\n" : report.toText());
      return report.kept() ? 0 : 1;
    } finally {
      delete(folder);
    }
  }

  /// One line that is written over on a terminal, and a line a week elsewhere.
  private static void show(Rehearsal.Progress progress, long began) {
    boolean terminal = System.console() != null && System.console().isTerminal();
    if (terminal || progress.daysDone() % 7 == 0) {
      System.err.print(
          "%s%s  day %d of %d, %,d requests, %d open gaps, %d s%s"
              .formatted(
                  terminal ? "\r" : "",
                  progress.day(),
                  progress.daysDone() + 1,
                  progress.days(),
                  progress.requests(),
                  progress.openGaps(),
                  Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                  terminal ? "   " : "\n"));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
