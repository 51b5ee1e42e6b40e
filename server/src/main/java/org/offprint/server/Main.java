package org.offprint.server;

import java.nio.file.Path;
import org.offprint.server.db.DataFolderInUse;
import org.offprint.server.db.DatabaseUnavailable;
import org.offprint.server.db.EmbeddedPostgres.Use;
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
    subcommands = {ServeCommand.class, WarmUpCommand.class},
    footer = {
      "",
      "Also: run METHOD, verify, ladder (the methods library), bench NAME, test.",
      "Every command has --help."
    })
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Runs one command and returns its exit code.
  static int run(String... arguments) {
    CommandLine commands = new CommandLine(new Main());
    commands.setExecutionExceptionHandler((failure, command, parsed) -> {
      if (failure instanceof DataFolderInUse
          || failure instanceof DatabaseUnavailable
          || failure instanceof IllegalArgumentException) {
        command.getErr().println(failure.getMessage());
      } else {
        failure.printStackTrace(command.getErr());
      }
      return failure instanceof IllegalArgumentException ? 2 : 1;
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

    Offprint open(Use use) {
      return Offprint.open(data.toAbsolutePath().normalize(), use);
    }
  }
}
