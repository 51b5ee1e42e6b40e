package org.offprint.methods.loss;

import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The entries of a batch that count: logits (N, C) and labels (N) of those whose label is not the
/// ignore index. The ignored rows take no part in anything, so not even their NaN is seen.
///
/// @param shape of the labels as they came
/// @param places where in the flat labels each entry was
record Entries(Tensor logits, Tensor labels, long[] shape, Tensor places, long all) {
  static Entries of(Tensor logits, Tensor labels, long ignoreIndex) {
    Shapes.requireType("logits", logits, Type.FLOAT32, Type.FLOAT64, Type.BFLOAT16, Type.FLOAT16);
    Shapes.requireType("labels", labels, Type.INT64);
    Shapes.requireRank("labels", labels, logits.rank() - 1, "logits without its last dimension");
    for (int axis = 0; axis < labels.rank(); axis++) {
      Shapes.requireSize("labels", labels, axis, logits.size(axis), "in logits");
    }
    long classes = logits.size(-1);
    Shapes.require("the number of classes", classes, classes >= 1, "1 or more");
    long[] flat = labels.toLongs();
    Shapes.requireLabels("labels", flat, classes, ignoreIndex);

    long[] places =
        IntStream.range(0, flat.length)
            .filter(i -> flat[i] != ignoreIndex)
            .mapToLong(i -> i)
            .toArray();
    Tensor index = Tensor.of(places, places.length);
    Tensor rows = logits.reshape(flat.length, classes);
    Tensor y = labels.reshape(flat.length);
    boolean whole = places.length == flat.length; // the usual case, which need not copy the logits
    return new Entries(
        whole ? rows : rows.indexSelect(0, index),
        whole ? y : y.indexSelect(0, index),
        labels.shape(),
        index,
        flat.length);
  }

  long count() {
    return places.count();
  }

  long classes() {
    return logits.size(-1);
  }

  /// Each entry's own column of (N, C), as (N).
  Tensor ofLabel(Tensor columns) {
    return columns.gather(-1, labels.unsqueeze(-1)).squeeze(-1);
  }

  /// (N, C): 1 in the column of the label, 0 elsewhere, in the type of the logits.
  Tensor oneHot() {
    return labels.oneHot(classes()).to(logits.type());
  }

  /// One value an entry, reduced; unreduced in the shape of the labels, 0 where one was ignored.
  Tensor reduce(Tensor each, Reduction reduction) {
    return switch (reduction) {
      case MEAN -> each.sum().div(count());
      case SUM -> each.sum();
      case NONE -> Tensor.zeros(each.type(), all).indexAdd(0, places, each).reshape(shape);
    };
  }

  /// A value of the whole batch, which is NaN where no entry counts.
  Tensor unlessEmpty(Tensor value) {
    return count() > 0 ? value : value.mul(Double.NaN);
  }
}
