package org.offprint.catalog.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A curve for the chart: ours and the baseline over the same steps.
///
/// @param name what the curve shows: "training loss, seed 1"
/// @param xName what runs along the bottom: "step"
/// @param yName what runs up the side, with its unit: "loss in nats"
public record Series(
    String name,
    String xName,
    String yName,
    List<Double> x,
    List<Double> ours,
    @Nullable List<Double> baseline) {
  public Series {
    Checks.text("series.name", name);
    Checks.text("series.xName", xName);
    Checks.text("series.yName", yName);
    x = finite("series.x", x);
    ours = finite("series.ours", ours);
    baseline = baseline == null ? null : finite("series.baseline", baseline);
    if (ours.size() != x.size() || (baseline != null && baseline.size() != x.size())) {
      throw new IllegalArgumentException(
          "series '%s' has %d steps, %d values of ours and %s of the baseline: expected equal lengths"
              .formatted(name, x.size(), ours.size(), baseline == null ? "none" : baseline.size()));
    }
  }

  private static List<Double> finite(String name, List<Double> values) {
    List<Double> list = Checks.someOf(name, values);
    list.forEach(value -> Checks.finite(name, value));
    return list;
  }
}
