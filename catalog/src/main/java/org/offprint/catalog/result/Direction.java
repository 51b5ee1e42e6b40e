package org.offprint.catalog.result;

import com.fasterxml.jackson.annotation.JsonValue;

/// Which way a metric is better.
public enum Direction {
  LOWER("lower is better"),
  HIGHER("higher is better"),
  /// The nearer to the baseline, the better: for a method that promises to change nothing but its
  /// cost.
  EQUAL("equal is better");

  private final String words;

  Direction(String words) {
    this.words = words;
  }

  @JsonValue
  public String words() {
    return words;
  }
}
