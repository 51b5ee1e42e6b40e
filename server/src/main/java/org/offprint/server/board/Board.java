package org.offprint.server.board;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Estimate;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Task;
import org.offprint.server.result.Results.Stored;
import org.offprint.server.result.Verdicts;

/// What was measured on a task.
///
/// @param tables one a protocol, that of the newest run first
public record Board(String task, List<Table> tables) {
  /// A part of a protocol that is not that of the newest run, and what it says.
  public record Difference(String part, String words) {}

  /// Whose numbers a row has.
  public enum Arm {
    METHOD("method"),
    BASELINE("baseline"),
    OTHER("beside them");

    private final String words;

    Arm(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /// One arm of one run.
  ///
  /// @param name the method's, the baseline's as its task calls it, or that of what else ran
  /// @param standing whether its run is the one that counts for its method, not an earlier one
  /// @param values by metric; only what the arm has
  public record Row(
      String name, Arm arm, Stored run, boolean standing, Map<String, Estimate> values) {
    public Result result() {
      return run.result();
    }

    /// Whether its run is evidence for a verdict, which the row of the method then shows.
    public boolean judged() {
      return arm == Arm.METHOD && Verdicts.measured(result());
    }
  }

  /// Numbers of one protocol, which may be compared.
  ///
  /// @param key of the protocol
  /// @param task as the newest of its runs states it
  /// @param differences from the protocol of the newest run of all; none for its own table
  /// @param order what the rows are ordered by
  /// @param rows those of the runs that count before those of earlier ones
  public record Table(
      String key, Task task, List<Difference> differences, Metric order, List<Row> rows) {
    public List<Row> standing() {
      return rows.stream().filter(Row::standing).toList();
    }

    public List<Row> earlier() {
      return rows.stream().filter(row -> !row.standing()).toList();
    }
  }

  public Board {
    tables = List.copyOf(tables);
  }

  /// @param runs all runs of the task, newest first, at least one
  static Board of(String task, List<Stored> runs) {
    SequencedMap<Protocol, List<Stored>> byProtocol = new LinkedHashMap<>();
    runs.forEach(run ->
        byProtocol
            .computeIfAbsent(Protocol.of(run.result().task()), key -> new ArrayList<>())
            .add(run));
    Protocol newest = byProtocol.firstEntry().getKey();
    List<Table> tables = new ArrayList<>();
    byProtocol.forEach((protocol, ofProtocol) ->
        tables.add(table(protocol, protocol.differences(newest), ofProtocol)));
    return new Board(task, tables);
  }

  public Table newest() {
    return tables.getFirst();
  }

  private static Table table(Protocol protocol, List<Difference> differences, List<Stored> runs) {
    Map<String, Stored> standing = new HashMap<>();
    runs.stream()
        .sorted(Comparator.comparing(Stored::result, Verdicts.COUNTS_FIRST))
        .forEach(run -> standing.putIfAbsent(run.result().method().id(), run));
    List<Row> rows = runs.stream().flatMap(run -> rows(run, standing.containsValue(run))).toList();
    Task task = runs.getFirst().result().task();
    Metric order = order(task, rows);
    return new Table(
        protocol.key(),
        task,
        differences,
        order,
        rows.stream()
            .sorted(Comparator.comparing((Row row) -> !row.standing()).thenComparing(better(order)))
            .toList());
  }

  private static Stream<Row> rows(Stored run, boolean standing) {
    Map<String, Estimate> ours = new LinkedHashMap<>();
    Map<String, Estimate> baseline = new LinkedHashMap<>();
    SequencedMap<String, Map<String, Estimate>> others = new LinkedHashMap<>();
    for (Figure figure : run.result().figures()) {
      ours.put(figure.metric(), figure.ours());
      if (figure.baseline() != null) {
        baseline.put(figure.metric(), figure.baseline());
      }
      figure
          .others()
          .forEach((name, estimate) ->
              others
                  .computeIfAbsent(name, key -> new LinkedHashMap<>())
                  .put(figure.metric(), estimate));
    }
    Result result = run.result();
    List<Row> rows = new ArrayList<>();
    rows.add(new Row(result.method().name(), Arm.METHOD, run, standing, ours));
    if (!baseline.isEmpty()) {
      rows.add(new Row(result.task().baseline(), Arm.BASELINE, run, standing, baseline));
    }
    others.forEach((name, values) -> rows.add(new Row(name, Arm.OTHER, run, standing, values)));
    return rows.stream();
  }

  /// The metric of the claim; where that compares ours with the baseline, so that only ours has it,
  /// the first that orders more than one arm.
  private static Metric order(Task task, List<Row> rows) {
    return Stream.concat(Stream.of(task.headline()), task.metrics().stream())
        .filter(metric -> metric.direction() != Direction.EQUAL)
        .filter(metric ->
            rows.stream()
                .filter(row -> row.values().containsKey(metric.id()))
                .anyMatch(row -> row.arm() != Arm.METHOD))
        .findFirst()
        .orElse(task.headline());
  }

  /// Rows without a value come last; equal is better has no order.
  private static Comparator<Row> better(Metric metric) {
    Comparator<@Nullable Double> values =
        switch (metric.direction()) {
          case LOWER -> Comparator.nullsLast(Comparator.naturalOrder());
          case HIGHER -> Comparator.nullsLast(Comparator.reverseOrder());
          case EQUAL -> (one, other) -> 0;
        };
    return (one, other) -> values.compare(value(one, metric), value(other, metric));
  }

  private static @Nullable Double value(Row row, Metric metric) {
    Estimate estimate = row.values().get(metric.id());
    return estimate == null ? null : Double.valueOf(estimate.value());
  }
}
