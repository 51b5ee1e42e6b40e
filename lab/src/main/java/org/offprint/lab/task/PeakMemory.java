package org.offprint.lab.task;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/// How much more memory a piece of work held at its peak than before: the rise of the process's
/// resident high-water mark, which Linux lets a process reset, plus what was allocated on the Java
/// heap. The heap is counted whole, because its pages may be resident already and would then not
/// show: the sum can only be too large for work done in Java.
public final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  /// What earlier marks had reached when they were reset.
  private static final AtomicLong HIGHEST = new AtomicLong();

  private PeakMemory() {}

  /// Runs the work and answers the bytes; empty where the system does not let a process reset its
  /// mark.
  public static OptionalLong of(Runnable work) {
    System.gc();
    if (!reset()) {
      work.run();
      return OptionalLong.empty();
    }
    long before = highWater();
    long heapBefore = allocated();
    work.run();
    return OptionalLong.of(highWater() - before + allocated() - heapBefore);
  }

  /// The most that this process ever held resident, resets or not; 0 where the system does not say.
  public static long highest() {
    return HIGHEST.accumulateAndGet(highWater(), Math::max);
  }

  /// The most that it held resident since the last reset.
  private static long highWater() {
    try {
      for (String line : Files.readAllLines(STATUS, StandardCharsets.US_ASCII)) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException notLinux) {
      return 0;
    }
    return 0;
  }

  private static boolean reset() {
    highest();
    try {
      Files.writeString(CLEAR, "5\n"); // proc(5): resets the peak resident set size
      return highWater() > 0;
    } catch (IOException notLinuxOrForbidden) {
      return false;
    }
  }

  private static long allocated() {
    return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
        ? threads.getTotalThreadAllocatedBytes()
        : 0;
  }
}
