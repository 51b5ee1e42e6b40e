package org.offprint.server.api;

import java.util.List;
import java.util.Map;
import org.offprint.catalog.result.Estimate;
import org.offprint.catalog.result.Interval;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Task;
import org.offprint.server.api.Shapes.BoardEntryShape;
import org.offprint.server.api.Shapes.BoardRowShape;
import org.offprint.server.api.Shapes.BoardShape;
import org.offprint.server.api.Shapes.BoardTableShape;
import org.offprint.server.api.Shapes.DifferenceShape;
import org.offprint.server.api.Shapes.MetricShape;
import org.offprint.server.api.Shapes.ValueShape;
import org.offprint.server.board.Board;
import org.offprint.server.web.PublicAddress;

/// Boards in the shapes of the API.
record BoardForms(PublicAddress address) {
  BoardEntryShape entry(Board board) {
    List<Result> runs =
        board.tables().stream()
            .flatMap(table -> table.rows().stream())
            .filter(row -> row.arm() == Board.Arm.METHOD)
            .map(Board.Row::result)
            .toList();
    Task task = board.newest().task();
    return new BoardEntryShape(
        board.task(),
        task.name(),
        task.scale().words(),
        runs.stream().map(run -> run.method().id()).distinct().sorted().toList(),
        runs.size(),
        board.tables().size(),
        address.of("/boards/" + board.task()));
  }

  BoardShape board(Board board) {
    return new BoardShape(
        board.task(),
        board.newest().task().name(),
        address.of("/boards/" + board.task()),
        board.tables().stream().map(table -> table(board, table)).toList());
  }

  private BoardTableShape table(Board board, Board.Table table) {
    Task task = table.task();
    return new BoardTableShape(
        table.key(),
        task.scale().words(),
        task.dataset(),
        task.split(),
        task.baseline(),
        task.protocol(),
        task.seeds(),
        task.rule(),
        table.differences().stream()
            .map(difference -> new DifferenceShape(difference.part(), difference.words()))
            .toList(),
        task.metrics().stream()
            .map(metric ->
                new MetricShape(
                    metric.id(), metric.name(), metric.unit(), metric.direction().words()))
            .toList(),
        table.order().id(),
        address.of("/boards/" + board.task() + ".csv?protocol=" + table.key()),
        table.rows().stream().map(this::row).toList());
  }

  private BoardRowShape row(Board.Row row) {
    Result result = row.result();
    return new BoardRowShape(
        row.name(),
        row.arm().words(),
        result.method().id(),
        result.method().paper().value(),
        row.run().id(),
        address.of("/runs/" + row.run().id()),
        result.started(),
        result.commit(),
        result.runs().size(),
        row.standing(),
        row.judged() ? result.verdict().words() : null,
        row.values().entrySet().stream().map(BoardForms::value).toList());
  }

  private static ValueShape value(Map.Entry<String, Estimate> value) {
    Estimate estimate = value.getValue();
    Interval interval = estimate.interval();
    return interval == null
        ? new ValueShape(value.getKey(), estimate.value(), null, null, null, null)
        : new ValueShape(
            value.getKey(),
            estimate.value(),
            interval.low(),
            interval.high(),
            interval.level(),
            interval.how());
  }
}
