package org.offprint.server.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.DataSource;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Rule;
import org.offprint.catalog.result.Scale;
import org.offprint.catalog.result.Task;
import org.offprint.server.result.GeneratedResults;
import org.offprint.server.result.Results.Stored;

class BoardTest {
  private static final List<Result> ALL = GeneratedResults.all();
  private static final Result DIGITS = ALL.get(2);

  @Test
  void aChangeOfAnyPartOfTheProtocolGetsATableOfItsOwn() {
    Task task = DIGITS.task();
    Metric renamed =
        new Metric("accuracy", "accuracy on images", "%", Direction.HIGHER, 0.0, 100.0, true);
    Metric permille =
        new Metric(
            "accuracy", "test accuracy of the student", "‰", Direction.HIGHER, 0.0, 100.0, true);
    DataSource file =
        new DataSource("digits", "digits.csv", "https://example.org", "0".repeat(64), "CC0");
    List<Task> others =
        List.of(
            with(
                task,
                task.claim().dataset(),
                task.split(),
                task.baseline(),
                task.protocol(),
                Scale.FULL,
                5,
                task.metrics()),
            with(
                task,
                "others",
                task.split(),
                task.baseline(),
                task.protocol(),
                Scale.SMALL,
                5,
                task.metrics()),
            with(
                task,
                task.dataset(),
                "others",
                task.baseline(),
                task.protocol(),
                Scale.SMALL,
                5,
                task.metrics()),
            with(
                task,
                task.dataset(),
                task.split(),
                "others",
                task.protocol(),
                Scale.SMALL,
                5,
                task.metrics()),
            with(
                task,
                task.dataset(),
                task.split(),
                task.baseline(),
                "others",
                Scale.SMALL,
                5,
                task.metrics()),
            with(
                task,
                task.dataset(),
                task.split(),
                task.baseline(),
                task.protocol(),
                Scale.SMALL,
                4,
                task.metrics()),
            with(
                task,
                task.dataset(),
                task.split(),
                task.baseline(),
                task.protocol(),
                Scale.SMALL,
                5,
                replaced(task, renamed)),
            with(
                task,
                task.dataset(),
                task.split(),
                task.baseline(),
                task.protocol(),
                Scale.SMALL,
                5,
                replaced(task, permille)),
            Task.named(task.id(), task.name())
                .dataset(task.dataset(), file)
                .split(task.split())
                .baseline(task.baseline())
                .protocol(task.protocol())
                .seeds(5)
                .metrics(task.metrics().toArray(Metric[]::new))
                .agreesWhen(task.conditions().toArray(Condition[]::new))
                .claim(task.claim()),
            Task.named(task.id(), task.name())
                .dataset(task.dataset())
                .split(task.split())
                .baseline(task.baseline())
                .protocol(task.protocol())
                .seeds(5)
                .metrics(task.metrics().toArray(Metric[]::new))
                .agreesWhen(Condition.above("gain", 0.5))
                .claim(task.claim()));
    for (Task other : others) {
      Board board = Board.of(task.id(), List.of(stored("a", DIGITS), stored("b", of(other, 1))));
      assertThat(board.tables()).as(other.toString()).hasSize(2);
      assertThat(board.tables().get(0).differences()).isEmpty();
      assertThat(board.tables().get(1).differences()).isNotEmpty();
      assertThat(Boards.comparable(task, other)).isFalse();
    }
    mixesNothing(others);
  }

  /// Whatever runs there are, in whatever order they came.
  private static void mixesNothing(List<Task> tasks) {
    List<Stored> runs = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      runs.add(stored("first-" + i, of(tasks.get(i), i)));
      runs.add(stored("again-" + i, of(tasks.get(i), 20 + i)));
    }
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(runs, new Random(seed));
      runs.sort(Comparator.comparing((Stored run) -> run.result().started()).reversed());
      Board board = Board.of("plackett-luce-digits", runs);
      assertThat(board.tables()).hasSize(tasks.size());
      for (Board.Table table : board.tables()) {
        assertThat(table.rows())
            .isNotEmpty()
            .allMatch(row ->
                Protocol.of(row.result().task()).equals(Protocol.of(table.task()))
                    && table.task().metrics().equals(row.result().task().metrics()));
        assertThat(BoardCsv.write("b", table).lines().skip(1))
            .allMatch(line -> line.startsWith("b," + table.key() + ","));
      }
      assertThat(
              board.tables().stream()
                  .flatMap(table -> table.rows().stream())
                  .map(row -> row.run().id() + row.name()))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void anotherNameOrOtherWordsOfTheClaimAreTheSameProtocol() {
    Task task = DIGITS.task();
    Task renamed =
        with(
            task,
            task.dataset(),
            task.split(),
            task.baseline(),
            task.protocol(),
            Scale.SMALL,
            5,
            task.metrics());
    assertThat(renamed.name()).isNotEqualTo(task.name());
    assertThat(
            Board.of(task.id(), List.of(stored("a", DIGITS), stored("b", of(renamed, 1)))).tables())
        .hasSize(1);
  }

  @Test
  void armsAreOrderedByWhatTheyShareAndEarlierRunsComeAfter() {
    List<Stored> runs = new ArrayList<>();
    for (int i : List.of(2, 1, 0)) {
      runs.add(stored("run-" + i, ALL.get(i)));
    }
    Board board = Board.of("plackett-luce-digits", runs);

    assertThat(board.tables()).hasSize(2);
    assertThat(board.newest().order().id()).isEqualTo("accuracy");
    assertThat(board.newest().standing())
        .extracting(Board.Row::name)
        .containsExactly(
            "Plackett–Luce distillation", "soft targets", DIGITS.task().baseline(), "no teacher");
    assertThat(board.newest().standing()).allMatch(row -> row.run().id().equals("run-2"));
    assertThat(board.newest().earlier()).allMatch(row -> row.run().id().equals("run-1")).hasSize(4);
    assertThat(board.tables().get(1).rows()).allMatch(row -> row.run().id().equals("run-0"));
  }

  @Test
  void aRunOfTooFewSeedsShowsItsNumbersAndNoVerdict() {
    Board board = Board.of("dc-pdd-members", List.of(stored("few", ALL.getLast())));
    assertThat(board.newest().rows()).isNotEmpty().noneMatch(Board.Row::judged);
    assertThat(BoardCsv.write("b", board.newest())).doesNotContain("claim");
  }

  @Test
  void aTextThatASpreadsheetWouldRunIsKeptAText() {
    Task task = DIGITS.task();
    Task hostile =
        with(
            task,
            task.dataset(),
            task.split(),
            "=cmd(), \"x\"",
            task.protocol(),
            Scale.SMALL,
            5,
            task.metrics());
    assertThat(BoardCsv.write("b", Board.of("b", List.of(stored("a", of(hostile, 1)))).newest()))
        .contains(",\"'=cmd(), \"\"x\"\"\",");
  }

  private static List<Metric> replaced(Task task, Metric metric) {
    return List.of(task.metrics().getFirst(), metric, task.metrics().getLast());
  }

  private static Task with(
      Task task,
      String dataset,
      String split,
      String baseline,
      String protocol,
      Scale scale,
      int seeds,
      List<Metric> metrics) {
    return new Task(
        task.id(),
        task.name() + ", renamed",
        dataset,
        split,
        baseline,
        protocol,
        scale,
        seeds,
        task.data(),
        metrics,
        task.conditions(),
        Rule.words(seeds, task.conditions()),
        task.claim());
  }

  private static Result of(Task task, int day) {
    List<Figure> figures = Figure.over(task, DIGITS.runs());
    return new Result(
        Result.FORMAT,
        DIGITS.method(),
        task,
        DIGITS.formula(),
        DIGITS.runs(),
        figures,
        Rule.judge(task, DIGITS.runs(), figures),
        DIGITS.settings(),
        DIGITS.commit(),
        DIGITS.versions(),
        DIGITS.machine(),
        DIGITS.started().minus(Duration.ofDays(1 + day)),
        DIGITS.wallSeconds(),
        DIGITS.peakMemoryBytes(),
        List.of(),
        List.of());
  }

  private static Stored stored(String id, Result result) {
    return new Stored(id, result, "{}");
  }
}
