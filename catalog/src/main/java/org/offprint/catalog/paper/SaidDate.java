package org.offprint.catalog.paper;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/// A date exactly as precise as its source said it: an instant (`2024-11-13T20:30:37Z`), a day, a
/// month (`2007-05`) or a year. All in UTC.
public record SaidDate(@JsonValue String text) implements Comparable<SaidDate> {
  public enum Precision {
    year,
    month,
    day,
    instant
  }

  @JsonCreator
  public SaidDate {
    try {
      firstInstant(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "'%s' is not a date: expected 2024, 2024-11, 2024-11-13 or 2024-11-13T20:30:37Z"
              .formatted(text),
          e);
    }
  }

  public static SaidDate of(Instant instant) {
    return new SaidDate(instant.toString());
  }

  public static SaidDate of(LocalDate day) {
    return new SaidDate(day.toString());
  }

  public Precision precision() {
    return switch (text.length()) {
      case 4 -> Precision.year;
      case 7 -> Precision.month;
      case 10 -> Precision.day;
      default -> Precision.instant;
    };
  }

  /// The first moment that the text allows: what a list sorts by.
  public Instant instant() {
    return firstInstant(text);
  }

  public LocalDate day() {
    return instant().atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static Instant firstInstant(String text) {
    return switch (text.length()) {
      case 4 -> LocalDate.parse(text + "-01-01").atStartOfDay().toInstant(ZoneOffset.UTC);
      case 7 -> YearMonth.parse(text).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
      case 10 -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
      default -> Instant.parse(text);
    };
  }

  @Override
  public int compareTo(SaidDate other) {
    return instant().compareTo(other.instant());
  }

  @Override
  public String toString() {
    return text;
  }
}
