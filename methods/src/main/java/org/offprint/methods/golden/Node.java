package org.offprint.methods.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.methods.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/// A place in a golden file. Whatever is asked of it is written down: a value that was read counts
/// as an input, one that was expected as compared, and a number that nobody touched fails the file.
public final class Node {
  /// The largest error, relative to the largest entry of its array, between two float64
  /// computations of the same formula.
  public static final double TOLERANCE = 1e-9;

  private final JsonNode json;
  private final String path;
  private final Ledger ledger;

  Node(JsonNode json, String path, Ledger ledger) {
    this.json = json;
    this.path = path;
    this.ledger = ledger;
  }

  // Moving

  /// @throws IllegalArgumentException if there is no such key
  public Node at(String key) {
    if (!json.has(key)) {
      throw new IllegalArgumentException(
          "%s has no '%s'; it has %s"
              .formatted(path.isEmpty() ? "the file" : path, key, json.propertyNames()));
    }
    return new Node(json.get(key), path + "/" + key, ledger);
  }

  public boolean has(String key) {
    return json.has(key) && !json.get(key).isNull();
  }

  /// The entries of an array.
  public List<Node> list() {
    if (!json.isArray()) {
      throw unlike("an array");
    }
    var list = new ArrayList<Node>();
    for (int i = 0; i < json.size(); i++) {
      list.add(new Node(json.get(i), path + "/" + i, ledger));
    }
    return list;
  }

  /// The entries of an object, in the order of the file.
  public Map<String, Node> entries() {
    if (!json.isObject()) {
      throw unlike("an object");
    }
    var entries = new LinkedHashMap<String, Node>();
    for (String key : json.propertyNames()) {
      entries.put(key, at(key));
    }
    return entries;
  }

  public boolean isText() {
    return json.isString();
  }

  public boolean isArray() {
    return json.isArray();
  }

  public boolean isObject() {
    return json.isObject();
  }

  public boolean isNumber() {
    return json.isNumber() || (json.isString() && isNumber(json.asString()));
  }

  // Reading inputs

  public double number() {
    ledger.read(path);
    return numbers(json)[0];
  }

  public int integer() {
    ledger.read(path);
    double value = numbers(json)[0];
    if (value != Math.rint(value)) {
      throw unlike("a whole number");
    }
    return Math.toIntExact((long) value);
  }

  public boolean truth() {
    ledger.read(path);
    if (!json.isBoolean()) {
      throw unlike("true or false");
    }
    return json.booleanValue();
  }

  public String text() {
    ledger.read(path);
    if (!json.isString()) {
      throw unlike("text");
    }
    return json.asString();
  }

  public List<String> texts() {
    return list().stream().map(Node::text).toList();
  }

  /// All numbers of nested arrays, or of a single number, in order.
  public double[] numbers() {
    ledger.read(path);
    return numbers(json);
  }

  public int[] integers() {
    return Arrays.stream(numbers()).mapToInt(value -> Math.toIntExact((long) value)).toArray();
  }

  public long[] longs() {
    return Arrays.stream(numbers()).mapToLong(value -> (long) value).toArray();
  }

  /// All truth values of nested arrays, in order; 0 and 1 count as such.
  public boolean[] truths() {
    ledger.read(path);
    double[] values = numbers(json);
    boolean[] truths = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      truths[i] = values[i] != 0;
    }
    return truths;
  }

  public double[][] matrix() {
    return list().stream().map(Node::numbers).toArray(double[][]::new);
  }

  /// The shape of nested arrays.
  public long[] shape() {
    List<Long> shape = new ArrayList<>();
    for (JsonNode inner = json; inner.isArray(); inner = inner.path(0)) {
      shape.add((long) inner.size());
    }
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  /// Nested arrays, or a text such as `qfill((2,5),1,3.0)`, as a float64 tensor.
  public Tensor tensor() {
    if (json.isString() && !isNumber(json.asString())) {
      return Filler.parse(text());
    }
    return Tensor.of(numbers(), shape());
  }

  /// Nested arrays of whole numbers as an int64 tensor.
  public Tensor longTensor() {
    return Tensor.of(longs(), shape());
  }

  /// Nested arrays of truth values as a bool tensor.
  public Tensor truthTensor() {
    return Tensor.of(truths(), shape());
  }

  // Comparing

  public void expect(double... actual) {
    expectWithin(TOLERANCE, actual);
  }

  public void expect(Tensor actual) {
    expectWithin(TOLERANCE, actual.toDoubles());
  }

  public void expect(long[] actual) {
    expectWithin(0, Arrays.stream(actual).asDoubleStream().toArray());
  }

  public void expect(int[] actual) {
    expectWithin(0, Arrays.stream(actual).asDoubleStream().toArray());
  }

  public void expect(long actual) {
    expectWithin(0, actual);
  }

  public void expect(boolean actual) {
    ledger.compare(path, json.booleanValue(), actual);
  }

  public void expect(boolean[] actual) {
    double[] numbers = new double[actual.length];
    for (int i = 0; i < actual.length; i++) {
      numbers[i] = actual[i] ? 1 : 0;
    }
    expectWithin(0, numbers);
  }

  public void expect(double[][] actual) {
    expectWithin(TOLERANCE, Arrays.stream(actual).flatMapToDouble(Arrays::stream).toArray());
  }

  public void expect(String actual) {
    ledger.compare(path, json.asString(), actual);
  }

  public void expect(List<String> actual) {
    List<String> golden = list().stream().map(node -> node.json.asString()).toList();
    ledger.compare(path, golden, actual);
  }

  /// @param tolerance of the error relative to the largest entry; more than {@link #TOLERANCE}
  ///   wants a reason beside it: a value that the file rounds, a minimum that a search found
  public void expectWithin(double tolerance, double... actual) {
    ledger.compare(path, numbers(json), actual, tolerance);
  }

  public void expectWithin(double tolerance, Tensor actual) {
    expectWithin(tolerance, actual.toDoubles());
  }

  /// Compares values that may be nothing but the rounding of larger numbers: a sum of squares of a
  /// perfect fit, the advantages of equal rewards. An error is relative to the size of those
  /// numbers where that is more than the largest entry.
  public void expectOnScale(double scale, double... actual) {
    ledger.compare(path, numbers(json), actual, TOLERANCE, scale);
  }

  /// Says that the values here are not compared, and why; `verify` prints it.
  public void leaveAside(String reason) {
    ledger.leaveAside(path, reason);
  }

  private double[] numbers(JsonNode node) {
    if (node.isNumber()) {
      return new double[] {node.doubleValue()};
    }
    if (node.isBoolean()) {
      return new double[] {node.booleanValue() ? 1 : 0};
    }
    if (node.isString() && isNumber(node.asString())) {
      return new double[] {Double.parseDouble(node.asString())};
    }
    if (!node.isArray()) {
      throw unlike("a number or nested arrays of numbers");
    }
    List<double[]> parts = new ArrayList<>();
    node.forEach(child -> parts.add(numbers(child)));
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  static boolean isNumber(String text) {
    return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
  }

  private IllegalArgumentException unlike(String expected) {
    String text = json.toString();
    return new IllegalArgumentException(
        "%s is %s; expected %s"
            .formatted(path, text.length() > 60 ? text.substring(0, 60) + "…" : text, expected));
  }

  @Override
  public String toString() {
    return path;
  }
}
