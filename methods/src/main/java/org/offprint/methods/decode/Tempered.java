package org.offprint.methods.decode;

import java.util.Arrays;

/// Logits divided by a temperature.
final class Tempered {
  private Tempered() {}

  /// @param plain the same logits ranked at temperature 1
  static Ranked by(double temperature, double[] logits, Ranked plain) {
    return temperature == 1
        ? plain
        : Ranked.of(Arrays.stream(logits).map(logit -> logit / temperature).toArray());
  }
}
