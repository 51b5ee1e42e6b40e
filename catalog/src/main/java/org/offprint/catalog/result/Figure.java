package org.offprint.catalog.result;

import org.jspecify.annotations.Nullable;

/// One metric over all seeds: the method and, in the same run, its baseline.
///
/// @param metric the id of one of the task's metrics
/// @param baseline null where the metric compares the two itself (a ratio, a difference)
public record Figure(String metric, Estimate ours, @Nullable Estimate baseline) {
  public Figure {
    Checks.id("figure.metric", metric);
    Checks.present("figure.ours", ours);
  }
}
