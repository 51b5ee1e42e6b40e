package org.offprint.lab;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `./offprint run`, `verify`, `ladder` and `evidence`. Exit codes: 0 done, 1 the work failed, 2
/// the call was wrong.
@Command(
    name = "offprint",
    description = "Runs methods of papers on tasks and shows how far each has come.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RunCommand.class,
      VerifyCommand.class,
      LadderCommand.class,
      EvidenceCommand.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
    System.exit(execute(arguments));
  }

  static int execute(String... arguments) {
    var command = new CommandLine(new Main());
    command.setExecutionExceptionHandler((failure, commandLine, parsed) -> {
      System.err.println(
          failure instanceof RuntimeException && failure.getMessage() != null
              ? failure.getMessage()
              : failure);
      if (System.getenv("OFFPRINT_TRACE") != null) {
        failure.printStackTrace();
      }
      return 1;
    });
    return command.execute(arguments);
  }
}
