package org.offprint.server.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/// Curves over the same steps: the baseline in grey, ours in ink, the spread over seeds as a band,
/// each named at its end.
///
/// @param id unique on its page
/// @param xName what runs along the bottom
/// @param yName what runs up the side, with its unit
public record CurveChart(
    String id,
    String title,
    String description,
    String xName,
    String yName,
    List<Double> x,
    List<Curve> curves,
    @Nullable Double claim,
    DoubleFunction<String> number) {
  /// A mean curve and how far the seeds spread around it.
  public record Curve(
      String label, boolean ours, List<Double> mean, List<Double> low, List<Double> high) {
    /// The mean over the curves of several seeds.
    public static Curve over(String label, boolean ours, List<List<Double>> seeds) {
      List<Double> mean = new ArrayList<>();
      List<Double> low = new ArrayList<>();
      List<Double> high = new ArrayList<>();
      for (int i = 0; i < seeds.getFirst().size(); i++) {
        int step = i;
        mean.add(seeds.stream().mapToDouble(seed -> seed.get(step)).average().orElseThrow());
        low.add(seeds.stream().mapToDouble(seed -> seed.get(step)).min().orElseThrow());
        high.add(seeds.stream().mapToDouble(seed -> seed.get(step)).max().orElseThrow());
      }
      return new Curve(label, ours, mean, low, high);
    }
  }

  private static final int MOST_POINTS = 160;

  public String wide() {
    return drawn(640, 280, "wide", id + "-wide", 6);
  }

  public String narrow() {
    return drawn(320, 260, "narrow", id + "-narrow", 3);
  }

  private String drawn(int width, int height, String className, String svgId, int ticks) {
    int left = 46;
    int right = width - (width > 400 ? 112 : 12);
    int top = width > 400 ? 34 : 60;
    int bottom = height - 44;
    Axis down = Axis.over(values(), false, bottom, top);
    Axis along = Axis.along(x.getFirst(), x.getLast(), left, right);
    Svg svg = new Svg(width, height, className, svgId, title, description);
    svg.text("title", 2, 14, "start", yName);
    for (double tick : down.ticks(4)) {
      svg.line("grid", left, down.at(tick), right, down.at(tick))
          .text("tick", left - 8, down.at(tick) + 4, "end", number.apply(tick));
    }
    for (double tick : along.ticks(ticks)) {
      svg.line("axis", along.at(tick), bottom, along.at(tick), bottom + 4)
          .text("tick", along.at(tick), bottom + 18, "middle", number.apply(tick));
    }
    svg.line("axis", left, bottom, right, bottom).text("title", right, bottom + 38, "end", xName);
    if (claim != null) {
      svg.line("claim", left, down.at(claim), right, down.at(claim))
          .text("claim-label", right, down.at(claim) - 5, "end", "claimed " + number.apply(claim));
    }
    for (Curve curve : curves) {
      if (!curve.low().equals(curve.high())) {
        svg.path("band " + kind(curve), band(curve, along, down));
      }
    }
    for (Curve curve : curves) {
      svg.path("curve " + kind(curve), line(curve.mean(), along, down));
    }
    labels(svg, down, width, right);
    return svg.end();
  }

  /// At the end of each curve where there is room for it, else in a row above.
  private void labels(Svg svg, Axis down, int width, int right) {
    double last = Double.NEGATIVE_INFINITY;
    List<Curve> ordered =
        curves.stream()
            .sorted(
                (a, b) -> Double.compare(down.at(a.mean().getLast()), down.at(b.mean().getLast())))
            .toList();
    for (int i = 0; i < ordered.size(); i++) {
      Curve curve = ordered.get(i);
      double y = Math.max(down.at(curve.mean().getLast()) + 4, last + 16);
      last = y;
      String words = curve.label() + " " + number.apply(curve.mean().getLast());
      if (width > 400) {
        svg.text("tag " + kind(curve), right + 8, y, "start", words);
      } else {
        svg.text("tag " + kind(curve), 2, 32 + 16 * i, "start", words + " at the end");
      }
    }
  }

  private static String kind(Curve curve) {
    return curve.ours() ? "ours" : "baseline";
  }

  private CharSequence line(List<Double> values, Axis along, Axis down) {
    StringBuilder data = new StringBuilder();
    for (int i : steps()) {
      append(data, data.isEmpty() ? 'M' : 'L', along.at(x.get(i)), down.at(values.get(i)));
    }
    return data;
  }

  private CharSequence band(Curve curve, Axis along, Axis down) {
    StringBuilder data = new StringBuilder(line(curve.low(), along, down));
    List<Integer> steps = steps();
    for (int k = steps.size() - 1; k >= 0; k--) {
      int i = steps.get(k);
      append(data, 'L', along.at(x.get(i)), down.at(curve.high().get(i)));
    }
    return data.append('Z');
  }

  private static void append(StringBuilder data, char command, double atX, double atY) {
    data.append(command).append(String.format(Locale.ROOT, "%.1f %.1f", atX, atY));
  }

  private List<Integer> steps() {
    int every = Math.max(1, x.size() / MOST_POINTS);
    List<Integer> steps = new ArrayList<>();
    for (int i = 0; i < x.size(); i += every) {
      steps.add(i);
    }
    if (steps.getLast() != x.size() - 1) {
      steps.add(x.size() - 1);
    }
    return steps;
  }

  private List<Double> values() {
    List<Double> values = new ArrayList<>();
    for (Curve curve : curves) {
      values.addAll(curve.low());
      values.addAll(curve.high());
    }
    if (claim != null) {
      values.add(claim);
    }
    return values;
  }
}
