package org.offprint.catalog.result;

import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What one seed measured, by metric id.
///
/// @param baseline only the metrics that the baseline has too
/// @param note what a reader should know about this seed: "diverged at step 120"; null when there
///   is nothing
public record Run(
    long seed,
    SequencedMap<String, Double> ours,
    SequencedMap<String, Double> baseline,
    double wallSeconds,
    @Nullable String note) {
  public Run {
    ours = Checks.ordered("run.ours", ours);
    baseline = Checks.ordered("run.baseline", baseline);
    ours.forEach((metric, value) -> Checks.finite("run.ours." + metric, value));
    baseline.forEach((metric, value) -> Checks.finite("run.baseline." + metric, value));
    Checks.notNegative("run.wallSeconds", wallSeconds);
    if (!ours.keySet().containsAll(baseline.keySet())) {
      throw new IllegalArgumentException(
          "seed %d measured %s for the baseline and %s for the method: expected no metric of the baseline alone"
              .formatted(seed, baseline.keySet(), ours.keySet()));
    }
  }
}
