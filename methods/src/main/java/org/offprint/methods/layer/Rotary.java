package org.offprint.methods.layer;

import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Rotary positions (Su et al., arXiv:2104.09864): queries and keys are turned by angles that grow
/// with the position, so that their product depends on the distance alone.
///
///     the pair (x_2i, x_2i+1) at position p is turned by p · base^(−2i / D)
///
/// Build it outside every scope, as its tables live as long as it does.
public final class Rotary {
  private final Tensor cosines;
  private final Tensor sines;

  /// @param width D of a head, even
  /// @param positions how many the tables hold
  public Rotary(Type type, int width, double base, int positions) {
    Shapes.require("head width", width, width > 0 && width % 2 == 0, "an even number above 0");
    Shapes.require("positions", positions, positions >= 0, "0 or more");
    Shapes.require("rotary base", base, base > 0, "a number above 0");
    double[] cos = new double[positions * width / 2];
    double[] sin = new double[cos.length];
    for (int i = 0; i < cos.length; i++) {
      double angle = i / (width / 2) * Math.pow(base, -2.0 * (i % (width / 2)) / width);
      cos[i] = Math.cos(angle);
      sin[i] = Math.sin(angle);
    }
    cosines = Tensor.of(cos, positions, width / 2).to(type);
    sines = Tensor.of(sin, positions, width / 2).to(type);
  }

  /// @param x (…, T, D)
  /// @param from the position of the first of the T entries
  public Tensor apply(Tensor x, long from) {
    Shapes.requireRankOf("x", x, 2, "(…, T, D)");
    Shapes.requireSize("x", x, -1, 2 * cosines.size(1), "the head width of the rotation");
    long length = x.size(-2);
    if (from < 0 || from + length > cosines.size(0)) {
      throw new IllegalArgumentException(
          "positions %d to %d are outside the context: expected 0 to %d. Build it with more."
              .formatted(from, from + length - 1, cosines.size(0) - 1));
    }
    Tensor cos = cosines.narrow(0, from, length);
    Tensor sin = sines.narrow(0, from, length);
    long[] shape = x.shape();
    long[] pairs = java.util.Arrays.copyOf(shape, shape.length + 1);
    pairs[shape.length - 1] = shape[shape.length - 1] / 2;
    pairs[shape.length] = 2;
    Tensor split = x.reshape(pairs);
    Tensor even = split.select(-1, 0);
    Tensor odd = split.select(-1, 1);
    return Tensor.stack(-1, even.mul(cos).sub(odd.mul(sin)), even.mul(sin).add(odd.mul(cos)))
        .reshape(shape);
  }
}
