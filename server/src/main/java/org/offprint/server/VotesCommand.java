package org.offprint.server;

import java.util.List;
import java.util.concurrent.Callable;
import org.offprint.server.db.DatabaseHost.Use;
import org.offprint.server.vote.Votes.Difference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "votes",
    description =
        "Computes every count of votes again from the log of votes, and names those that differ.",
    footer = {"", "Example: ./offprint votes"})
final class VotesCommand implements Callable<Integer> {
  @Mixin Main.Shared shared = new Main.Shared();

  @Override
  public Integer call() {
    try (Offprint offprint = shared.open(Use.command)) {
      List<Difference> differences = offprint.votes().check();
      for (Difference one : differences) {
        System.out.printf(
            "%s: %d %s are counted, the log says %d%n",
            one.paper(), one.counted(), one.what(), one.logged());
      }
      System.out.println(
          differences.isEmpty()
              ? "%,d votes and retractions in the log; every count is what it says."
                  .formatted(offprint.votes().logged())
              : "%d counts differ from the log.".formatted(differences.size()));
      return differences.isEmpty() ? 0 : 1;
    }
  }
}
