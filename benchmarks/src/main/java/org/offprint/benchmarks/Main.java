package org.offprint.benchmarks;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The benchmarks of `./offprint bench`.
@Command(
    name = "bench",
    description = "Measures the built server, or the methods, on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = {
      StartBenchmark.class,
      ImportBenchmark.class,
      ScaleBenchmark.class,
      PagesBenchmark.class,
      SearchBenchmark.class,
      CommunityBenchmark.class,
      DigestBenchmark.class,
      MethodsBenchmark.class
    },
    footer = {"", "Example: ./offprint bench pages --quick"})
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    CommandLine commands = new CommandLine(new Main());
    commands.setExecutionExceptionHandler((failure, command, parsed) -> {
      command
          .getErr()
          .println(failure instanceof BenchmarkFailure ? failure.getMessage() : failure.toString());
      if (!(failure instanceof BenchmarkFailure)) {
        failure.printStackTrace(command.getErr());
      }
      return 1;
    });
    System.exit(commands.execute(arguments));
  }

  /// What every benchmark takes.
  static final class Shared {
    @Option(
        names = "--quick",
        description = "A small corpus and short measurements: shows that it runs, not how fast.")
    boolean quick;

    @Option(names = "--json", description = "One JSON document on standard output.")
    boolean json;

    @Option(
        names = "--corpus",
        paramLabel = "DIR",
        description =
            "A folder with daily-papers/ and arxiv/ files (default: ../shared/data where it exists, else a generated corpus).")
    Path corpus = Path.of("..", "shared", "data");

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description =
            "A data folder to measure as it is, instead of importing a corpus into a new one.")
    @org.jspecify.annotations.Nullable
    Path data;

    /// Where `./offprint` is.
    Path home() {
      return Path.of(System.getProperty("offprint.home", ".")).toAbsolutePath().normalize();
    }

    Corpus corpus() {
      return Corpus.in(corpus.isAbsolute() ? corpus : home().resolve(corpus).normalize(), quick);
    }
  }
}
