package org.offprint.catalog.result;

import java.util.List;

/// What a method is run on, fixed before the run: data, split, protocol, metrics and the rule that
/// turns figures into a verdict.
///
/// @param baseline what runs beside the method on the same data
/// @param protocol what is done, so that somebody else can repeat it without our code
/// @param rule when the claim agrees, when it disagrees; everything else is inconclusive
public record Task(
    String id,
    String name,
    String dataset,
    String split,
    String baseline,
    String protocol,
    Scale scale,
    List<Metric> metrics,
    String rule,
    Claim claim) {
  public Task {
    Checks.id("task.id", id);
    Checks.text("task.name", name);
    Checks.text("task.dataset", dataset);
    Checks.text("task.split", split);
    Checks.text("task.baseline", baseline);
    Checks.text("task.protocol", protocol);
    Checks.present("task.scale", scale);
    metrics = Checks.someOf("task.metrics", metrics);
    Checks.text("task.rule", rule);
    Checks.present("task.claim", claim);
    long different = metrics.stream().map(Metric::id).distinct().count();
    if (different != metrics.size()) {
      throw new IllegalArgumentException(
          "task %s names a metric twice: expected every id once".formatted(id));
    }
  }

  public Metric metric(String metricId) {
    return metrics.stream()
        .filter(metric -> metric.id().equals(metricId))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "task %s has no metric '%s': it has %s"
                    .formatted(id, metricId, metrics.stream().map(Metric::id).toList())));
  }
}
