package org.offprint.server.site;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.Estimate;
import org.offprint.catalog.result.Metric;
import org.offprint.server.board.Board;

/// What was measured on a task: a table a protocol, that of the newest run first.
///
/// @param scale of all tables; empty where they have different ones, which their headings say
public record BoardPage(
    Frame frame, String task, String name, String scale, List<Section> sections) {
  /// @param heading with the scale in it
  /// @param csv its address
  public record Section(
      String heading, Board.Table table, String csv, List<Line> lines, List<Line> earlier) {
    public boolean newest() {
      return table.differences().isEmpty();
    }

    /// What orders the rows, then the others as the task has them.
    public List<Metric> metrics() {
      return metrics(table);
    }

    static List<Metric> metrics(Board.Table table) {
      return Stream.concat(
              Stream.of(table.order()),
              table.task().metrics().stream().filter(metric -> !metric.equals(table.order())))
          .toList();
    }

    /// `accuracy of the student, %`
    public String column(Metric metric) {
      return Words.sentence(metric.name())
          + (metric.unit().equals("1") ? "" : ",\u00a0" + metric.unit());
    }
  }

  /// @param note what the arm is; empty for the method
  /// @param standing its verdict; null for the baseline and whatever else ran
  public record Line(
      Board.Row row,
      String name,
      String note,
      String runHref,
      String paperHref,
      @Nullable Standing standing,
      List<Cell> cells) {}

  /// @param interval null where there is none
  public record Cell(String value, @Nullable String interval) {
    static final Cell NONE = new Cell("–", null);

    static Cell of(@Nullable Estimate estimate) {
      if (estimate == null) {
        return NONE;
      }
      return new Cell(
          Words.mean(estimate), estimate.interval() == null ? null : Words.interval(estimate));
    }
  }
}
