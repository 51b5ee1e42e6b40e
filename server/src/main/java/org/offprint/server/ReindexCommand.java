package org.offprint.server;

import java.util.concurrent.Callable;
import org.offprint.server.db.DatabaseHost.Use;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "reindex",
    description = "Rebuilds the index and the scores from the database.",
    footer = {
      "",
      "Example: ./offprint reindex",
      "While a server runs on the data folder, the server does the work."
    })
final class ReindexCommand implements Callable<Integer> {
  @Mixin Main.Shared shared = new Main.Shared();

  @Override
  public Integer call() {
    try (Offprint offprint = shared.open(Use.command)) {
      if (!offprint.holdsFolder()) {
        System.out.println(
            offprint.papers().askForIndexing()
                + " papers are waiting for the server that runs here to index them.");
        return 0;
      }
      long started = System.nanoTime();
      long papers =
          offprint.reindex((done, total) -> System.err.printf("%d of %d papers%n", done, total));
      System.out.printf(
          "Indexed %d papers in %.1f s.%n", papers, (System.nanoTime() - started) / 1e9);
      return 0;
    }
  }
}
