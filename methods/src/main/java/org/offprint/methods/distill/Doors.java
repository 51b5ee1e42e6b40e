package org.offprint.methods.distill;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The checks that the members of this package make before any work.
final class Doors {
  static final long IGNORED = -100;

  private Doors() {}

  static void requireLogits(Tensor student, Tensor teacher, Tensor labels) {
    Shapes.requireType("student", student, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireType("teacher", teacher, student.type());
    Shapes.requireType("labels", labels, Type.INT64);
    if (student.rank() < 1 || student.size(-1) < 1) {
      throw new IllegalArgumentException(
          "student has shape %s; expected (…, C) with at least one class."
              .formatted(Shapes.text(student.shape())));
    }
    Shapes.requireEqual("teacher", teacher, "student", student);
    requireLabels(student, labels, student.size(-1));
  }

  /// @param logits (…, C or more)
  static void requireLabels(Tensor logits, Tensor labels, long classes) {
    Shapes.requireRank(
        "labels", labels, logits.rank() - 1, "the logits without their last dimension");
    for (int axis = 0; axis < labels.rank(); axis++) {
      Shapes.requireSize("labels", labels, axis, logits.size(axis), "in the logits");
    }
    Shapes.requireLabels("labels", labels.toLongs(), classes, IGNORED);
  }

  /// Scores of candidates (B, K), what they should be like, and which of them are there.
  static void requireScores(Tensor student, String name, Tensor target, @Nullable Tensor mask) {
    Shapes.requireType("student", student, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireRank("student", student, 2, "(B, K)");
    Shapes.requireType(name, target, student.type());
    Shapes.requireEqual(name, target, "student", student);
    if (mask != null) {
      Shapes.requireType("mask", mask, Type.BOOL);
      Shapes.requireEqual("mask", mask, "student", student);
    }
  }

  /// A NaN in the teacher would sort anywhere and compare false with everything, so it would vanish
  /// instead of surfacing.
  static void requireNoNan(String name, Tensor tensor, @Nullable Tensor mask) {
    Tensor nan = tensor.isNan();
    long[] wrong = (mask == null ? nan : nan.and(mask)).reshape(-1).positions().toLongs();
    if (wrong.length > 0) {
      long columns = tensor.size(-1);
      throw new IllegalArgumentException(
          "%s[%d, %d] is NaN; expected a score. Mask candidates that have none."
              .formatted(name, wrong[0] / columns, wrong[0] % columns));
    }
  }

  static double requireTemperature(double temperature) {
    return Shapes.require(
        "temperature",
        temperature,
        temperature > 0 && Double.isFinite(temperature),
        "a finite number > 0");
  }

  /// Soft labels, each from 0 to 1; NaN is none.
  static void requireShares(String name, Tensor tensor, @Nullable Tensor mask) {
    Tensor wrong = tensor.isAtLeast(0).and(tensor.isAtMost(1)).not();
    long[] places = (mask == null ? wrong : wrong.and(mask)).reshape(-1).positions().toLongs();
    if (places.length > 0) {
      long columns = tensor.size(-1);
      throw new IllegalArgumentException(
          "%s[%d, %d] = %s is no share: expected 0 to 1."
              .formatted(
                  name,
                  places[0] / columns,
                  places[0] % columns,
                  tensor.reshape(-1).select(0, places[0]).value()));
    }
  }
}
