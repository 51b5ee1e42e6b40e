package org.offprint.methods.loss;

import java.util.function.UnaryOperator;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// The largest of all 2^d corners of the ball in the maximum norm: exact where the height is
/// convex, as a length of something linear is. For checks and small inputs, since the number of
/// corners doubles with each entry.
public record BallCorners(double radius) implements Supremum {
  private static final long MOST_ENTRIES = 16;

  public BallCorners {
    Shapes.require("radius", radius, radius > 0 && Double.isFinite(radius), "a number > 0");
  }

  @Override
  public Tensor worst(Tensor inputs, UnaryOperator<Tensor> height) {
    Shapes.requireRankOf("inputs", inputs, 1, "(B, …)");
    Shapes.requireFloating("inputs", inputs);
    long examples = inputs.size(0);
    int entries = Math.toIntExact(inputs.count() / Math.max(1, examples));
    if (entries > MOST_ENTRIES) {
      throw new IllegalArgumentException(
          "inputs has shape %s, so each ball has 2^%d corners; expected %d entries or fewer. Use ProjectedAscent."
              .formatted(Shapes.text(inputs.shape()), entries, MOST_ENTRIES));
    }
    Tensor best = inputs.copy();
    try (var scope = Scope.withoutGradients()) {
      Tensor flat = inputs.detach().reshape(examples, entries);
      Tensor highest = Supremum.heights(height.apply(inputs.detach()), examples).copy();
      for (int corner = 0; corner < 1 << entries; corner++) {
        try (var inner = new Scope()) {
          Tensor point = flat.add(away(corner, entries).to(flat.type()));
          Tensor value = Supremum.heights(height.apply(point.reshape(inputs.shape())), examples);
          Tensor better = value.isGreater(highest).unsqueeze(-1);
          Tensor chosen = better.where(point, best.reshape(examples, entries));
          best.copyFrom(chosen.reshape(inputs.shape()));
          highest.copyFrom(highest.maximum(value));
        }
      }
    }
    return best;
  }

  /// ± the radius in each entry, by the bits of the corner: (1, entries).
  private Tensor away(int corner, int entries) {
    double[] signs = new double[entries];
    for (int i = 0; i < entries; i++) {
      signs[i] = (corner >> i & 1) == 0 ? -radius : radius;
    }
    return Tensor.of(signs, 1, entries);
  }
}
