package org.offprint.methods.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Every method that has golden values, and the check of a whole file.
public final class Goldens {
  public static final List<Golden> ALL = List.of(new CutCrossEntropyGolden());

  private Goldens() {}

  /// What became of a golden file.
  ///
  /// @param complaints one line a deviation, each naming its case
  public record Report(
      String method,
      String reference,
      int cases,
      int passed,
      double tolerance,
      double largestError,
      List<String> complaints) {
    public boolean agrees() {
      return passed == cases;
    }
  }

  /// The checker of the paper that a golden file names; empty where the method is not implemented.
  public static Optional<Golden> of(JsonNode file) {
    String paper = file.path("arxiv").asString("");
    return ALL.stream().filter(golden -> golden.paper().equals(paper)).findFirst();
  }

  public static Report verify(Golden golden, JsonNode file) {
    double tolerance = file.path("relativeTolerance").asDouble(1e-5);
    List<String> complaints = new ArrayList<>();
    double largestError = 0;
    int cases = 0;
    int passed = 0;
    for (JsonNode one : file.required("cases")) {
      Comparison comparison = golden.check(one, tolerance);
      cases++;
      passed += comparison.agrees() ? 1 : 0;
      largestError = Math.max(largestError, comparison.largestError());
      comparison
          .complaints()
          .forEach(line -> complaints.add(one.path("name").asString("?") + ": " + line));
    }
    if (cases == 0) {
      throw new IllegalArgumentException("the golden file has no cases: expected at least one");
    }
    String reference =
        file.path("reference").asString(file.path("precision").asString("unknown reference"));
    return new Report(
        golden.method(), reference, cases, passed, tolerance, largestError, complaints);
  }

  /// All numbers of nested arrays, or of a single number, in order.
  public static double[] numbers(JsonNode node) {
    if (node.isNumber()) {
      return new double[] {node.doubleValue()};
    }
    if (!node.isArray()) {
      throw new IllegalArgumentException(
          "a golden value is %s; expected a number or nested arrays of numbers"
              .formatted(node.getNodeType()));
    }
    List<double[]> parts = new ArrayList<>();
    node.forEach(child -> parts.add(numbers(child)));
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /// The shape of nested arrays.
  public static long[] shape(JsonNode node) {
    List<Long> shape = new ArrayList<>();
    for (JsonNode inner = node; inner.isArray(); inner = inner.path(0)) {
      shape.add((long) inner.size());
    }
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
