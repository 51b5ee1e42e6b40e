package org.offprint.server.board;

import java.util.ArrayList;
import java.util.List;
import org.offprint.catalog.result.Estimate;
import org.offprint.catalog.result.Interval;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Result;

/// A table as CSV (RFC 4180): a row an arm of a run, the metrics with their 95 % intervals in
/// columns, unrounded. One file has one protocol.
public final class BoardCsv {
  private BoardCsv() {}

  public static String write(String board, Board.Table table) {
    List<String> head =
        new ArrayList<>(
            List.of(
                "board",
                "protocol",
                "scale",
                "name",
                "arm",
                "method",
                "paper",
                "run",
                "started",
                "commit",
                "seeds",
                "counts",
                "verdict"));
    for (Metric metric : table.task().metrics()) {
      String unit = metric.unit().equals("1") ? "" : " (" + metric.unit() + ")";
      head.add(metric.id() + unit);
      head.add(metric.id() + " low");
      head.add(metric.id() + " high");
    }
    StringBuilder csv = new StringBuilder();
    line(csv, head);
    for (Board.Row row : table.rows()) {
      Result result = row.result();
      List<String> cells =
          new ArrayList<>(
              List.of(
                  board,
                  table.key(),
                  table.task().scale().words(),
                  row.name(),
                  row.arm().words(),
                  result.method().id(),
                  result.method().paper().value(),
                  row.run().id(),
                  result.started().toString(),
                  result.commit(),
                  Integer.toString(result.runs().size()),
                  row.standing() ? "yes" : "earlier",
                  row.judged() ? result.verdict().words() : ""));
      for (Metric metric : table.task().metrics()) {
        Estimate estimate = row.values().get(metric.id());
        Interval interval = estimate == null ? null : estimate.interval();
        cells.add(estimate == null ? "" : Double.toString(estimate.value()));
        cells.add(interval == null ? "" : Double.toString(interval.low()));
        cells.add(interval == null ? "" : Double.toString(interval.high()));
      }
      line(csv, cells);
    }
    return csv.toString();
  }

  private static void line(StringBuilder csv, List<String> cells) {
    csv.append(String.join(",", cells.stream().map(BoardCsv::cell).toList())).append("\r\n");
  }

  /// A text that a spreadsheet would take for a formula is kept a text.
  private static String cell(String text) {
    boolean formula = text.matches("(?s)[=+@\\t\\r].*|-(?!\\d).*");
    String safe = formula ? "'" + text : text;
    return safe.matches("(?s).*[\",\\r\\n].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
  }
}
