package org.offprint.methods.golden;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Collects how far computed values are from golden ones. An error is relative to the largest
/// expected entry of its array, since a gradient that is nearly zero beside its neighbours carries
/// only their rounding.
public final class Comparison {
  private final List<String> complaints = new ArrayList<>();
  private double largestError;

  public void expect(String what, JsonNode expected, double[] actual, double tolerance) {
    double[] golden = Goldens.numbers(expected);
    if (golden.length != actual.length) {
      complaints.add(
          "%s has %d values, the golden one has %d".formatted(what, actual.length, golden.length));
      return;
    }
    double scale = 0;
    for (double value : golden) {
      scale = Math.max(scale, Math.abs(value));
    }
    double error = 0;
    for (int i = 0; i < golden.length; i++) {
      double difference = Math.abs(golden[i] - actual[i]) / (scale == 0 ? 1 : scale);
      error =
          difference >= error
              ? difference
              : Double.isNaN(difference) ? Double.POSITIVE_INFINITY : error;
    }
    largestError = Math.max(largestError, error);
    if (error > tolerance) {
      complaints.add(
          "%s differs by %.2g of its largest entry; expected at most %.2g"
              .formatted(what, error, tolerance));
    }
  }

  public void expectEqual(String what, long expected, long actual) {
    if (expected != actual) {
      complaints.add("%s is %d; expected %d".formatted(what, actual, expected));
    }
  }

  public boolean agrees() {
    return complaints.isEmpty();
  }

  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  public double largestError() {
    return largestError;
  }
}
