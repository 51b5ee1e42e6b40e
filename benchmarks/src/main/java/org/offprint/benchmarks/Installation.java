package org.offprint.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A data folder and the commands of the launcher on it, each in a process of its own, exactly as a
/// person runs them.
final class Installation implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(90);

  /// What a command printed.
  record Output(int exitCode, String text, double seconds) {}

  private final Path launcher;
  private final Path data;
  private final boolean temporary;
  private @Nullable Process server;
  private int port;

  Installation(Path home, @Nullable Path data) {
    this.launcher = home.resolve("offprint");
    if (!Files.isExecutable(launcher)) {
      throw new BenchmarkFailure(
          "there is no ./offprint in " + home + "; run the benchmarks with ./offprint bench");
    }
    this.temporary = data == null;
    try {
      this.data =
          data == null ? Files.createTempDirectory("offprint-bench") : data.toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A running server with the corpus in it, or with what `--data` names.
  ///
  /// @param settings such as `site.name=Papers`
  static Installation serving(Main.Shared shared, Corpus corpus, String... settings) {
    Installation installation = new Installation(shared.home(), shared.data);
    try {
      if (shared.data == null) {
        System.err.println("Importing " + corpus.name() + ".");
        installation.run("import", corpus.files());
      }
      installation.start(settings);
      return installation;
    } catch (RuntimeException e) {
      installation.close();
      throw e;
    }
  }

  Output run(String command, List<Path> files) {
    List<String> words = new ArrayList<>(List.of(command, "--json"));
    files.forEach(file -> words.add(file.toString()));
    return answered(command, words);
  }

  /// A command that takes nothing.
  Output command(String name) {
    return answered(name, List.of(name));
  }

  private Output answered(String command, List<String> words) {
    long started = System.nanoTime();
    Process process = offprint(words);
    try {
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (text.isBlank()) {
        throw new BenchmarkFailure(
            "./offprint "
                + command
                + " ended with "
                + code
                + " and no answer; run it by hand to see why");
      }
      return new Output(code, text, (System.nanoTime() - started) / 1e9);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroy();
      throw new BenchmarkFailure("interrupted");
    }
  }

  /// An import that reads its standard input.
  Process importing() {
    return offprint(List.of("import", "--json", "-"));
  }

  /// Chooses and sends every digest that is due on a day.
  Process digesting(java.time.LocalDate day) {
    Process process = offprint(List.of("digest", "--send", "--as-of", day.toString()));
    drain(process);
    return process;
  }

  Path folder() {
    return data;
  }

  /// Starts the server; returns the seconds until the front page was answered with 200.
  double start(String... settings) {
    port = freePort();
    long started = System.nanoTime();
    List<String> words = new ArrayList<>(List.of("serve", "--port", String.valueOf(port)));
    for (String setting : settings) {
      words.addAll(List.of("--set", setting));
    }
    server = offprint(words);
    drain(server);
    HttpRequest front =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (System.nanoTime() - started < LONGEST_START.toNanos()) {
        if (!server.isAlive()) {
          throw new BenchmarkFailure(
              "the server ended while it started; run ./offprint serve --data "
                  + data
                  + " to see why");
        }
        try {
          if (client.send(front, BodyHandlers.discarding()).statusCode() == 200) {
            return (System.nanoTime() - started) / 1e9;
          }
        } catch (IOException notYet) {
          // it does not listen yet
        }
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      throw new BenchmarkFailure("interrupted");
    }
    throw new BenchmarkFailure(
        "the front page was not answered within " + LONGEST_START.toSeconds() + " s");
  }

  int port() {
    return port;
  }

  /// What the server and its database hold in memory now.
  Memory memory() {
    if (server == null) {
      throw new IllegalStateException("start the server first");
    }
    return Memory.of(server.pid(), data);
  }

  /// Processor time that the server and its database have used so far, in milliseconds.
  double processorMillis() {
    Stream<ProcessHandle> all =
        server == null
            ? Stream.empty()
            : Stream.concat(Stream.of(server.toHandle()), DatabaseProcesses.of(data));
    return all.mapToLong(
            process -> process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L))
        .sum();
  }

  void stop() {
    if (server == null) {
      return;
    }
    server.destroy();
    try {
      if (!server.waitFor(30, TimeUnit.SECONDS)) {
        server.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      server.destroyForcibly();
    }
    server = null;
  }

  private Process offprint(List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(words);
    command.addAll(List.of("--data", data.toString()));
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void drain(Process process) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
          } catch (IOException ended) {
            // the server has stopped
          }
        });
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
    if (temporary) {
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        System.err.println("The data folder " + data + " could not be deleted: " + e.getMessage());
      }
    }
  }
}
