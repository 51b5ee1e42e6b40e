package org.offprint.server.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The running PostgreSQL of a cluster, as `postmaster.pid` in its folder names it.
record Postmaster(long pid, Path cluster) {
  /// The process that the file names, if it is there and really is a PostgreSQL of this folder; a
  /// number may have gone to another program.
  static Optional<Postmaster> of(Path cluster) {
    return written(cluster).map(pid -> new Postmaster(pid, cluster)).filter(Postmaster::runs);
  }

  /// Whether the folder has a file that names no such process.
  static boolean leftStale(Path cluster) {
    return Files.exists(file(cluster)) && of(cluster).isEmpty();
  }

  static Path file(Path cluster) {
    return cluster.resolve("postmaster.pid");
  }

  private static Optional<Long> written(Path cluster) {
    try {
      return Files.readAllLines(file(cluster)).stream()
          .findFirst()
          .map(String::strip)
          .filter(line -> line.matches("\\d{1,18}"))
          .map(Long::valueOf);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new DatabaseUnavailable("Cannot read %s: %s".formatted(file(cluster), e), e);
    }
  }

  /// A process that ended but that nobody waited for, as happens in containers, has neither folder
  /// nor words left and does not count.
  boolean runs() {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    return process.isPresent() && (worksInCluster() || namesCluster(process.get().info()));
  }

  /// Linux tells in which folder a process works, to its own user and to root: true even after the
  /// folder was renamed.
  private boolean worksInCluster() {
    Path folder = Path.of("/proc", "" + pid, "cwd");
    try {
      return Files.isSameFile(folder, cluster)
          && Files.readString(Path.of("/proc", "" + pid, "cmdline")).contains("postgres");
    } catch (IOException e) {
      return false;
    }
  }

  private boolean namesCluster(ProcessHandle.Info info) {
    List<String> words = List.of(info.arguments().orElse(new String[0]));
    int flag = words.indexOf("-D");
    try {
      return info.command().map(command -> command.endsWith("postgres")).orElse(true)
          && flag >= 0
          && flag + 1 < words.size()
          && Files.isSameFile(Path.of(words.get(flag + 1)), cluster);
    } catch (IOException e) {
      return false;
    }
  }

  /// Asks for a fast stop, then for an immediate one, then takes it away. Nothing committed is lost
  /// by any of them.
  void end(RunAs runAs, Duration patience) {
    for (String signal : List.of("INT", "QUIT", "KILL")) {
      if (!send(runAs, signal)) {
        break;
      }
      if (endsWithin(patience)) {
        return;
      }
    }
    if (runs()) {
      throw new DatabaseUnavailable(
          "PostgreSQL, process %d, still runs in %s and does not end. End it, then start again: kill -QUIT %d"
              .formatted(pid, cluster, pid));
    }
  }

  private boolean send(RunAs runAs, String signal) {
    String kill = "kill -%s %d".formatted(signal, pid);
    Duration bound = Duration.ofSeconds(10);
    return Command.run(bound, runAs.prefix(), "sh", "-c", kill).well()
        || Command.run(bound, List.of(), "sh", "-c", kill).well();
  }

  private boolean endsWithin(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      if (!runs()) {
        return true;
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DatabaseUnavailable(
            "Interrupted while PostgreSQL was ending; it will end by itself.", e);
      }
    }
    return false;
  }
}
