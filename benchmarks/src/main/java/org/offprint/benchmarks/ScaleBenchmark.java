package org.offprint.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    description = {
      "Imports a made snapshot of N papers through a pipe, with its index, and measures each tenth:"
          + " papers a second, processor time a paper,",
      "memory. With --to it only writes the snapshot."
    },
    footer = {
      "",
      "Example: ./offprint bench scale --papers 300000 --data /tmp/big && ./offprint bench pages"
          + " --data /tmp/big"
    })
final class ScaleBenchmark implements Callable<Integer> {
  @Mixin Main.Shared shared = new Main.Shared();

  @Option(
      names = "--papers",
      paramLabel = "N",
      description = "How many papers (default: ${DEFAULT-VALUE}).")
  long papers = 100_000;

  @Option(
      names = "--seed",
      description = "The same seed and number make the same papers (default: ${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description =
          "Write the snapshot there and import nothing; .gz compresses, - is standard output.")
  @Nullable String to;

  @Override
  public Integer call() throws IOException {
    if (papers < 10) {
      throw new BenchmarkFailure(
          "--papers is " + papers + ": expected 10 or more, for ten tenths.");
    }
    Path corpus = shared.corpus.isAbsolute() ? shared.corpus : shared.home().resolve(shared.corpus);
    TextStatistics statistics = TextStatistics.in(corpus.normalize().resolve("arxiv"));
    System.err.println("Words from " + statistics.name() + ".");
    SyntheticSnapshot snapshot = new SyntheticSnapshot(statistics, seed);
    if (to != null) {
      try (OutputStream out = opened(to)) {
        snapshot.write(papers, out, written -> {});
      }
      return 0;
    }
    Report report =
        new Report().fact("words", statistics.name()).fact("papers", papers).fact("seed", seed);
    try (Installation installation = new Installation(shared.home(), shared.data)) {
      return imported(installation, snapshot, report);
    }
  }

  private Integer imported(Installation installation, SyntheticSnapshot snapshot, Report report)
      throws IOException {
    Process process = installation.importing();
    Costs costs = new Costs(process, installation.folder());
    long began = System.nanoTime();
    try (costs) {
      Costs.Spent[] before = {costs.now()};
      long tenth = papers / 10;
      try (OutputStream out = new BufferedOutputStream(process.getOutputStream(), 1 << 16)) {
        snapshot.write(
            papers,
            out,
            written -> {
              if (written % tenth == 0 && written / tenth < 10) {
                Costs.Spent now = costs.now();
                row(report, written / tenth, tenth, before[0], now);
                before[0] = now;
              }
            });
      }
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      Costs.Spent end = costs.last();
      row(report, 10, papers - 9 * tenth, before[0], end);
      Counted counted = Counted.in(printed);
      double seconds = (System.nanoTime() - began) / 1e9;
      report
          .fact("added", counted.added())
          .fact("quarantined", counted.quarantined())
          .fact("adds up", counted.addsUp() ? "yes" : "NO")
          .fact("seconds", seconds)
          .fact("per s", papers / seconds)
          .fact("most server MB", costs.mostServer())
          .fact("most database MB", costs.mostDatabase())
          .fact("database on disk MB", size(installation.folder().resolve("postgres")))
          .fact("index on disk MB", size(installation.folder().resolve("index")));
    } catch (InterruptedException e) {
      process.destroy();
      throw new BenchmarkFailure("interrupted");
    }
    report.print(shared.json);
    return 0;
  }

  private static void row(
      Report report, long tenth, long papers, Costs.Spent before, Costs.Spent now) {
    double seconds = (now.nanos() - before.nanos()) / 1e9;
    report.row(
        "tenth",
        tenth,
        "per s",
        papers / seconds,
        "server cpu ms a paper",
        (now.serverMillis() - before.serverMillis()) / papers,
        "database cpu ms a paper",
        (now.databaseMillis() - before.databaseMillis()) / papers,
        "server MB",
        now.server(),
        "database MB",
        now.database());
    System.err.printf(
        "%d/10: %.0f papers/s, cpu a paper %.3f + %.3f ms, %.0f + %.0f MB%n",
        tenth,
        papers / seconds,
        (now.serverMillis() - before.serverMillis()) / papers,
        (now.databaseMillis() - before.databaseMillis()) / papers,
        now.server(),
        now.database());
  }

  private static OutputStream opened(String file) throws IOException {
    if (file.equals("-")) {
      return new BufferedOutputStream(System.out, 1 << 16);
    }
    OutputStream plain = new BufferedOutputStream(Files.newOutputStream(Path.of(file)), 1 << 16);
    return file.endsWith(".gz") ? new GZIPOutputStream(plain, 1 << 16) : plain;
  }

  private static double size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
              .filter(Files::isRegularFile)
              .mapToLong(file -> {
                try {
                  return Files.size(file);
                } catch (IOException gone) {
                  return 0;
                }
              })
              .sum()
          / 1048576.0;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
