package org.offprint.server.chart;

import java.util.ArrayList;
import java.util.List;

/// A scale from values to pixels with round ticks.
///
/// @param from the pixel of `low`
/// @param to the pixel of `high`
record Axis(double low, double high, boolean logarithmic, double from, double to) {
  /// Covers all values. Zero is included where it is near; a range of more than a factor of thirty
  /// without zero becomes logarithmic.
  static Axis over(List<Double> values, boolean mayBeLogarithmic, double from, double to) {
    double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double greatest = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    if (mayBeLogarithmic && least > 0 && greatest / least > 30) {
      double low = Math.pow(10, Math.floor(Math.log10(least)));
      double high = Math.pow(10, Math.ceil(Math.log10(greatest)));
      return new Axis(low, high, true, from, to);
    }
    if (least > 0 && least < 0.6 * greatest) {
      least = 0;
    }
    if (greatest < 0 && greatest > 0.6 * least) {
      greatest = 0;
    }
    if (least == greatest) {
      double room = least == 0 ? 1 : Math.abs(least) * 0.1;
      least -= room;
      greatest += room;
    }
    double step = step(greatest - least, 4);
    return new Axis(
        Math.floor(least / step + 1e-9) * step,
        Math.ceil(greatest / step - 1e-9) * step,
        false,
        from,
        to);
  }

  /// Exactly from the first to the last value, without room: for what runs along the bottom.
  static Axis along(double first, double last, double from, double to) {
    return new Axis(first, first == last ? first + 1 : last, false, from, to);
  }

  double at(double value) {
    double share =
        logarithmic
            ? (Math.log10(value) - Math.log10(low)) / (Math.log10(high) - Math.log10(low))
            : (value - low) / (high - low);
    return from + share * (to - from);
  }

  List<Double> ticks(int most) {
    List<Double> ticks = new ArrayList<>();
    if (logarithmic) {
      int decades = (int) Math.round(Math.log10(high) - Math.log10(low));
      int every = Math.max(1, (int) Math.ceil(decades / (double) most));
      int first = (int) Math.round(Math.log10(low));
      for (int exponent = first; exponent <= first + decades; exponent += every) {
        ticks.add(Math.pow(10, exponent));
      }
      return ticks;
    }
    double step = step(high - low, most);
    for (long k = (long) Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) {
      ticks.add(k * step);
    }
    return ticks;
  }

  /// 1, 2 or 5 times a power of ten, so that about `most` steps cover the span.
  private static double step(double span, int most) {
    double raw = span / most;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double share = raw / power;
    return (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10) * power;
  }
}
