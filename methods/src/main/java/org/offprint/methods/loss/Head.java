package org.offprint.methods.loss;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The checks that every loss over a linear head makes.
final class Head {
  private Head() {}

  static void requireSoftCap(@Nullable Double softCap) {
    if (softCap != null && !(softCap > 0 && Double.isFinite(softCap))) {
      throw new IllegalArgumentException(
          "softCap = %s: expected a positive number, or null for none.".formatted(softCap));
    }
  }

  static void requireShapes(
      Tensor embeddings, Tensor classifier, @Nullable Tensor bias, Tensor labels) {
    Shapes.requireType(
        "embeddings", embeddings, Type.FLOAT32, Type.FLOAT64, Type.BFLOAT16, Type.FLOAT16);
    Shapes.requireType("classifier", classifier, embeddings.type());
    Shapes.requireType("labels", labels, Type.INT64);
    Shapes.requireRank("classifier", classifier, 2, "(V, D)");
    if (embeddings.rank() < 2) {
      Shapes.requireRank("embeddings", embeddings, 2, "(N, D)");
    }
    Shapes.requireSize(
        "classifier", classifier, 1, embeddings.size(-1), "embeddings has D in its last dimension");
    Shapes.requireRank(
        "labels", labels, embeddings.rank() - 1, "embeddings without its last dimension");
    for (int axis = 0; axis < labels.rank(); axis++) {
      Shapes.requireSize("labels", labels, axis, embeddings.size(axis), "in embeddings");
    }
    if (bias != null) {
      Shapes.requireType("bias", bias, embeddings.type());
      Shapes.requireRank("bias", bias, 1, "(V)");
      Shapes.requireSize("bias", bias, 0, classifier.size(0), "classifier has V rows");
    }
  }
}
