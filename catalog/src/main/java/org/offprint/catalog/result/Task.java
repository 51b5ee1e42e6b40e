package org.offprint.catalog.result;

import java.util.List;

/// What a method is run on, fixed before the run: data, split, protocol, metrics and the rule that
/// turns figures into a verdict.
///
/// @param baseline what runs beside the method on the same data
/// @param protocol what is done, so that somebody else can repeat it without our code
/// @param seeds how many the protocol asks for, three or more
/// @param data the files it reads; empty where it makes its data itself
/// @param conditions what has to hold for the claim to agree, the one that the claim is about
///   first; empty only in files of before there were conditions
/// @param rule when the claim agrees, when it disagrees; everything else is inconclusive
public record Task(
    String id,
    String name,
    String dataset,
    String split,
    String baseline,
    String protocol,
    Scale scale,
    int seeds,
    List<DataSource> data,
    List<Metric> metrics,
    List<Condition> conditions,
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
    if (seeds < 3) {
      throw new IllegalArgumentException(
          "task %s asks for %d seed(s): expected three or more".formatted(id, seeds));
    }
    if (scale == Scale.FULL && !dataset.equals(claim.dataset())) {
      throw new IllegalArgumentException(
          "task %s runs in full on '%s', and its claim is about '%s': expected the claim's data, or small scale"
              .formatted(id, dataset, claim.dataset()));
    }
    data = Checks.list("task.data", data);
    conditions = Checks.list("task.conditions", conditions);
    for (Condition condition : conditions) {
      requireMetric(id, metrics, condition.metric());
    }
    if (!conditions.isEmpty() && !rule.equals(Rule.words(seeds, conditions))) {
      throw new IllegalArgumentException(
          "task %s states a rule in other words than its conditions: expected '%s'"
              .formatted(id, Rule.words(seeds, conditions)));
    }
  }

  private static void requireMetric(String task, List<Metric> metrics, String metric) {
    if (metrics.stream().noneMatch(one -> one.id().equals(metric))) {
      throw new IllegalArgumentException(
          "task %s asks about metric '%s' and does not measure it: it has %s"
              .formatted(task, metric, metrics.stream().map(Metric::id).toList()));
    }
  }

  /// The metric that the claim is about.
  public Metric headline() {
    return conditions.isEmpty() ? metrics.getFirst() : metric(conditions.getFirst().metric());
  }

  public static Writer named(String id, String name) {
    return new Writer(id, name);
  }

  /// Writes a task down, a part at a time; what the rule says follows from the conditions.
  public static final class Writer {
    private final String id;
    private final String name;
    private String dataset = "";
    private String split = "";
    private String baseline = "";
    private String protocol = "";
    private Scale scale = Scale.SMALL;
    private int seeds = 3;
    private List<DataSource> data = List.of();
    private List<Metric> metrics = List.of();
    private List<Condition> conditions = List.of();

    private Writer(String id, String name) {
      this.id = id;
      this.name = name;
    }

    /// @param words what the data is, for a reader
    /// @param files none where the task makes its data itself
    public Writer dataset(String words, DataSource... files) {
      dataset = words;
      data = List.of(files);
      return this;
    }

    public Writer split(String words) {
      split = words;
      return this;
    }

    public Writer baseline(String words) {
      baseline = words;
      return this;
    }

    public Writer protocol(String words) {
      protocol = words.strip().replaceAll("\\s+", " ");
      return this;
    }

    /// The paper's own protocol; small scale unless this is called.
    public Writer inFull() {
      scale = Scale.FULL;
      return this;
    }

    /// Three unless this is called.
    public Writer seeds(int count) {
      seeds = count;
      return this;
    }

    public Writer metrics(Metric... all) {
      metrics = List.of(all);
      return this;
    }

    /// The condition that the claim is about first.
    public Writer agreesWhen(Condition... all) {
      conditions = List.of(all);
      return this;
    }

    public Task claim(Claim claim) {
      if (conditions.isEmpty()) {
        throw new IllegalArgumentException(
            "task %s has no condition: expected at least one, fixed before the run".formatted(id));
      }
      return new Task(
          id,
          name,
          dataset,
          split,
          baseline,
          protocol,
          scale,
          seeds,
          data,
          metrics,
          conditions,
          Rule.words(seeds, conditions),
          claim);
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
