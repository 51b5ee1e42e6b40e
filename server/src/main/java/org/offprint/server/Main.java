package org.offprint.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.offprint.server.config.Settings;
import org.offprint.server.db.DataFolderInUse;
import org.offprint.server.db.DatabaseHost.Use;
import org.offprint.server.db.DatabaseUnavailable;
import org.offprint.server.dump.DumpRefused;
import org.offprint.server.ingest.ImportRefused;
import org.offprint.server.search.IndexFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The commands of `./offprint` that the server answers. Exit codes: 0 done, 1 the work failed, 2
/// the call was wrong.
@Command(
    name = "offprint",
    description = "Daily papers that run.",
    mixinStandardHelpOptions = true,
    version = "Offprint 0.1.0",
    subcommands = {
      ServeCommand.class,
      ImportCommand.class,
      IngestCommands.class,
      ReadCommands.Search.class,
      ReadCommands.OnePaper.class,
      ReadCommands.TrendingList.class,
      ReadCommands.Rank.class,
      ReindexCommand.class,
      InterestCommands.class,
      DigestCommand.class,
      DumpCommands.ExportAll.class,
      DumpCommands.RestoreAll.class,
      RehearseCommand.class,
      SettingsCommand.class,
      VotesCommand.class,
      WarmUpCommand.class
    },
    footer = {
      "",
      "Also: run METHOD, verify, ladder (the methods library), bench NAME, test.",
      "Every command has --help."
    })
public final class Main {
  /// Lucene speaks through the JDK's own logging; that it runs without the Vector API is decided.
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  private Main() {}

  public static void main(String[] arguments) {
    LUCENE.setLevel(Level.SEVERE);
    System.exit(run(arguments));
  }

  /// Runs one command and returns its exit code.
  static int run(String... arguments) {
    CommandLine commands = new CommandLine(new Main());
    commands.setExecutionExceptionHandler((failure, command, parsed) -> {
      if (failure instanceof DataFolderInUse
          || failure instanceof DatabaseUnavailable
          || failure instanceof IndexFailure
          || failure instanceof ImportRefused
          || failure instanceof DumpRefused
          || failure instanceof IllegalArgumentException) {
        command.getErr().println(failure.getMessage());
      } else {
        failure.printStackTrace(command.getErr());
      }
      return failure instanceof IllegalArgumentException || failure instanceof ImportRefused
          ? 2
          : 1;
    });
    return commands.execute(arguments);
  }

  /// What every command takes.
  static final class Shared {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "The data folder (default: ./data, or OFFPRINT_DATA).")
    Path data = Path.of(System.getenv().getOrDefault("OFFPRINT_DATA", "data"));

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help.")
    boolean help;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "The file of settings (default: offprint.properties in the data folder).")
    @Nullable Path config;

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "One setting, such as site.name=Papers; ./offprint settings lists them.")
    Map<String, String> set = new LinkedHashMap<>();

    /// What holds, with what the command line says; a command adds its own flags to `set` first.
    Settings settings() {
      Map<String, String> flags = new LinkedHashMap<>(set);
      if (config != null) {
        flags.put("config", config.toString());
      }
      Settings settings = Settings.load(flags, System.getenv(), data.toAbsolutePath().normalize());
      settings.log().apply();
      return settings;
    }

    Offprint open(Use use) {
      return Offprint.open(settings(), use);
    }
  }
}
