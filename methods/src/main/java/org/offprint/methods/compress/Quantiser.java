package org.offprint.methods.compress;

import java.util.random.RandomGenerator;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;

/// Rounding as encoder and decoder do it, and what stands for it in training.
///
///     rounded   ŷ = round(y − μ) + μ        halves to the even number; gradient 1 (straight through)
///     noisy     ỹ = y + u,  u uniform on ±1/2
///
/// Throws: IllegalArgumentException if y and μ differ in shape.
public final class Quantiser {
  private Quantiser() {}

  public static Tensor rounded(Tensor y, Tensor means) {
    Shapes.requireFloating("y", y);
    Shapes.requireFloating("means", means);
    Shapes.requireEqual("y", y, "means", means);
    Tensor v = y.sub(means);
    return v.add(v.round().sub(v).detach()).add(means);
  }

  public static Tensor noisy(RandomGenerator random, Tensor y) {
    return y.add(Tensor.uniform(random, -0.5, 0.5, y.type(), y.shape()));
  }

  /// max(x, bound) with the gradient of x: what fell below its bound can come back.
  static Tensor atLeast(Tensor x, double bound) {
    return x.add(x.clampMin(bound).sub(x).detach());
  }

  /// max(x, bound) with the gradient of x, but 0 where x lies below its bound and `stays` is 1.
  static Tensor atLeast(Tensor x, double bound, Tensor stays) {
    Tensor stuck = x.isLess(bound).to(x.type()).mul(stays);
    Tensor moving = x.mul(stuck.mul(-1).add(1));
    return moving.add(x.clampMin(bound).sub(moving).detach());
  }
}
