package org.offprint.benchmarks;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description =
        "Papers per second into an empty installation with its index, then the same files again; process start and end included.")
final class ImportBenchmark implements Callable<Integer> {
  @Mixin Main.Shared shared = new Main.Shared();

  @Override
  public Integer call() {
    Corpus corpus = shared.corpus();
    Report report = new Report().fact("corpus", corpus.name());
    try (Installation installation = new Installation(shared.home(), shared.data)) {
      for (String which : new String[] {"first", "again"}) {
        Installation.Output output = installation.run("import", corpus.files());
        Counted counted = Counted.in(output.text());
        report.row(
            "import",
            which,
            "read",
            counted.read(),
            "added",
            counted.added(),
            "revised",
            counted.revised(),
            "unchanged",
            counted.unchanged(),
            "quarantined",
            counted.quarantined(),
            "adds up",
            counted.addsUp() ? "yes" : "NO",
            "seconds",
            output.seconds(),
            "per s",
            counted.read() / output.seconds());
      }
    }
    report.print(shared.json);
    return 0;
  }
}
