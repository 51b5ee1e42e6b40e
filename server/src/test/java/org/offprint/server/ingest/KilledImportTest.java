package org.offprint.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.server.db.Database;
import org.offprint.server.db.DatabaseAddress;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;

/// `kill -9` of a process that imports, wherever it strikes, costs nothing but the time.
class KilledImportTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-05T08:00:00Z"));

  @TempDir Path folder;

  @Test
  void aKilledImportThatIsRepeatedEndsInTheStateOfAnUndisturbedOne()
      throws IOException, InterruptedException {
    Path file =
        Files.writeString(folder.resolve("corpus.jsonl"), ImporterTest.corpus(6_000) + "broken\n");
    DatabaseAddress address = TestDatabase.empty();

    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                address.url(),
                address.user(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var in = process.outputWriter()) {
      in.append(address.password());
    }
    try (BufferedReader batches = process.inputReader()) {
      assertThat(batches.readLine()).isEqualTo("saved 500");
      assertThat(batches.readLine()).isEqualTo("saved 1000");
      process.destroyForcibly().waitFor();
    }

    try (Database killed = database(address);
        Database undisturbed = TestDatabase.fresh()) {
      assertThat(run(killed, file, ImportProgress.SILENT).total().unchanged())
          .isBetween(1_000L, 6_000L);
      run(undisturbed, file, ImportProgress.SILENT);
      assertThat(ImporterTest.state(killed)).isEqualTo(ImporterTest.state(undisturbed));
    }
  }

  private static Database database(DatabaseAddress address) {
    return new Database(
        address, new Database.Limits(4, Database.Limits.DEFAULT.statementTimeout()));
  }

  private static ImportReport run(Database database, Path file, ImportProgress progress) {
    return new Importer(new Papers(database, Trending::heat), database, FirstEdition::idOf, CLOCK)
        .run(List.of(file.toString()), InputStream.nullInputStream(), progress);
  }

  /// The process that is killed.
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      String password =
          new String(System.in.readNBytes(4096), java.nio.charset.StandardCharsets.UTF_8).strip();
      try (Database database =
          database(new DatabaseAddress(arguments[0], arguments[1], password))) {
        run(
            database,
            Path.of(arguments[2]),
            (name, read, bytes, counts) -> System.out.println("saved " + counts.read()));
      }
    }
  }
}
