package org.offprint.lab.task;

import java.util.List;
import java.util.SequencedMap;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.Run;
import org.offprint.catalog.result.Series;
import org.offprint.catalog.result.Task;
import org.offprint.catalog.result.Verdict;

/// A task with the code that carries it out. The description is the contract: `run` does what
/// `task().protocol()` says and `judge` what `task().rule()` says.
public interface Experiment {
  /// The id of the method that it measures.
  String method();

  Task task();

  /// Every choice of the protocol as a name and a value.
  SequencedMap<String, String> settings();

  /// One seed: the method and its baseline on the same data.
  Trial run(long seed, Lab lab);

  /// The rule, applied to all seeds.
  Verdict judge(List<Run> runs, List<Figure> figures);

  /// What one seed gave: figures and curves.
  record Trial(Run run, List<Series> series) {}
}
