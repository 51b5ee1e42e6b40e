package org.offprint.catalog.result;

import org.jspecify.annotations.Nullable;

/// A quantity that a task measures.
///
/// @param unit `nats`, `MiB`, `s`; `1` for a ratio or a share
/// @param least the smallest value that it can take, null where there is none
/// @param greatest the largest value that it can take, null where there is none
/// @param repeatable whether one seed gives the same number on every run on one machine, as times
///   and memory do not
public record Metric(
    String id,
    String name,
    String unit,
    Direction direction,
    @Nullable Double least,
    @Nullable Double greatest,
    boolean repeatable) {
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

  /// A share or a score from 0 to 1.
  public static Metric share(String id, String name, Direction direction) {
    return new Metric(id, name, "1", direction, 0.0, 1.0, true);
  }

  /// A percentage from 0 to 100.
  public static Metric percent(String id, String name, Direction direction) {
    return new Metric(id, name, "%", direction, 0.0, 100.0, true);
  }

  /// Ours less the baseline's, seed by seed: what a rule asks about, since pairing takes out what
  /// the seeds share.
  public static Metric difference(String id, String name, String unit, Direction direction) {
    return new Metric(id, name, unit, direction, null, null, true);
  }

  /// Any number of zero or more, in a unit.
  public static Metric amount(String id, String name, String unit, Direction direction) {
    return new Metric(id, name, unit, direction, 0.0, null, true);
  }

  /// The same for a quantity that differs from run to run, as a time does.
  public static Metric measured(String id, String name, String unit, Direction direction) {
    return new Metric(id, name, unit, direction, 0.0, null, false);
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
