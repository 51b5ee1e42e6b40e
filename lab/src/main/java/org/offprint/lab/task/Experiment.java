package org.offprint.lab.task;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.offprint.catalog.result.Task;

/// A task with the code that carries it out. The description is the contract: `run` does what
/// `task().protocol()` says, and the verdict follows from `task().conditions()` alone.
///
/// Found through `META-INF/services/org.offprint.lab.task.Experiment`, so it is public and has a
/// constructor without parameters.
public interface Experiment {
  /// The id of the method that it measures.
  String method();

  /// Fixed before any run. Its claim is one of the paper's file: {@link Claims#of}.
  Task task();

  /// Every choice of the protocol as a name and a value.
  default SequencedMap<String, String> settings() {
    return new LinkedHashMap<>();
  }

  /// One seed: the method and its baseline on the same data. The same seed gives the same numbers,
  /// but for metrics that say they are not repeatable.
  Trial run(long seed, Lab lab);
}
