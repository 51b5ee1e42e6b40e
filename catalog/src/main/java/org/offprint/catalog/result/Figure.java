package org.offprint.catalog.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One metric over all seeds: the method and, in the same run, its baseline.
///
/// @param metric the id of one of the task's metrics
/// @param baseline null where the metric compares the two itself (a ratio, a difference)
/// @param others what else ran beside them, by name
public record Figure(
    String metric,
    Estimate ours,
    @Nullable Estimate baseline,
    SequencedMap<String, Estimate> others) {
  private static final SequencedMap<String, Double> NOTHING = new LinkedHashMap<>();

  public Figure {
    Checks.id("figure.metric", metric);
    Checks.present("figure.ours", ours);
    others = Checks.ordered("figure.others", others);
  }

  /// One figure for each of the task's metrics that every seed measured.
  public static List<Figure> over(Task task, List<Run> runs) {
    List<Figure> figures = new ArrayList<>();
    for (Metric metric : task.metrics()) {
      String id = metric.id();
      Estimate ours = estimate(runs, id, Run::ours);
      if (ours == null) {
        continue;
      }
      var others = new LinkedHashMap<String, Estimate>();
      for (String arm : runs.getFirst().others().keySet()) {
        Estimate other = estimate(runs, id, run -> run.others().getOrDefault(arm, NOTHING));
        if (other != null) {
          others.put(arm, other);
        }
      }
      figures.add(new Figure(id, ours, estimate(runs, id, Run::baseline), others));
    }
    return figures;
  }

  /// Null unless every seed has a value.
  private static @Nullable Estimate estimate(
      List<Run> runs, String metric, Function<Run, SequencedMap<String, Double>> arm) {
    List<Double> values = new ArrayList<>();
    for (Run run : runs) {
      Double value = arm.apply(run).get(metric);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return Estimate.of(values);
  }
}
