package org.offprint.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

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

  /// The larger of a figure and another that may not be known, as before and after a process runs.
  static double larger(double known, double perhaps) {
    return Double.isNaN(perhaps) ? known : Math.max(known, perhaps);
  }

  double total() {
    return server + database;
  }

  /// Of the processes that are still there: some of them come and go.
  private static double database(Path data) {
    double[] each =
        DatabaseProcesses.of(data)
            .mapToDouble(process -> megabytes(process.pid(), "smaps_rollup", "Pss:"))
            .filter(size -> !Double.isNaN(size))
            .toArray();
    return each.length == 0 ? Double.NaN : Arrays.stream(each).sum();
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
