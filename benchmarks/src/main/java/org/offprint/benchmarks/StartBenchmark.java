package org.offprint.benchmarks;

import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description =
        "Seconds from ./offprint serve until the front page is answered, and memory after that; on an empty folder, then on the same folder again.")
final class StartBenchmark implements Callable<Integer> {
  @Mixin Main.Shared shared = new Main.Shared();

  @Override
  public Integer call() throws InterruptedException {
    Report report = new Report();
    double[] again = new double[shared.quick ? 1 : 5];
    try (Installation installation = new Installation(shared.home(), shared.data)) {
      double first = installation.start();
      Memory memory = installation.memory();
      installation.stop();
      report.row(
          "start",
          shared.data == null ? "first" : "of --data",
          "seconds",
          first,
          "server MB",
          memory.server(),
          "database MB",
          memory.database(),
          "together MB",
          memory.total());
      for (int i = 0; i < again.length; i++) {
        again[i] = installation.start();
        memory = installation.memory();
        report.row(
            "start",
            "again",
            "seconds",
            again[i],
            "server MB",
            memory.server(),
            "database MB",
            memory.database(),
            "together MB",
            memory.total());
        installation.stop();
      }
    }
    Arrays.sort(again);
    report.fact("median of the later starts, s", again[again.length / 2]).print(shared.json);
    return 0;
  }
}
