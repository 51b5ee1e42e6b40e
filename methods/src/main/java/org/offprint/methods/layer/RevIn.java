package org.offprint.methods.layer;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;

/// Reversible instance normalisation (Kim et al., ICLR 2022): each window loses its own level and
/// spread before a model, and gets them back after it.
///
///     m = mean_t x, s = √(population variance_t x + ε);  z = (x − m) / s · g + b
///     restored: (y − b) / (g + ε²) · s + m
///
/// g and b are learned, one a channel, 1 and 0 at first; or there are none. No gradient flows through
/// m and s. A window that never varies has s = √ε.
public final class RevIn extends Block {
  /// The ε of the paper's code.
  public static final double EPSILON = 1e-5;

  private final double epsilon;
  private final @Nullable Tensor gain;
  private final @Nullable Tensor bias;

  /// @param affine whether g and b are learned
  public RevIn(Initial initial, long channels, double epsilon, boolean affine) {
    this.epsilon = Shapes.require("epsilon", epsilon, epsilon > 0, "a number above 0");
    gain = affine ? parameter("gain", initial.ones(channels)) : null;
    bias = affine ? parameter("bias", initial.zeros(channels)) : null;
  }

  /// A window without its level and spread.
  ///
  /// @param z (B, L, C)
  /// @param mean (B, 1, C)
  /// @param deviation (B, 1, C)
  public record Normalised(Tensor z, Tensor mean, Tensor deviation) {}

  /// @param x (B, L, C) with L ≥ 1
  public Normalised normalise(Tensor x) {
    Shapes.requireFloating("x", x);
    Shapes.requireRank("x", x, 3, "(B, L, C)");
    Shapes.require("L", x.size(1), x.size(1) >= 1, "1 or more");
    if (gain != null) {
      Shapes.requireSize("x", x, 2, gain.size(0), "the channels of the normalisation");
    }
    Tensor mean = x.mean(1, true).detach();
    Tensor deviation = x.variance(1, true).add(epsilon).sqrt().detach();
    Tensor z = x.sub(mean).div(deviation);
    return new Normalised(gain == null ? z : z.mul(gain).add(bias()), mean, deviation);
  }

  /// @param y (B, T, C)
  /// @param from what the window lost
  public Tensor restore(Tensor y, Normalised from) {
    Shapes.requireRank("y", y, 3, "(B, T, C)");
    for (Tensor lost : java.util.List.of(from.mean(), from.deviation())) {
      Shapes.requireRank("what the window lost", lost, 3, "(B, 1, C)");
      Shapes.requireSize("what the window lost", lost, 0, y.size(0), "the batch of y");
      Shapes.requireSize("what the window lost", lost, 1, 1, "one level a window");
      Shapes.requireSize("what the window lost", lost, 2, y.size(2), "the channels of y");
    }
    Tensor z = gain == null ? y : y.sub(bias()).div(gain.add(epsilon * epsilon));
    return z.mul(from.deviation()).add(from.mean());
  }

  private Tensor bias() {
    return Objects.requireNonNull(bias, "gain and bias come together");
  }
}
