package org.offprint.methods.layer;

import java.util.random.RandomGenerator;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Where parameters begin: the generator that every random one is drawn from, in the order of
/// making, and their floating type.
public record Initial(RandomGenerator random, Type type) {
  public Initial {
    if (!type.isFloating()) {
      throw new IllegalArgumentException(
          "parameters cannot be %s: expected a floating type".formatted(type));
    }
  }

  /// float32 from a seed.
  public static Initial seeded(long seed) {
    return new Initial(new java.util.SplittableRandom(seed), Type.FLOAT32);
  }

  public Tensor zeros(long... shape) {
    return Tensor.zeros(type, shape);
  }

  public Tensor ones(long... shape) {
    return Tensor.ones(type, shape);
  }

  public Tensor full(double value, long... shape) {
    return Tensor.full(value, type, shape);
  }

  public Tensor normal(double deviation, long... shape) {
    return Tensor.normal(random, deviation, type, shape);
  }

  /// Uniform on ±bound.
  public Tensor uniform(double bound, long... shape) {
    return Tensor.uniform(random, -bound, bound, type, shape);
  }
}
