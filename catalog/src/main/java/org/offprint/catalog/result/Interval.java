package org.offprint.catalog.result;

/// Where a mean probably lies.
///
/// @param level its coverage: 0.95
/// @param how the recipe: "Student's t over 3 seeds"
public record Interval(double low, double high, double level, String how) {
  public Interval {
    Checks.finite("interval.low", low);
    Checks.finite("interval.high", high);
    Checks.text("interval.how", how);
    if (low > high) {
      throw new IllegalArgumentException(
          "an interval from %s to %s is empty: expected low ≤ high".formatted(low, high));
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "interval.level = %s: expected a share between 0 and 1, like 0.95".formatted(level));
    }
  }

  /// True when every value of the interval is above the given one.
  public boolean above(double value) {
    return low > value;
  }

  /// True when every value of the interval is below the given one.
  public boolean below(double value) {
    return high < value;
  }
}
