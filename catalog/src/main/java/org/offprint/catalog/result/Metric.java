package org.offprint.catalog.result;

import org.jspecify.annotations.Nullable;

/// A quantity that a task measures.
///
/// @param unit `nats`, `MiB`, `s`; `1` for a ratio or a share
/// @param least the smallest value that it can take, null where there is none
/// @param greatest the largest value that it can take, null where there is none
public record Metric(
    String id,
    String name,
    String unit,
    Direction direction,
    @Nullable Double least,
    @Nullable Double greatest) {
  public Metric {
    Checks.id("metric.id", id);
    Checks.text("metric.name", name);
    Checks.text("metric.unit", unit);
    Checks.present("metric.direction", direction);
    if (least != null && greatest != null && least >= greatest) {
      throw new IllegalArgumentException(
          "metric %s ranges from %s to %s: expected least < greatest"
              .formatted(id, least, greatest));
    }
  }

  /// The value itself, refused where it is not finite or outside the range.
  public double require(double value) {
    Checks.finite(id, value);
    if ((least != null && value < least) || (greatest != null && value > greatest)) {
      throw new IllegalArgumentException(
          "%s = %s is outside its range: expected %s to %s"
              .formatted(
                  id, value, least == null ? "-∞" : least, greatest == null ? "∞" : greatest));
    }
    return value;
  }
}
