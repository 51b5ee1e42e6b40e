package org.offprint.server.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/// Means with their intervals on one axis: the baseline in grey above, ours in ink below, the value
/// of the claim as a dashed line across both.
///
/// @param id unique on its page
/// @param axis what is measured, with its unit
/// @param claim null where the paper names no number in this unit
/// @param reference a value that means "no difference", as 1 does for a ratio; null where there is
///   none
/// @param number how values are written
public record IntervalChart(
    String id,
    String title,
    String description,
    String axis,
    List<Bar> bars,
    @Nullable Double claim,
    @Nullable Double reference,
    DoubleFunction<String> number) {
  /// About how wide a letter of an axis title is, in pixels.
  private static final double LETTER = 6.6;

  /// One line of the chart.
  ///
  /// @param points what single seeds gave
  public record Bar(
      String label,
      boolean ours,
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
    int row = 46;
    int top = claim == null && reference == null ? 14 : 34;
    int bottom = top + row * bars.size();
    Axis scale = Axis.over(values(), true, 8, width - 30);
    String kind = scale.logarithmic() ? ", logarithmic" : "";
    boolean fits = (axis.length() + kind.length()) * LETTER < width;
    Svg svg = new Svg(width, bottom + (fits ? 46 : 64), className, svgId, title, description);
    for (double tick : scale.ticks(ticks)) {
      svg.line("grid", scale.at(tick), top, scale.at(tick), bottom)
          .text("tick", scale.at(tick), bottom + 17, "middle", number.apply(tick));
    }
    svg.line("axis", scale.from(), bottom, scale.to(), bottom)
        .text("title", scale.from(), bottom + 38, "start", fits ? axis + kind : axis);
    if (!fits) {
      svg.text("title", scale.from(), bottom + 56, "start", kind.replaceFirst("^, ", ""));
    }
    if (reference != null) {
      svg.line("reference", scale.at(reference), top - 8, scale.at(reference), bottom)
          .text("tick", scale.at(reference), top - 14, "start", "no difference");
    }
    if (claim != null) {
      double x = scale.at(claim);
      boolean right = x > width * 0.7;
      svg.line("claim", x, top - 8, x, bottom)
          .text(
              "claim-label",
              right ? Math.min(x + 4, width - 2) : x - 4 < 8 ? 8 : x - 4,
              top - 14,
              right ? "end" : "start",
              "claimed " + number.apply(claim));
    }
    for (int i = 0; i < bars.size(); i++) {
      bar(svg, scale, bars.get(i), top + row * i, width);
    }
    return svg.end();
  }

  private void bar(Svg svg, Axis scale, Bar bar, double y, int width) {
    String kind = bar.ours() ? "ours" : "baseline";
    double middle = y + 31;
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
    boolean leftHalf = x < width * 0.55;
    svg.text(
        "tag " + kind,
        leftHalf ? Math.max(x, 8) : Math.min(x, width - 4),
        y + 16,
        leftHalf ? "start" : "end",
        bar.label() + " " + number.apply(bar.value()));
  }

  private List<Double> values() {
    List<Double> values = new ArrayList<>();
    for (Bar bar : bars) {
      values.add(bar.value());
      values.addAll(bar.points());
      if (bar.high() != null) {
        values.add(bar.high());
      }
      if (bar.low() != null && bar.low() > 0) {
        values.add(bar.low());
      }
    }
    if (claim != null) {
      values.add(claim);
    }
    if (reference != null) {
      values.add(reference);
    }
    return values;
  }
}
