package org.offprint.catalog.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns figures into a verdict: a function of a task's conditions and nothing else, so that a
/// verdict can be computed again from the file that holds it.
public final class Rule {
  private Rule() {}

  /// The conditions in words, as a task states them before a run.
  public static String words(int seeds, List<Condition> conditions) {
    String each =
        conditions.stream()
            .map(condition ->
                "%s lies %s %s"
                    .formatted(
                        condition.metric(), condition.side().word(), number(condition.threshold())))
            .collect(Collectors.joining(" and that of "));
    return "Over %d seeds or more: agrees when the 95 %% interval of %s. Disagrees when %s lies wholly on the other side. Anything else is inconclusive."
        .formatted(seeds, each, conditions.size() == 1 ? "it" : "one of them");
  }

  /// @param task one that states conditions
  public static Verdict judge(Task task, List<Run> runs, List<Figure> figures) {
    if (runs.size() < task.seeds()) {
      return verdict(
          task, Outcome.INCONCLUSIVE, "%d of %d seeds ran.".formatted(runs.size(), task.seeds()));
    }
    List<Outcome> outcomes = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (Condition condition : task.conditions()) {
      Interval interval = interval(condition.metric(), figures);
      Metric metric = task.metric(condition.metric());
      String expected =
          "expected %s %s".formatted(condition.side().word(), number(condition.threshold()));
      if (interval == null) {
        outcomes.add(Outcome.INCONCLUSIVE);
        words.add("%s was not measured (%s)".formatted(metric.name(), expected));
        continue;
      }
      outcomes.add(condition.of(interval));
      words.add(
          "%s %s%s, 95 %% interval %s to %s (%s)"
              .formatted(
                  metric.name(),
                  number(mean(condition.metric(), figures)),
                  metric.unit().equals("1") ? "" : " " + metric.unit(),
                  number(interval.low()),
                  number(interval.high()),
                  expected));
    }
    Outcome outcome =
        outcomes.contains(Outcome.DISAGREES)
            ? Outcome.DISAGREES
            : outcomes.contains(Outcome.INCONCLUSIVE) ? Outcome.INCONCLUSIVE : Outcome.AGREES;
    String sentence = String.join("; ", words);
    return verdict(
        task,
        outcome,
        Character.toUpperCase(sentence.charAt(0))
            + sentence.substring(1)
            + ", over %d seeds.".formatted(runs.size()));
  }

  private static Verdict verdict(Task task, Outcome outcome, String reason) {
    return new Verdict(outcome, task.scale(), task.rule(), reason);
  }

  private static double mean(String metric, List<Figure> figures) {
    return figures.stream()
        .filter(figure -> figure.metric().equals(metric))
        .findFirst()
        .orElseThrow()
        .ours()
        .value();
  }

  private static @Nullable Interval interval(String metric, List<Figure> figures) {
    return figures.stream()
        .filter(figure -> figure.metric().equals(metric))
        .findFirst()
        .map(figure -> figure.ours().interval())
        .orElse(null);
  }

  /// Four digits that say something, without an exponent where there need be none.
  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size >= 1e6 || size < 1e-4) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
    int digits = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }
}
