package org.offprint.catalog.result;

/// What a run ran on.
///
/// @param device what did the arithmetic: "CPU", or the name of an accelerator
/// @param threads how many threads the arithmetic used
/// @param note what else ran: "quiet", "shared with other work"
public record Machine(
    String device,
    String processor,
    int cores,
    int threads,
    long memoryBytes,
    String operatingSystem,
    String note) {
  public Machine {
    Checks.text("machine.device", device);
    Checks.text("machine.processor", processor);
    Checks.text("machine.operatingSystem", operatingSystem);
    Checks.text("machine.note", note);
    if (cores < 1 || threads < 1 || memoryBytes < 1) {
      throw new IllegalArgumentException(
          "a machine with %d cores, %d threads and %d bytes cannot run anything: expected at least one of each"
              .formatted(cores, threads, memoryBytes));
    }
  }
}
