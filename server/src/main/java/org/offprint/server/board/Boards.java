package org.offprint.server.board;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.offprint.catalog.result.Task;
import org.offprint.server.result.Results;
import org.offprint.server.result.Results.Stored;

/// The boards of all tasks that have a run.
public final class Boards {
  private final Results results;

  public Boards(Results results) {
    this.results = results;
  }

  /// Whether numbers of the two may stand in one column.
  public static boolean comparable(Task one, Task other) {
    return Protocol.of(one).equals(Protocol.of(other));
  }

  /// By the name of the task.
  public List<Board> all() {
    SequencedMap<String, List<Stored>> byTask = new LinkedHashMap<>();
    for (Stored run : results.all()) { // newest first
      byTask.computeIfAbsent(run.result().task().id(), key -> new ArrayList<>()).add(run);
    }
    return byTask.entrySet().stream()
        .map((Map.Entry<String, List<Stored>> task) -> Board.of(task.getKey(), task.getValue()))
        .sorted(
            Comparator.comparing((Board board) -> board.newest().task().name())
                .thenComparing(Board::task))
        .toList();
  }

  public Optional<Board> find(String task) {
    List<Stored> runs = results.ofTask(task);
    return runs.isEmpty() ? Optional.empty() : Optional.of(Board.of(task, runs));
  }
}
