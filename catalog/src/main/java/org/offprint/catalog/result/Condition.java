package org.offprint.catalog.result;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// One part of a {@link Rule}: the whole 95 % interval of a metric lies on one side of a threshold.
///
/// @param metric the id of one of the task's metrics
public record Condition(String metric, Side side, double threshold) {
  /// Where the interval has to lie.
  public enum Side {
    ABOVE,
    BELOW;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Condition {
    Checks.id("condition.metric", metric);
    Checks.present("condition.side", side);
    Checks.finite("condition.threshold", threshold);
  }

  public static Condition above(String metric, double threshold) {
    return new Condition(metric, Side.ABOVE, threshold);
  }

  public static Condition below(String metric, double threshold) {
    return new Condition(metric, Side.BELOW, threshold);
  }

  /// Agrees where the interval lies wholly on the condition's side, disagrees where it lies wholly
  /// on the other, and is inconclusive where it holds the threshold.
  public Outcome of(Interval interval) {
    boolean above = interval.above(threshold);
    boolean below = interval.below(threshold);
    if (!above && !below) {
      return Outcome.INCONCLUSIVE;
    }
    return above == (side == Side.ABOVE) ? Outcome.AGREES : Outcome.DISAGREES;
  }
}
