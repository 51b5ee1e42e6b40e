package org.offprint.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Resident memory, in megabytes, as Linux counts it. The database's processes share most of
/// theirs: each shared page counts once there (proportional set size), and in full in the server's
/// own figure.
///
/// @param server the resident set of the Java process
/// @param database the proportional sets of the database's processes, together
record Memory(double server, double database) {
  static Memory of(long server, Path data) {
    return new Memory(megabytes(server, "status", "VmRSS:"), database(data));
  }

  double total() {
    return server + database;
  }

  private static double database(Path data) {
    try (Stream<Path> files = Files.walk(data, 4)) {
      return files
          .filter(file -> file.endsWith("postmaster.pid"))
          .findFirst()
          .map(Memory::firstLine)
          .map(postmaster ->
              tree(postmaster).mapToDouble(pid -> megabytes(pid, "smaps_rollup", "Pss:")).sum())
          .orElse(0.0);
    } catch (IOException | java.io.UncheckedIOException e) {
      return Double.NaN;
    }
  }

  private static long firstLine(Path file) {
    try {
      return Long.parseLong(Files.readAllLines(file).getFirst().strip());
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
  }

  private static Stream<Long> tree(long root) {
    return ProcessHandle.of(root)
        .map(process ->
            Stream.concat(Stream.of(root), process.descendants().map(ProcessHandle::pid)))
        .orElse(Stream.empty());
  }

  private static double megabytes(long pid, String file, String key) {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc", String.valueOf(pid), file));
      return lines.stream()
          .filter(line -> line.startsWith(key))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
