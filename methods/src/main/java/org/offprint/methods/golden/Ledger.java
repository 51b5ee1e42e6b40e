package org.offprint.methods.golden;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What has been done with each value of a golden file: read as an input, compared, or left aside
/// for a reason.
final class Ledger {
  private final Set<String> touched = new HashSet<>();
  private final Map<String, String> leftAside = new TreeMap<>();
  private final List<String> complaints = new ArrayList<>();
  private int comparisons;
  private int failures;
  private int values;
  private double largestError;
  private double toleranceThere;

  void read(String path) {
    touched.add(path);
  }

  void leaveAside(String path, String reason) {
    touched.add(path);
    leftAside.put(path, reason);
  }

  /// An error is relative to the largest expected entry of its array, since a gradient that is
  /// nearly zero beside its neighbours carries only their rounding.
  void compare(String path, double[] golden, double[] actual, double tolerance) {
    compare(path, golden, actual, tolerance, 0);
  }

  /// @param least the scale of an error where the largest expected entry is smaller
  void compare(String path, double[] golden, double[] actual, double tolerance, double least) {
    touched.add(path);
    comparisons++;
    values += golden.length;
    if (golden.length != actual.length) {
      complain(
          "%s: computed %d values, the file has %d".formatted(path, actual.length, golden.length));
      return;
    }
    double scale = least;
    for (double value : golden) {
      scale = Double.isInfinite(value) ? scale : Math.max(scale, Math.abs(value));
    }
    double worst = 0;
    int where = 0;
    for (int i = 0; i < golden.length; i++) {
      double error = error(golden[i], actual[i], scale);
      if (error > worst) {
        worst = error;
        where = i;
      }
    }
    if (worst > largestError) {
      largestError = worst;
      toleranceThere = tolerance;
    }
    if (worst > tolerance) {
      complain(
          String.format(
              Locale.ROOT,
              "%s%s: computed %.12g, the file has %.12g; relative error %.1e, expected at most %.0e",
              path,
              golden.length == 1 ? "" : "[" + where + "]",
              actual[where],
              golden[where],
              worst,
              tolerance));
    }
  }

  private static double error(double golden, double actual, double scale) {
    if (Double.isNaN(golden) || Double.isInfinite(golden)) {
      return Double.compare(golden, actual) == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    double difference = Math.abs(golden - actual) / (scale == 0 ? 1 : scale);
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  void compare(String path, Object golden, Object actual) {
    touched.add(path);
    comparisons++;
    values++;
    if (!golden.equals(actual)) {
      complain("%s: computed %s, the file has %s".formatted(path, actual, golden));
    }
  }

  private void complain(String line) {
    failures++;
    complaints.add(line);
  }

  /// Adds a complaint for each number or truth value that nobody has touched: a value that is not
  /// understood must not pass as checked. Text is a note, unless it was read.
  void complainOfUntouched(JsonNode node, String path) {
    if (touched.contains(path)) {
      return;
    }
    boolean value =
        node.isNumber() || node.isBoolean() || (node.isString() && Node.isNumber(node.asString()));
    if (value) {
      complain("%s = %s: the checker of this paper does not know this value".formatted(path, node));
    } else if (node.isObject()) {
      node.properties()
          .forEach(entry -> complainOfUntouched(entry.getValue(), path + "/" + entry.getKey()));
    } else {
      for (int i = 0; i < node.size(); i++) {
        complainOfUntouched(node.get(i), path + "/" + i);
      }
    }
  }

  Goldens.Report report(String method, String reference) {
    return new Goldens.Report(
        method,
        reference,
        comparisons,
        Math.max(0, comparisons - failures),
        values,
        toleranceThere,
        largestError,
        Map.copyOf(leftAside),
        List.copyOf(complaints));
  }
}
