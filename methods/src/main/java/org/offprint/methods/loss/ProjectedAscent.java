package org.offprint.methods.loss;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Projected gradient ascent in a ball around each example: steps along the sign of the gradient in the maximum norm, along the gradient
/// itself in the Euclidean one, back into the ball after each. It finds a local maximum, so what it finds is a lower bound.
///
///     x' ← Π(x' + s sign ∇) or Π(x' + s ∇ / ‖∇‖₂), from a uniform start in the ball (∞) or a normal direction of its length (2)
///
/// The start is drawn from the seed anew in every search, so the same inputs give the same answer.
public record ProjectedAscent(double radius, Norm norm, int steps, double stepSize, long seed)
    implements Supremum {
  /// How far a point may be from its example.
  public enum Norm {
    /// No entry by more than the radius.
    MAXIMUM,
    /// The Euclidean distance over all entries of an example.
    EUCLIDEAN
  }

  public ProjectedAscent {
    Shapes.require("radius", radius, radius > 0 && Double.isFinite(radius), "a number > 0");
    Shapes.require("steps", steps, steps >= 1, "1 or more");
    Shapes.require("stepSize", stepSize, stepSize > 0, "a number > 0");
  }

  /// Ten steps in the maximum norm, each a quarter of the radius.
  public ProjectedAscent(double radius) {
    this(radius, Norm.MAXIMUM, 10, radius / 4, 1);
  }

  @Override
  public Tensor worst(Tensor inputs, UnaryOperator<Tensor> height) {
    Shapes.requireRankOf("inputs", inputs, 1, "(B, …)");
    Shapes.requireFloating("inputs", inputs);
    Tensor centre = inputs.detach();
    Tensor at = start(centre).copy();
    for (int step = 0; step < steps; step++) {
      try (var scope = new Scope()) {
        Tensor here = at.detach().requireGradient();
        Tensor slope = Supremum.heights(height.apply(here), inputs.size(0)).sum().gradientOf(here);
        at.copyFrom(project(here.detach().add(direction(slope).mul(stepSize)), centre));
      }
    }
    return at;
  }

  private Tensor start(Tensor centre) {
    var random = new SplittableRandom(seed);
    return switch (norm) {
      case MAXIMUM ->
          centre.add(Tensor.uniform(random, -radius, radius, centre.type(), centre.shape()));
      case EUCLIDEAN -> {
        Tensor noise = Tensor.normal(random, 1, centre.type(), centre.shape());
        yield centre.add(direction(noise).mul(radius));
      }
    };
  }

  private Tensor direction(Tensor slope) {
    return norm == Norm.MAXIMUM ? slope.sign() : slope.div(length(slope).clampMin(1e-12));
  }

  private Tensor project(Tensor point, Tensor centre) {
    Tensor away = point.sub(centre);
    return centre.add(
        switch (norm) {
          case MAXIMUM -> away.clamp(-radius, radius);
          case EUCLIDEAN ->
              away.mul(length(away).clampMin(1e-12).reciprocal().mul(radius).clampMax(1));
        });
  }

  /// Of each example, in a shape that broadcasts over it.
  private static Tensor length(Tensor away) {
    long[] shape = new long[away.rank()];
    java.util.Arrays.fill(shape, 1);
    shape[0] = away.size(0);
    return away.reshape(away.size(0), away.count() / Math.max(1, away.size(0)))
        .norm(-1, true)
        .reshape(shape);
  }
}
