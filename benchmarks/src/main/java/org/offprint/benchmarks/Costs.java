package org.offprint.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a running process and the embedded database of a data folder have used so far, looked at
/// every second on a thread of its own, from Linux's `/proc`.
final class Costs implements AutoCloseable {
  private static final double MILLIS_A_TICK = 10; // of the kernel's clock, on every Linux in use

  /// Processor time in user and system mode, children that have ended included; memory in
  /// megabytes.
  record Spent(
      long nanos, double serverMillis, double databaseMillis, double server, double database) {}

  private final Process process;
  private final Path data;
  private final Thread watch;
  private volatile Spent last = new Spent(System.nanoTime(), 0, 0, 0, 0);
  private volatile double mostServer;
  private volatile double mostDatabase;

  Costs(Process process, Path data) {
    this.process = process;
    this.data = data;
    this.watch = Thread.ofPlatform().daemon().start(this::watch);
  }

  private void watch() {
    try {
      while (process.isAlive()) {
        look();
        Thread.sleep(500);
      }
    } catch (InterruptedException e) {
      return; // closed
    }
  }

  /// What is used up to this moment.
  Spent now() {
    look();
    return last;
  }

  /// What was used shortly before the process ended, and the time of now.
  Spent last() {
    return new Spent(
        System.nanoTime(), last.serverMillis, last.databaseMillis, last.server, last.database);
  }

  double mostServer() {
    return mostServer;
  }

  double mostDatabase() {
    return mostDatabase;
  }

  private synchronized void look() {
    double server = millis(process.pid(), false);
    double database =
        DatabaseProcesses.postmaster(data)
            .map(postmaster ->
                millis(postmaster.pid(), true)
                    + postmaster.children().mapToDouble(child -> millis(child.pid(), false)).sum())
            .orElse(Double.NaN);
    if (Double.isNaN(server)) {
      return; // it has ended
    }
    Memory memory = Memory.of(process.pid(), data);
    last =
        new Spent(
            System.nanoTime(),
            Math.max(server, last.serverMillis),
            Double.isNaN(database) ? last.databaseMillis : Math.max(database, last.databaseMillis),
            memory.server(),
            memory.database());
    mostServer = Memory.larger(mostServer, memory.server());
    mostDatabase = Memory.larger(mostDatabase, memory.database());
  }

  /// The fields of `stat` after the program's name: 14 and 15 count ticks in user and system mode,
  /// 16 and 17 those of children that have ended.
  private static double millis(long pid, boolean children) {
    return stat(pid)
        .map(fields -> {
          long ticks = Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
          if (children) {
            ticks += Long.parseLong(fields.get(13)) + Long.parseLong(fields.get(14));
          }
          return ticks * MILLIS_A_TICK;
        })
        .orElse(Double.NaN);
  }

  private static Optional<List<String>> stat(long pid) {
    try {
      String text = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      List<String> fields = List.of(text.substring(text.lastIndexOf(')') + 2).split(" "));
      return fields.getFirst().equals("Z") ? Optional.empty() : Optional.of(fields);
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
