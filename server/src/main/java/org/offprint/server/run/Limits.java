package org.offprint.server.run;

import java.time.Duration;
import org.offprint.server.config.RunSettings;

/// How much one run may use, with all its processes.
record Limits(long memoryBytes, Duration time, int processes, long diskBytes, long logBytes) {
  private static final long MIB = 1 << 20;

  static Limits of(RunSettings settings) {
    return new Limits(
        settings.memory() * MIB,
        settings.time(),
        settings.processes(),
        settings.disk() * MIB,
        settings.log() * MIB);
  }

  /// `2 GiB`, `512 MiB`.
  static String size(long bytes) {
    return bytes >= 1024 * MIB && bytes % (1024 * MIB) == 0
        ? bytes / (1024 * MIB) + " GiB"
        : bytes >= MIB ? bytes / MIB + " MiB" : bytes / 1024 + " KiB";
  }

  /// `30 minutes`, `2 seconds`.
  static String time(Duration time) {
    return time.toSeconds() % 60 == 0
        ? time.toMinutes() + (time.toMinutes() == 1 ? " minute" : " minutes")
        : time.toSeconds() + (time.toSeconds() == 1 ? " second" : " seconds");
  }
}
