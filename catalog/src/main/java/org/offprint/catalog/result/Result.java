package org.offprint.catalog.result;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A method, run on a task: everything that a doubter needs to repeat it or to find the mistake.
/// See {@link ResultFile} for the file.
///
/// @param format the version of the file's layout; {@link #FORMAT} is the only one
/// @param settings every choice that the run made, by name
/// @param commit the commit that ran, with `+changes` where the working tree was not clean
/// @param versions the libraries that did the arithmetic, by name
/// @param peakMemoryBytes the most that the process held resident, null where the system does not
///   say
/// @param log the last lines of the run
public record Result(
    int format,
    Method method,
    Task task,
    FormulaCheck formula,
    List<Run> runs,
    List<Figure> figures,
    Verdict verdict,
    SequencedMap<String, String> settings,
    String commit,
    SequencedMap<String, String> versions,
    Machine machine,
    Instant started,
    double wallSeconds,
    @Nullable Long peakMemoryBytes,
    List<Series> series,
    List<String> log) {
  public static final int FORMAT = 2;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  public Result {
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "format = %d: this version reads format %d only".formatted(format, FORMAT));
    }
    Checks.present("method", method);
    Checks.present("task", task);
    Checks.present("formula", formula);
    Checks.present("verdict", verdict);
    runs = Checks.someOf("runs", runs);
    figures = Checks.someOf("figures", figures);
    settings = Checks.ordered("settings", settings);
    Checks.commit(commit);
    versions = Checks.ordered("versions", versions);
    Checks.present("machine", machine);
    Checks.present("started", started);
    Checks.notNegative("wallSeconds", wallSeconds);
    if (peakMemoryBytes != null && peakMemoryBytes < 1) {
      throw new IllegalArgumentException(
          "peakMemoryBytes = %d: expected a positive number, or null where it was not measured"
              .formatted(peakMemoryBytes));
    }
    series = Checks.list("series", series);
    log = Checks.list("log", log);
    requireSeedsOnce(runs);
    requireMetricsOfTheTask(task, runs, figures);
    if (!verdict.rule().equals(task.rule()) || verdict.scale() != task.scale()) {
      throw new IllegalArgumentException(
          "the verdict quotes another rule or scale than task %s fixed: expected the same text"
              .formatted(task.id()));
    }
    if (!task.conditions().isEmpty()) {
      requireFiguresOfTheRuns(task, runs, figures);
      Verdict follows = Rule.judge(task, runs, figures);
      if (!verdict.equals(follows)) {
        throw new IllegalArgumentException(
            "the verdict is '%s' (%s), and from the conditions of task %s and the figures follows '%s' (%s)"
                .formatted(
                    verdict.words(),
                    verdict.reason(),
                    task.id(),
                    follows.words(),
                    follows.reason()));
      }
    }
    if (verdict.outcome() != Outcome.INCONCLUSIVE && runs.size() < 3) {
      throw new IllegalArgumentException(
          "verdict '%s' rests on %d seed(s): expected three or more, or 'inconclusive'"
              .formatted(verdict.outcome().word(), runs.size()));
    }
  }

  /// A mean that nobody measured would change a verdict, so the figures are computed again.
  private static void requireFiguresOfTheRuns(Task task, List<Run> runs, List<Figure> figures) {
    List<Figure> follow = Figure.over(task, runs);
    if (!figures.equals(follow)) {
      List<String> differing = new ArrayList<>();
      follow.stream()
          .filter(one -> !figures.contains(one))
          .forEach(one -> differing.add(one.metric()));
      figures.stream()
          .filter(one -> !follow.contains(one))
          .forEach(one -> differing.add(one.metric()));
      throw new IllegalArgumentException(
          "the figures of task %s are not those of its runs: look at %s"
              .formatted(task.id(), differing.stream().distinct().toList()));
    }
  }

  private static void requireSeedsOnce(List<Run> runs) {
    Set<Long> seeds = new HashSet<>();
    for (Run run : runs) {
      if (!seeds.add(run.seed())) {
        throw new IllegalArgumentException(
            "seed %d ran twice: expected every seed once".formatted(run.seed()));
      }
    }
  }

  private static void requireMetricsOfTheTask(Task task, List<Run> runs, List<Figure> figures) {
    for (Run run : runs) {
      run.ours().forEach((metric, value) -> task.metric(metric).require(value));
      run.baseline().forEach((metric, value) -> task.metric(metric).require(value));
      run.others()
          .values()
          .forEach(arm -> arm.forEach((metric, value) -> task.metric(metric).require(value)));
    }
    for (Figure figure : figures) {
      Metric metric = task.metric(figure.metric());
      metric.require(figure.ours().value());
      if (figure.baseline() != null) {
        metric.require(figure.baseline().value());
      }
    }
  }

  /// The rung that this file is evidence for. A claim is measured only on top of a formula that
  /// agrees.
  @JsonIgnore
  public Rung rung() {
    if (!formula.agrees()) {
      return Rung.IMPLEMENTED;
    }
    if (runs.size() < task.seeds()) {
      return Rung.FORMULA_AGREES;
    }
    return task.scale() == Scale.FULL ? Rung.IN_FULL : Rung.SMALL_SCALE;
  }

  /// `large-vocabulary-head-20260314T041000Z-89570d7.json`: the name below the method's folder.
  @JsonIgnore
  public String fileName() {
    return "%s-%s-%s.json".formatted(task.id(), STAMP.format(started), commit.replace('+', '-'));
  }

  /// The figure of a metric that this result has.
  public Figure figure(String metric) {
    return figures.stream()
        .filter(figure -> figure.metric().equals(metric))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "the result has no figure for metric '%s'".formatted(metric)));
  }
}
