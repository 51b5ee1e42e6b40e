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
      Tensor highest = height.apply(inputs.detach());
      for (int corner = 0; corner < 1 << entries; corner++) {
        double[] signs = new double[entries];
        for (int i = 0; i < entries; i++) {
          signs[i] = (corner >> i & 1) == 0 ? -radius : radius;
        }
        Tensor point = flat.add(Tensor.of(signs, 1, entries).to(flat.type()));
        Tensor value = height.apply(point.reshape(inputs.shape()));
        Tensor better = value.isGreater(highest);
        best.copyFrom(
            better
                .unsqueeze(-1)
                .where(point, best.reshape(examples, entries))
                .reshape(inputs.shape()));
        highest = highest.maximum(value);
      }
    }
    return best;
  }
}
