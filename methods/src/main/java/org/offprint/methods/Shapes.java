package org.offprint.methods;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The checks at the door of a method. A message names the argument, what it is and what it must
/// be.
public final class Shapes {
  private Shapes() {}

  /// `(32, 9)`.
  public static String text(long... shape) {
    return Arrays.stream(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  public static void requireEqual(String name, Tensor tensor, String other, Tensor expected) {
    if (!Arrays.equals(tensor.shape(), expected.shape())) {
      throw new IllegalArgumentException(
          "%s has shape %s, %s has shape %s; they must be equal."
              .formatted(name, text(tensor.shape()), other, text(expected.shape())));
    }
  }

  /// @param letters the shape in the method's own letters: `(N, D)`
  public static void requireRank(String name, Tensor tensor, int rank, String letters) {
    if (tensor.rank() != rank) {
      throw new IllegalArgumentException(
          "%s has shape %s; expected %s, that is %d dimension%s."
              .formatted(name, text(tensor.shape()), letters, rank, rank == 1 ? "" : "s"));
    }
  }

  /// @param why where the expected size comes from: `the columns of embeddings`
  public static void requireSize(String name, Tensor tensor, int axis, long expected, String why) {
    if (axis >= tensor.rank() || axis < -tensor.rank()) {
      throw new IllegalArgumentException(
          "%s has shape %s; expected %d in %s, as %s."
              .formatted(
                  name,
                  text(tensor.shape()),
                  expected,
                  axis < 0 ? "the last dimension but " + (-axis - 1) : "dimension " + axis,
                  why)
              .replace("the last dimension but 0", "the last dimension"));
    }
    long size = tensor.size(axis);
    if (size != expected) {
      throw new IllegalArgumentException(
          "%s has shape %s; expected %d in dimension %d, as %s."
              .formatted(
                  name, text(tensor.shape()), expected, Math.floorMod(axis, tensor.rank()), why));
    }
  }

  /// At least so many dimensions, the others being free.
  ///
  /// @param letters the shape in the method's own letters: `(…, T, D)`
  public static void requireRankOf(String name, Tensor tensor, int least, String letters) {
    if (tensor.rank() < least) {
      throw new IllegalArgumentException(
          "%s has shape %s; expected %s, that is %d dimension%s or more."
              .formatted(name, text(tensor.shape()), letters, least, least == 1 ? "" : "s"));
    }
  }

  public static void requireType(String name, Tensor tensor, Type... allowed) {
    if (!Arrays.asList(allowed).contains(tensor.type())) {
      throw new IllegalArgumentException(
          "%s is %s; expected %s. Convert it before calling."
              .formatted(
                  name,
                  tensor.type(),
                  Arrays.stream(allowed).map(Type::toString).collect(Collectors.joining(" or "))));
    }
  }

  /// Any floating-point type; libtorch's own complaint about integers names neither argument nor
  /// remedy.
  public static void requireFloating(String name, Tensor tensor) {
    requireType(name, tensor, Type.FLOAT32, Type.FLOAT64, Type.BFLOAT16, Type.FLOAT16);
  }

  /// One number for each of a formula's letters.
  ///
  /// @param letters such as `N and D`
  public static void requireLength(String name, double[] values, int length, String letters) {
    if (values.length != length) {
      throw new IllegalArgumentException(
          "%s has %d numbers; expected %d: %s.".formatted(name, values.length, length, letters));
    }
  }

  /// Class indices, each from 0 to classes − 1 or the one value that marks an entry to be ignored.
  /// A label outside would silently read or write another class's memory, so it never gets that
  /// far.
  public static void requireLabels(String name, long[] labels, long classes, long ignoreIndex) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != ignoreIndex && (labels[i] < 0 || labels[i] >= classes)) {
        throw new IllegalArgumentException(
            "%s[%d] = %d is not a class: expected 0 to %d, or %d to ignore the entry."
                .formatted(name, i, labels[i], classes - 1, ignoreIndex));
      }
    }
  }

  /// Places in a table, each from 0 to size − 1.
  public static void requireIndices(String name, long[] indices, long size) {
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] < 0 || indices[i] >= size) {
        throw new IllegalArgumentException(
            "%s[%d] = %d is out of range: expected 0 to %d."
                .formatted(name, i, indices[i], size - 1));
      }
    }
  }

  /// @param expected in the field's words: `a share in (0, 1]`
  public static double require(String name, double value, boolean fits, String expected) {
    if (!fits) {
      throw new IllegalArgumentException("%s is %s; expected %s.".formatted(name, value, expected));
    }
    return value;
  }
}
