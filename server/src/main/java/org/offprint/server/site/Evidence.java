package org.offprint.server.site;

import gg.jte.Content;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Estimate;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.Interval;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Run;
import org.offprint.catalog.result.Series;
import org.offprint.catalog.result.Task;
import org.offprint.server.chart.CurveChart;
import org.offprint.server.chart.IntervalChart;
import org.offprint.server.chart.IntervalChart.Arm;
import org.offprint.server.result.Results.Stored;

/// One run as a page tells it: the claim beside what was measured, a chart, the figures.
///
/// @param id the run's address
public record Evidence(String id, Result result) {
  private static final int LABEL = 44;
  private static final int MOST_OTHERS = 6;
  private static final int SHORT_COMMIT = 10;

  public static Evidence of(Stored stored) {
    return new Evidence(stored.id(), stored.result());
  }

  public String href() {
    return Addresses.run(id);
  }

  public String board() {
    return Addresses.board(result.task().id());
  }

  public SaidDate day() {
    return SaidDate.of(result.started());
  }

  /// Enough of the commit to find it, and whether the tree was clean.
  public String commit() {
    return commit(result.commit());
  }

  static String commit(String whole) {
    String hash = whole.replaceFirst("\\+.*", "");
    return hash.substring(0, Math.min(SHORT_COMMIT, hash.length()))
        + whole.substring(hash.length()).replace("+", " with ");
  }

  public String command() {
    return "./offprint run %s --task %s".formatted(result.method().id(), result.task().id());
  }

  public Standing standing() {
    return Standing.of(List.of(), List.of(result));
  }

  /// The word, with its first letter large: what stands before the reason.
  public String verdictWords() {
    return Words.sentence(standing().words());
  }

  public String claimed() {
    return claimed(result.task().claim());
  }

  /// `1 MB, against 24,000 MB`, or that the paper names no number.
  static String claimed(Claim claim) {
    Double value = claim.value();
    Double baseline = claim.baseline();
    if (value == null) {
      return "no number";
    }
    boolean change = claim.metric().contains("change") || claim.metric().contains("gain");
    return Words.stated(value, claim.unit())
        + (baseline == null || (change && baseline == 0)
            ? ""
            : ", against " + Words.stated(baseline, claim.unit()));
  }

  /// What the claim is measured by; where some seed did not measure that, the first that all did.
  public Figure headline() {
    String headline = result.task().headline().id();
    return result.figures().stream()
        .filter(figure -> figure.metric().equals(headline))
        .findFirst()
        .orElse(result.figures().getFirst());
  }

  /// What the headline compares, where it is a difference or a ratio of ours and the baseline's:
  /// the metric from which every seed's headline can be computed.
  @Nullable Figure compared() {
    Figure headline = headline();
    if (headline.baseline() != null) {
      return null;
    }
    return result.figures().stream()
        .filter(figure -> figure.baseline() != null && compares(headline.metric(), figure.metric()))
        .findFirst()
        .orElse(null);
  }

  private boolean compares(String headline, String metric) {
    List<Function<double[], Double>> ways =
        List.of(
            pair -> pair[0] - pair[1],
            pair -> pair[1] - pair[0],
            pair -> pair[0] / pair[1],
            pair -> pair[1] / pair[0],
            pair -> (pair[0] - pair[1]) / pair[1],
            pair -> (pair[1] - pair[0]) / pair[1]);
    return ways.stream()
        .anyMatch(way ->
            follows(headline, metric, way)
                || follows(headline, metric, pair -> 100 * way.apply(pair)));
  }

  private boolean follows(String headline, String metric, Function<double[], Double> way) {
    for (Run run : result.runs()) {
      Double value = run.ours().get(headline);
      Double ours = run.ours().get(metric);
      Double theirs = run.baseline().get(metric);
      if (value == null || ours == null || theirs == null) {
        return false;
      }
      double expected = way.apply(new double[] {ours, theirs});
      if (!(Math.abs(expected - value) <= 1e-9 * Math.max(1e-3, Math.abs(value)))) {
        return false;
      }
    }
    return true;
  }

  public Metric metric(Figure figure) {
    return result.task().metric(figure.metric());
  }

  public String measured(Figure figure) {
    Estimate baseline = figure.baseline();
    String unit = metric(figure).unit();
    return Words.mean(figure.ours(), unit)
        + (baseline == null ? "" : ", against " + Words.mean(baseline, unit));
  }

  public String seeds() {
    return Words.count(result.runs().size(), "seed", "seeds");
  }

  /// The baseline in a few words: what it is called before its description goes on.
  public String baselineName() {
    return baselineName(result.task());
  }

  static String baselineName(Task task) {
    return Typeset.cut(task.baseline().split("[,;:(]")[0].strip(), LABEL);
  }

  /// What ran, with its figure and what each seed gave.
  ///
  /// @param seeds null where a seed has no value
  public record Line(String name, Arm arm, Estimate estimate, List<@Nullable Double> seeds) {}

  /// All arms of a metric: ours, the baseline, whatever else ran.
  public List<Line> lines(Figure figure) {
    String metric = figure.metric();
    List<Line> lines = new ArrayList<>();
    lines.add(line(result.method().name(), Arm.ours, figure.ours(), metric, Run::ours));
    Estimate baseline = figure.baseline();
    if (baseline != null) {
      lines.add(line(baselineName(), Arm.baseline, baseline, metric, Run::baseline));
    }
    figure
        .others()
        .forEach((name, estimate) ->
            lines.add(
                line(
                    name,
                    Arm.other,
                    estimate,
                    metric,
                    run -> run.others().getOrDefault(name, new LinkedHashMap<>()))));
    return lines;
  }

  private Line line(
      String name,
      Arm arm,
      Estimate estimate,
      String metric,
      Function<Run, SequencedMap<String, Double>> values) {
    List<@Nullable Double> seeds = new ArrayList<>();
    result.runs().forEach(run -> seeds.add(values.apply(run).get(metric)));
    return new Line(name, arm, estimate, seeds);
  }

  /// What is drawn of a run: the quantity of all arms where the headline compares them, then the
  /// headline with the threshold of the rule.
  public List<Figure> drawn() {
    Figure compared = compared();
    return compared == null ? List.of(headline()) : List.of(compared, headline());
  }

  /// The charts of {@link #drawn}, each wide and narrow.
  public Content chart() {
    StringBuilder markup = new StringBuilder();
    int number = 0;
    for (Figure figure : drawn()) {
      IntervalChart chart = chart(figure, "c" + number++ + "-" + id);
      markup.append(chart.wide()).append(chart.narrow());
    }
    return raw(markup.toString());
  }

  private IntervalChart chart(Figure figure, String chartId) {
    Metric metric = metric(figure);
    Double claimed = claimedAs(figure);
    List<Line> lines = lines(figure);
    List<IntervalChart.Bar> bars = new ArrayList<>();
    lines.stream().filter(line -> line.arm() == Arm.baseline).map(Evidence::bar).forEach(bars::add);
    lines.stream()
        .filter(line -> line.arm() == Arm.other)
        .limit(MOST_OTHERS)
        .map(Evidence::bar)
        .forEach(bars::add);
    bars.add(bar(lines.getFirst()));
    StringBuilder description = new StringBuilder(metric.name()).append(": ");
    for (Line line : lines) {
      description
          .append(line.name())
          .append(' ')
          .append(Words.mean(line.estimate(), metric.unit()))
          .append(
              line.estimate().interval() == null
                  ? "; "
                  : ", 95 % interval " + Words.interval(line.estimate()) + "; ");
    }
    description.setLength(description.length() - 2);
    description.append(claimed == null ? "." : ". Claimed: " + Words.value(claimed) + ".");
    return new IntervalChart(
        chartId,
        metric.name() + " of " + result.method().name(),
        description.toString(),
        Words.sentence(metric.name()) + (metric.unit().equals("1") ? "" : ", " + metric.unit()),
        bars,
        claimed,
        mark(figure),
        Words::value);
  }

  /// Where the rule draws the line for this figure.
  private IntervalChart.@Nullable Mark mark(Figure figure) {
    for (Condition condition : result.task().conditions()) {
      if (condition.metric().equals(figure.metric())) {
        return new IntervalChart.Mark(
            condition.threshold(),
            "agrees %s %s".formatted(condition.side().word(), Words.value(condition.threshold())));
      }
    }
    boolean ratio = figure.baseline() == null && figure.metric().endsWith("ratio");
    return result.task().conditions().isEmpty() && ratio
        ? new IntervalChart.Mark(1, "no difference")
        : null;
  }

  /// The claim on the axis of a figure, only where it means the same in the same unit: a quantity
  /// of the claim's name on the claim's data set, a comparison of the claim's name on any; or the
  /// headline as a ratio, whose name begins with what the claim is about, as the ratio of the
  /// paper's two numbers.
  private @Nullable Double claimedAs(Figure figure) {
    Claim claim = result.task().claim();
    Metric metric = metric(figure);
    Double value = claim.value();
    Double baseline = claim.baseline();
    boolean comparison = figure.baseline() == null;
    if (value == null) {
      return null;
    }
    if (metric.unit().equals(claim.unit()) && metric.name().equalsIgnoreCase(claim.metric())) {
      return comparison || result.task().dataset().equalsIgnoreCase(claim.dataset()) ? value : null;
    }
    boolean same = metric.name().split("\\W+")[0].equalsIgnoreCase(claim.metric().split("\\W+")[0]);
    if (comparison
        && same
        && figure.equals(headline())
        && metric.unit().equals("1")
        && metric.id().endsWith("ratio")
        && baseline != null
        && value > 0
        && baseline > 0
        && metric.direction() != Direction.EQUAL
        && claim.direction() != Direction.EQUAL) {
      return metric.direction() == claim.direction() ? value / baseline : baseline / value;
    }
    return null;
  }

  private static IntervalChart.Bar bar(Line line) {
    Interval interval = line.estimate().interval();
    return new IntervalChart.Bar(
        line.name(),
        line.arm(),
        line.estimate().value(),
        interval == null ? null : Double.valueOf(interval.low()),
        interval == null ? null : Double.valueOf(interval.high()),
        line.seeds().stream().filter(Objects::nonNull).toList());
  }

  /// A curve chart for every name and pair of axes that the run recorded; seeds over the same steps
  /// are joined.
  public List<Curves> curves() {
    Map<String, List<Series>> groups = new LinkedHashMap<>();
    result
        .series()
        .forEach(series ->
            groups
                .computeIfAbsent(
                    String.join(
                        "\n",
                        Curves.name(series),
                        series.xName(),
                        series.yName(),
                        series.x().toString(),
                        String.valueOf(series.baseline() == null)),
                    key -> new ArrayList<>())
                .add(series));
    List<Curves> charts = new ArrayList<>();
    groups.values().forEach(group -> charts.add(Curves.of(this, id + "-" + charts.size(), group)));
    return charts;
  }

  /// One chart of curves and the table behind it.
  public record Curves(String caption, CurveChart drawing, List<Integer> rows) {
    private static final Pattern SEED = Pattern.compile("[,:;]?\\s*\\(?seed \\d+\\)?");

    /// What the curve shows, whatever seed it is of.
    static String name(Series series) {
      return SEED.matcher(series.name()).replaceAll("").strip();
    }

    static Curves of(Evidence run, String id, List<Series> group) {
      Series first = group.getFirst();
      List<CurveChart.Curve> curves = new ArrayList<>();
      if (first.baseline() != null) {
        curves.add(
            CurveChart.Curve.over(
                "baseline",
                false,
                group.stream().map(series -> Objects.requireNonNull(series.baseline())).toList()));
      }
      String method = run.result().method().name();
      curves.add(
          CurveChart.Curve.over(
              "ours", true, group.stream().map(series -> series.ours()).toList()));
      String name = name(first);
      String caption =
          (name.isEmpty() ? first.yName() + " over " + first.xName() : name)
              + (group.size() == 1
                  ? ""
                  : ": the mean of " + group.size() + " seeds, their spread as a band")
              + (first.baseline() == null ? "" : "; baseline: " + run.baselineName())
              + ".";
      int every = Math.max(1, (first.x().size() + 19) / 20);
      List<Integer> rows = new ArrayList<>();
      for (int i = 0; i < first.x().size(); i += every) {
        rows.add(i);
      }
      if (rows.getLast() != first.x().size() - 1) {
        rows.add(first.x().size() - 1);
      }
      return new Curves(
          Words.sentence(caption),
          new CurveChart(
              "s-" + id,
              caption,
              method
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
