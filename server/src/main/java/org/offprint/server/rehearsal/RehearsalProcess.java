package org.offprint.server.rehearsal;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.offprint.server.config.LogSettings;
import org.offprint.server.db.Database;
import org.offprint.server.db.DatabaseAddress;
import org.offprint.server.job.Time;

/// One of the processes that ingest together in a rehearsal; see {@link Children}.
public final class RehearsalProcess {
  private RehearsalProcess() {}

  /// The password of the database comes over standard input, where no list of processes shows it. A
  /// port of 0 means the time of the world.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    new LogSettings(LogSettings.Level.error).apply();
    String password = new String(System.in.readNBytes(4096), StandardCharsets.UTF_8);
    Ingester.Setup setup =
        new Ingester.Setup(
            arguments[0],
            URI.create(arguments[1]),
            URI.create(arguments[2]),
            URI.create(arguments[3]),
            List.of(arguments[4].split(",")),
            Duration.parse(arguments[5]),
            Duration.parse(arguments[6]),
            Long.parseLong(arguments[7]));
    int port = Integer.parseInt(arguments[8]);
    Instant end = Instant.parse(arguments[9]);
    DatabaseAddress address = new DatabaseAddress(arguments[10], arguments[11], password);
    Database.Limits limits = new Database.Limits(4, Database.Limits.DEFAULT.statementTimeout());
    try (Database database = new Database(address, limits)) {
      if (port == 0) {
        run(setup, database, Time.system(), end);
      } else {
        try (RemoteTime time = new RemoteTime(port)) {
          run(setup, database, time, end);
        }
      }
    }
  }

  private static void run(Ingester.Setup setup, Database database, Time time, Instant end)
      throws InterruptedException {
    try (Ingester ingester = new Ingester(setup, database, time)) {
      ingester.run(end);
    }
  }
}
