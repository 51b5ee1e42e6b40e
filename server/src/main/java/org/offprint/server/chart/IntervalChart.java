package org.offprint.server.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/// Means with their intervals on one axis, a line an arm: ours in ink, the baseline in grey,
/// whatever else ran in a thin grey; the value of the claim as a dashed line across all.
///
/// @param id unique on its page
/// @param axis what is measured, with its unit
/// @param claim null where the paper names no number that means the same in the same unit
/// @param mark a value that decides something, as the threshold of a rule does; null where there is
///   none
/// @param number how values are written
public record IntervalChart(
    String id,
    String title,
    String description,
    String axis,
    List<Bar> bars,
    @Nullable Double claim,
    @Nullable Mark mark,
    DoubleFunction<String> number) {
  /// About how wide a letter is, in pixels.
  private static final double LETTER = 6.6;

  /// The same of the method's own name, which is bold.
  private static final double BOLD_LETTER = 8;

  /// Whose line it is; the name is its class in the style sheet.
  public enum Arm {
    ours,
    baseline,
    other
  }

  /// A value that decides something.
  ///
  /// @param label what it says: `agrees above 10`
  public record Mark(double value, String label) {}

  /// One line of the chart.
  ///
  /// @param points what single seeds gave
  public record Bar(
      String label,
      Arm arm,
      double value,
      @Nullable Double low,
      @Nullable Double high,
      List<Double> points) {}

  public String wide() {
    return drawn(640, "wide", id + "-wide", 5);
  }

  public String narrow() {
    return drawn(320, "narrow", id + "-narrow", 3);
  }

  private String drawn(int width, String className, String svgId, int ticks) {
    int row = bars.size() > 3 ? 40 : 46;
    int heads = (claim == null ? 0 : 1) + (mark == null ? 0 : 1);
    int top = 14 + 20 * heads;
    int bottom = top + row * bars.size();
    Axis scale = scale(width);
    String kind = scale.logarithmic() ? ", logarithmic" : "";
    List<String> title = lines(axis + kind, (int) (width / LETTER));
    Svg svg =
        new Svg(width, bottom + 28 + 18 * title.size(), className, svgId, this.title, description);
    for (double tick : scale.ticks(ticks)) {
      svg.line("grid", scale.at(tick), top, scale.at(tick), bottom)
          .text("tick", scale.at(tick), bottom + 17, "middle", number.apply(tick));
    }
    svg.line("axis", scale.from(), bottom, scale.to(), bottom);
    for (int i = 0; i < title.size(); i++) {
      svg.text("title", scale.from(), bottom + 38 + 18 * i, "start", title.get(i));
    }
    double head = 12;
    if (mark != null) {
      across(svg, "reference", "tick", scale.at(mark.value()), head, bottom, mark.label(), width);
      head += 20;
    }
    if (claim != null) {
      String words = "claimed " + number.apply(claim);
      across(svg, "claim", "claim-label", scale.at(claim), head, bottom, words, width);
    }
    for (int i = 0; i < bars.size(); i++) {
      bar(svg, scale, bars.get(i), top + row * i, row, width);
    }
    return svg.end();
  }

  /// A line through all arms with its words above it.
  private static void across(
      Svg svg,
      String line,
      String label,
      double x,
      double y,
      double bottom,
      String words,
      int width) {
    boolean right = x > width * 0.6;
    svg.line(line, x, y + 5, x, bottom)
        .text(
            label,
            right ? Math.min(x + 4, width - 2) : Math.max(x - 4, 2),
            y,
            right ? "end" : "start",
            words);
  }

  private void bar(Svg svg, Axis scale, Bar bar, double y, int row, int width) {
    String kind = bar.arm().name();
    double middle = y + row - 15;
    double x = scale.at(bar.value());
    if (bar.low() != null && bar.high() != null) {
      double low = scale.at(scale.logarithmic() ? Math.max(bar.low(), scale.low()) : bar.low());
      double high = scale.at(bar.high());
      svg.box("band " + kind, low, middle - 7, Math.max(1.5, high - low), 14);
    }
    for (double point : bar.points()) {
      svg.dot("seed " + kind, scale.at(point), middle, 2.2);
    }
    svg.line("mean " + kind, x, middle - 9, x, middle + 9);
    String value = number.apply(bar.value());
    double letter = bar.arm() == Arm.ours ? BOLD_LETTER : LETTER;
    int room = (int) ((width - 8) / letter) - value.length() - 1;
    String label = bar.label().length() <= room ? bar.label() : cut(bar.label(), room);
    double length = (label.length() + 1 + value.length()) * letter;
    // Beside its mean where it fits, else as near to it as the picture allows.
    boolean left = x + length < width;
    double at = left ? Math.max(x, 8) : Math.max(x, Math.min(width - 4, length + 4));
    svg.text(
        "tag " + kind,
        Math.min(at, width - 4),
        y + row - 30,
        left ? "start" : "end",
        label + " " + value);
  }

  private static String cut(String text, int most) {
    int space = text.lastIndexOf(' ', most - 1);
    return text.substring(0, space > most / 2 ? space : Math.max(1, most - 1)) + "…";
  }

  private static List<String> lines(String text, int letters) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > letters) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /// An interval that reaches below zero does not forbid a logarithm where all else is positive: it
  /// is then drawn to the edge.
  private Axis scale(int width) {
    Axis logarithmic = Axis.over(values(false), true, 8, width - 30);
    return logarithmic.logarithmic() ? logarithmic : Axis.over(values(true), false, 8, width - 30);
  }

  private List<Double> values(boolean all) {
    List<Double> values = new ArrayList<>();
    for (Bar bar : bars) {
      values.add(bar.value());
      values.addAll(bar.points());
      if (bar.high() != null) {
        values.add(bar.high());
      }
      if (bar.low() != null && (all || bar.low() > 0)) {
        values.add(bar.low());
      }
    }
    if (claim != null) {
      values.add(claim);
    }
    if (mark != null) {
      values.add(mark.value());
    }
    return values;
  }
}
