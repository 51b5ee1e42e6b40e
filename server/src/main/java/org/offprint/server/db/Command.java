package org.offprint.server.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs a program to its end, within a bound, with nothing of our environment that would change
/// what PostgreSQL does.
final class Command {
  /// How a program ended: its status, and what it wrote to both outputs.
  record Ended(int status, String output) {
    boolean well() {
      return status == 0;
    }
  }

  private Command() {}

  static Ended run(Duration bound, List<String> prefix, String... words) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment
        .keySet()
        .removeIf(
            name -> name.startsWith("PG") || name.startsWith("LC_") || name.equals("LANGUAGE"));
    environment.put("LC_ALL", "C"); // messages are read by PostgresCluster
    environment.put("TZ", "UTC");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      CompletableFuture<String> output = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> read(process, output));
      if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return new Ended(
            -1, "%s did not end within %d s".formatted(command.getLast(), bound.toSeconds()));
      }
      return new Ended(process.exitValue(), output.join().strip());
    } catch (IOException e) {
      return new Ended(
          127,
          String.valueOf(e.getMessage())); // what a shell answers for a program that is not there
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailable(
          "Interrupted while waiting for " + String.join(" ", command), e);
    }
  }

  private static void read(Process process, CompletableFuture<String> output) {
    try {
      output.complete(new String(process.getInputStream().readAllBytes(), UTF_8));
    } catch (IOException e) {
      output.complete("(its output could not be read: " + e + ")");
    }
  }
}
