package org.offprint.server.site;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Scale;
import org.offprint.catalog.result.Task;
import org.offprint.server.board.Board;
import org.offprint.server.board.BoardCsv;
import org.offprint.server.board.Boards;
import org.offprint.server.result.Results;
import org.offprint.server.result.Results.MethodEntry;
import org.offprint.server.site.BoardPage.Cell;
import org.offprint.server.site.BoardPage.Line;
import org.offprint.server.site.BoardPage.Section;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/// The boards: what was measured on each task.
@Controller
final class BoardRoutes {
  private final Boards boards;
  private final Results results;
  private final Answers answers;

  BoardRoutes(Boards boards, Results results, Answers answers) {
    this.boards = boards;
    this.results = results;
    this.answers = answers;
  }

  @GetMapping("/boards")
  ResponseEntity<byte[]> all(HttpServletRequest request) {
    return answers.page(request, "boards", this::all);
  }

  @GetMapping("/boards/{task:[a-z0-9-]+}")
  ResponseEntity<byte[]> board(HttpServletRequest request, @PathVariable String task) {
    return answers.page(request, "board", () -> page(found(task)));
  }

  @GetMapping("/boards/{task:[a-z0-9-]+}.csv")
  ResponseEntity<byte[]> csv(
      HttpServletRequest request,
      @PathVariable String task,
      @RequestParam(defaultValue = "") String protocol) {
    return answers.of(
        request,
        "text/csv;charset=utf-8",
        () -> {
          Board board = found(task);
          return BoardCsv.write(task, table(board, protocol)).getBytes(StandardCharsets.UTF_8);
        });
  }

  private Board found(String task) {
    return boards
        .find(task)
        .orElseThrow(() ->
            Failure.notFound(
                "There is no board '" + task + "': no run of such a task is stored here.",
                "/boards"));
  }

  private static Board.Table table(Board board, String protocol) {
    return board.tables().stream()
        .filter(table -> protocol.isEmpty() || table.key().equals(protocol))
        .findFirst()
        .orElseThrow(() ->
            Failure.badRequest(
                "protocol = '%s' is not one of board %s: expected one of %s, or none for the newest."
                    .formatted(
                        protocol,
                        board.task(),
                        board.tables().stream()
                            .map(Board.Table::key)
                            .collect(Collectors.joining(", ")))));
  }

  private BoardsPage all() {
    Map<String, String> families =
        results.methods().stream().collect(Collectors.toMap(MethodEntry::id, MethodEntry::family));
    Map<String, List<BoardsPage.Line>> groups = new TreeMap<>();
    int runs = 0;
    List<Board> all = boards.all();
    for (Board board : all) {
      Result newest = board.newest().rows().getFirst().result();
      String family = families.getOrDefault(newest.method().id(), newest.method().family());
      groups
          .computeIfAbsent(MethodRoutes.familyName(family), key -> new ArrayList<>())
          .add(line(board));
      runs += runs(board).size();
    }
    return new BoardsPage(
        Frame.of(
            "Boards",
            "What was measured here, a board a task; different protocols never share a column.",
            "/boards"),
        all.size(),
        runs,
        groups.entrySet().stream()
            .map(group -> new BoardsPage.Group(group.getKey(), group.getValue()))
            .toList());
  }

  private static List<Result> runs(Board board) {
    return board.tables().stream()
        .flatMap(table -> table.rows().stream())
        .filter(row -> row.arm() == Board.Arm.METHOD)
        .map(Board.Row::result)
        .toList();
  }

  private static BoardsPage.Line line(Board board) {
    List<Result> runs = runs(board);
    Task task = board.newest().task();
    int protocols = board.tables().size();
    return new BoardsPage.Line(
        task.name(),
        Addresses.board(board.task()),
        runs.stream()
            .map(run -> run.method().name())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", ")),
        task.scale().words()
            + ", "
            + Words.count(runs.size(), "run", "runs")
            + (protocols == 1 ? "" : " by " + protocols + " protocols"),
        Standing.of(List.of(), runs));
  }

  private static BoardPage page(Board board) {
    Task task = board.newest().task();
    List<Section> sections = new ArrayList<>();
    for (Board.Table table : board.tables()) {
      sections.add(
          new Section(
              heading(table),
              table,
              Addresses.board(board.task())
                  + ".csv"
                  + (sections.isEmpty() ? "" : "?protocol=" + table.key()),
              table.standing().stream().map(row -> line(table, row)).toList(),
              table.earlier().stream().map(row -> line(table, row)).toList()));
    }
    return new BoardPage(
        Frame.of(
            "%s, measured %s".formatted(task.name(), task.scale().words()),
            "%s: what was measured %s, with intervals and the runs behind every row."
                .formatted(task.name(), task.scale().words()),
            Addresses.board(board.task())),
        board.task(),
        task.name(),
        board.tables().stream().allMatch(table -> table.task().scale() == task.scale())
            ? task.scale().words()
            : "",
        sections);
  }

  private static String heading(Board.Table table) {
    boolean newest = table.differences().isEmpty();
    String scale = Words.sentence(table.task().scale().words());
    if (newest) {
      return table.task().scale() == Scale.FULL ? "In full, by the paper's own protocol" : scale;
    }
    SaidDate last =
        table.rows().stream()
            .map(row -> row.result().started())
            .max(Comparator.naturalOrder())
            .map(SaidDate::of)
            .orElseThrow();
    return scale + ", by another protocol, last run on " + Words.date(last);
  }

  private static Line line(Board.Table table, Board.Row row) {
    Result result = row.result();
    boolean method = row.arm() == Board.Arm.METHOD;
    String beside = "beside " + result.method().name();
    return new Line(
        row,
        row.arm() == Board.Arm.BASELINE ? Evidence.baselineName(result.task()) : row.name(),
        switch (row.arm()) {
          case METHOD -> "";
          case BASELINE -> "baseline, " + beside;
          case OTHER -> beside;
        },
        Addresses.run(row.run().id()),
        Addresses.paper(result.method().paper()),
        method ? Standing.of(List.of(), List.of(result)) : null,
        Section.metrics(table).stream()
            .map(metric -> Cell.of(row.values().get(metric.id())))
            .toList());
  }
}
