package org.offprint.catalog.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What one seed measured, by metric id.
///
/// @param baseline only the metrics that the baseline has too
/// @param others the same for whatever else ran beside them, by name: "repeat-last", "NLinear"
/// @param note what a reader should know about this seed: "diverged at step 120"; null when there
///   is nothing
public record Run(
    long seed,
    SequencedMap<String, Double> ours,
    SequencedMap<String, Double> baseline,
    SequencedMap<String, SequencedMap<String, Double>> others,
    double wallSeconds,
    @Nullable String note) {
  public Run {
    ours = Checks.ordered("run.ours", ours);
    baseline = Checks.ordered("run.baseline", baseline);
    ours.forEach((metric, value) -> Checks.finite("run.ours." + metric, value));
    baseline.forEach((metric, value) -> Checks.finite("run.baseline." + metric, value));
    others = arms(others);
    Checks.notNegative("run.wallSeconds", wallSeconds);
    if (!ours.keySet().containsAll(baseline.keySet())) {
      throw new IllegalArgumentException(
          "seed %d measured %s for the baseline and %s for the method: expected no metric of the baseline alone"
              .formatted(seed, baseline.keySet(), ours.keySet()));
    }
  }

  private static SequencedMap<String, SequencedMap<String, Double>> arms(
      SequencedMap<String, SequencedMap<String, Double>> others) {
    var copy = new LinkedHashMap<String, SequencedMap<String, Double>>();
    Checks.ordered("run.others", others)
        .forEach((arm, values) -> {
          values.forEach(
              (metric, value) -> Checks.finite("run.others." + arm + "." + metric, value));
          copy.put(arm, Checks.ordered("run.others." + arm, values));
        });
    return Collections.unmodifiableSequencedMap(copy);
  }
}
