package org.offprint.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The real server with its own database, as `./offprint serve` starts it: a process of its own
/// with a data folder of its own.
final class RunningServer implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("http://localhost:(\\d+)/");
  private static final Pattern SETUP = Pattern.compile("/setup: (\\S+)");

  private final Path data;
  private final Process process;
  private final String address;
  private final String setupCode;

  private RunningServer(Path data, Process process, String address, String setupCode) {
    this.data = data;
    this.process = process;
    this.address = address;
    this.setupCode = setupCode;
  }

  /// Starts with the first edition and what `file` holds.
  static RunningServer with(Path file) throws IOException, InterruptedException {
    return with(file, Map.of());
  }

  /// The same with settings.
  static RunningServer with(Path file, Map<String, String> settings)
      throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("offprint-browser");
    try {
      Files.write(
          data.resolve("offprint.properties"),
          settings.entrySet().stream().map(one -> one.getKey() + " = " + one.getValue()).toList());
      Process imported =
          offprint(data, "import", file.toString()).redirectOutput(log("import")).start();
      if (!imported.waitFor(2, TimeUnit.MINUTES) || imported.exitValue() != 0) {
        imported.destroy();
        throw new IllegalStateException("the import did not succeed; see " + log("import"));
      }
      Process process =
          offprint(data, "serve", "--port", settings.getOrDefault("server.port", "0")).start();
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      return new RunningServer(
          data, process, "http://localhost:" + said(output, LISTENING), said(output, SETUP));
    } catch (RuntimeException | IOException | InterruptedException e) {
      delete(data);
      throw e;
    }
  }

  private static ProcessBuilder offprint(Path data, String... command) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Xmx400m",
            "-XX:TieredStopAtLevel=1",
            "-Djava.awt.headless=true"));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.offprint.server.Main"));
    words.addAll(List.of(command));
    words.addAll(List.of("--data", data.toString()));
    return new ProcessBuilder(words).redirectError(log(command[0]));
  }

  private static java.io.File log(String name) throws IOException {
    return Files.createDirectories(Path.of("target"))
        .resolve(name + "-" + ProcessHandle.current().pid() + ".log") // one for each fork
        .toFile();
  }

  /// What the server said, up to what is asked for.
  private static String said(BufferedReader output, Pattern what) throws IOException {
    @Nullable String line;
    while ((line = output.readLine()) != null) {
      Matcher found = what.matcher(line);
      if (found.find()) {
        return found.group(1);
      }
    }
    throw new IllegalStateException("the server ended before it listened; see " + log("serve"));
  }

  /// Runs a command beside the server, on its data, to its end.
  void command(String... words) throws IOException, InterruptedException {
    Process running =
        offprint(data, words).redirectErrorStream(true).redirectOutput(log(words[0])).start();
    if (!running.waitFor(1, TimeUnit.MINUTES) || running.exitValue() != 0) {
      running.destroy();
      throw new IllegalStateException("the command did not succeed; see " + log(words[0]));
    }
  }

  /// The code that makes the first admin.
  String setupCode() {
    return setupCode;
  }

  String address() {
    return address;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    delete(data);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
