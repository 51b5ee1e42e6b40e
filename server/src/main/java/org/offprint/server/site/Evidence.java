package org.offprint.server.site;

import gg.jte.Content;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.Estimate;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.Interval;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Result;
import org.offprint.server.chart.CurveChart;
import org.offprint.server.chart.IntervalChart;
import org.offprint.server.result.Results.Stored;

/// One run as a page tells it: the claim beside what was measured, a chart, the figures.
///
/// @param id the run's address
public record Evidence(String id, Result result) {
  public static Evidence of(Stored stored) {
    return new Evidence(stored.id(), stored.result());
  }

  public String href() {
    return Addresses.run(id);
  }

  public SaidDate day() {
    return SaidDate.of(result.started());
  }

  public String command() {
    return "./offprint run " + result.method().id();
  }

  public Standing standing() {
    return Standing.of(List.of(), List.of(result));
  }

  /// The word, with its first letter large: what stands before the reason.
  public String verdictWords() {
    String words = standing().words();
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /// `1 MB, against 24,000 MB without it`, or that the paper names no number.
  public String claimed() {
    Claim claim = result.task().claim();
    Double value = claim.value();
    Double baseline = claim.baseline();
    if (value == null) {
      return "no number";
    }
    return Words.value(value, claim.unit())
        + (baseline == null ? "" : ", against " + Words.value(baseline, claim.unit()));
  }

  /// What the claim is measured by: the figure of the claim's own metric, else the first.
  public Figure headline() {
    Claim claim = result.task().claim();
    return result.figures().stream()
        .filter(figure ->
            metric(figure).name().equalsIgnoreCase(claim.metric())
                || figure.metric().equals(claim.metric()))
        .findFirst()
        .orElse(result.figures().getFirst());
  }

  public Metric metric(Figure figure) {
    return result.task().metric(figure.metric());
  }

  public String measured(Figure figure) {
    Estimate baseline = figure.baseline();
    String unit = metric(figure).unit();
    return Words.value(figure.ours().value(), unit)
        + (baseline == null ? "" : ", against " + Words.value(baseline.value(), unit));
  }

  public String value(@Nullable Estimate estimate, Metric metric) {
    return estimate == null ? "–" : Words.value(estimate.value(), metric.unit());
  }

  public String interval(@Nullable Estimate estimate) {
    Interval interval = estimate == null ? null : estimate.interval();
    return interval == null
        ? "–"
        : Words.value(interval.low()) + " to " + Words.value(interval.high());
  }

  public String seeds() {
    return Words.count(result.runs().size(), "seed", "seeds");
  }

  /// The chart of the headline figure, wide and narrow.
  public Content chart() {
    Figure figure = headline();
    Metric metric = metric(figure);
    Claim claim = result.task().claim();
    List<IntervalChart.Bar> bars = new ArrayList<>();
    Estimate baseline = figure.baseline();
    if (baseline != null) {
      bars.add(bar(result.task().baseline(), false, baseline, seedsOf(figure.metric(), false)));
    }
    bars.add(bar(result.method().name(), true, figure.ours(), seedsOf(figure.metric(), true)));
    Double claimed = claimedAs(metric, claim);
    boolean ratio = baseline == null && metric.unit().equals("1");
    String axis = metric.name() + (metric.unit().equals("1") ? "" : ", " + metric.unit());
    IntervalChart chart =
        new IntervalChart(
            "c-" + id,
            metric.name() + " of " + result.method().name(),
            metric.name()
                + ": "
                + measured(figure)
                + ". 95 % interval "
                + interval(figure.ours())
                + (claimed == null ? "." : ". Claimed: " + Words.value(claimed) + "."),
            axis,
            bars,
            claimed,
            ratio ? Double.valueOf(1) : null,
            Words::value);
    return raw(chart.wide() + chart.narrow());
  }

  /// The claim on the axis of a metric: the same unit as it is, a ratio as the ratio of the paper's
  /// two numbers.
  private static @Nullable Double claimedAs(Metric metric, Claim claim) {
    Double value = claim.value();
    Double baseline = claim.baseline();
    if (value == null) {
      return null;
    }
    if (metric.unit().equals(claim.unit()) && metric.name().equalsIgnoreCase(claim.metric())) {
      return value;
    }
    if (metric.unit().equals("1")
        && metric.id().endsWith("ratio")
        && baseline != null
        && value > 0
        && baseline > 0) {
      return switch (claim.direction()) {
        case LOWER -> baseline / value;
        case HIGHER, EQUAL -> value / baseline;
      };
    }
    return null;
  }

  private static IntervalChart.Bar bar(
      String label, boolean ours, Estimate estimate, List<Double> points) {
    Interval interval = estimate.interval();
    return new IntervalChart.Bar(
        label,
        ours,
        estimate.value(),
        interval == null ? null : Double.valueOf(interval.low()),
        interval == null ? null : Double.valueOf(interval.high()),
        points);
  }

  private List<Double> seedsOf(String metric, boolean ours) {
    List<Double> values = new ArrayList<>();
    result
        .runs()
        .forEach(run -> {
          Double value = (ours ? run.ours() : run.baseline()).get(metric);
          if (value != null) {
            values.add(value);
          }
        });
    return values;
  }

  /// A curve chart for every pair of axes that the run recorded; seeds over the same steps are
  /// joined.
  public List<Curves> curves() {
    Map<String, List<org.offprint.catalog.result.Series>> groups = new LinkedHashMap<>();
    result
        .series()
        .forEach(series ->
            groups
                .computeIfAbsent(
                    series.xName() + "\n" + series.yName() + "\n" + series.x(),
                    key -> new ArrayList<>())
                .add(series));
    List<Curves> charts = new ArrayList<>();
    groups
        .values()
        .forEach(group -> charts.add(Curves.of(result, id + "-" + charts.size(), group)));
    return charts;
  }

  /// One chart of curves and the table behind it.
  public record Curves(String caption, CurveChart drawing, List<Integer> rows) {
    static Curves of(Result result, String id, List<org.offprint.catalog.result.Series> group) {
      org.offprint.catalog.result.Series first = group.getFirst();
      List<CurveChart.Curve> curves = new ArrayList<>();
      if (group.stream().allMatch(series -> series.baseline() != null)) {
        curves.add(
            CurveChart.Curve.over(
                "baseline",
                false,
                group.stream()
                    .map(series -> java.util.Objects.requireNonNull(series.baseline()))
                    .toList()));
      }
      curves.add(
          CurveChart.Curve.over(
              "ours", true, group.stream().map(series -> series.ours()).toList()));
      String caption =
          group.size() == 1
              ? first.name()
              : first.yName() + " over " + first.xName() + ", " + group.size() + " seeds";
      int every = Math.max(1, (first.x().size() + 19) / 20);
      List<Integer> rows = new ArrayList<>();
      for (int i = 0; i < first.x().size(); i += every) {
        rows.add(i);
      }
      return new Curves(
          caption,
          new CurveChart(
              "s-" + id,
              caption,
              result.method().name()
                  + " ends at "
                  + Words.value(curves.getLast().mean().getLast())
                  + (curves.size() > 1
                      ? ", the baseline at " + Words.value(curves.getFirst().mean().getLast())
                      : "")
                  + ".",
              first.xName(),
              first.yName(),
              first.x(),
              curves,
              null,
              Words::value),
          rows);
    }

    public Content chart() {
      return raw(drawing.wide() + drawing.narrow());
    }
  }

  private static Content raw(String markup) {
    return output -> output.writeContent(markup);
  }
}
