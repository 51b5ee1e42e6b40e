package org.offprint.server;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.offprint.server.config.Settings;
import org.offprint.server.db.Database;
import org.offprint.server.db.DatabaseHost;
import org.offprint.server.db.DatabaseHost.Use;
import org.offprint.server.dump.DumpReport;
import org.offprint.server.dump.Export;
import org.offprint.server.dump.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// Everything out, and everything in again.
final class DumpCommands {
  private DumpCommands() {}

  @Command(
      name = "export",
      description =
          "Writes everything that the database holds as JSON lines with checksums; works beside a running server.",
      footer = {"", "Example: ./offprint export backup-2026-03-05"})
  static final class ExportAll implements Callable<Integer> {
    @Mixin Main.Shared shared = new Main.Shared();

    @Option(names = "--json", description = "The report as one JSON document on standard output.")
    boolean json;

    @Option(
        names = "--interests",
        description =
            "With readers' own libraries and subscriptions, which are left out otherwise.")
    boolean interests;

    @Parameters(paramLabel = "DIR", description = "A folder that is empty or not there yet.")
    Path folder = Path.of("export");

    @Override
    public Integer call() {
      Settings settings = shared.settings();
      try (DatabaseHost host =
              DatabaseHost.open(settings.database(), settings.data(), Use.command);
          Database database =
              new Database(host.address(), Database.Limits.of(settings.database()))) {
        report(new Export(database, interests).to(folder), json);
        return 0;
      }
    }
  }

  @Command(
      name = "restore",
      description = "Reads an export into an empty data folder.",
      footer = {"", "Example: ./offprint restore backup-2026-03-05 --data new-data"})
  static final class RestoreAll implements Callable<Integer> {
    @Mixin Main.Shared shared = new Main.Shared();

    @Option(names = "--json", description = "The report as one JSON document on standard output.")
    boolean json;

    @Parameters(paramLabel = "DIR", description = "What ./offprint export wrote.")
    Path folder = Path.of("export");

    @Override
    public Integer call() {
      Settings settings = shared.settings();
      DumpReport restored;
      try (DatabaseHost host = DatabaseHost.open(settings.database(), settings.data(), Use.serve);
          Database database =
              new Database(host.address(), Database.Limits.of(settings.database()))) {
        restored = new Restore(database).from(folder);
      }
      Offprint.open(settings, Use.serve).close(); // builds the index
      report(restored, json);
      return 0;
    }
  }

  private static void report(DumpReport report, boolean json) {
    System.out.print(
        json ? JsonMapper.builder().build().writeValueAsString(report) + "\n" : report.toText());
  }
}
