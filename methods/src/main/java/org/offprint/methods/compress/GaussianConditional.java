package org.offprint.methods.compress;

import java.util.Arrays;
import org.hipparchus.special.Erf;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// The entropy model of numbers that are rounded around predicted means: each is Gaussian with its
/// own mean and scale.
///
///     P(ŷ) = max(Φ((½ − |v|) / s) − Φ((−½ − |v|) / s), floor),   v = ŷ − μ,  s = max(scale, least)
///     bits = −log₂ P
///
/// Coding: the whole number ŷ − μ under the level of the scale table that is nearest to s, where the
/// levels are equally spaced in ln s from `least` to `greatest`.
///
/// Shapes: ŷ, μ and scale alike, any; P has their shape.
/// Gradient: a scale below the least is moved up where |v| > ½ and not moved down; a probability
/// below the floor keeps its gradient.
/// Range: P in [floor, 1]. Bits of the tables exceed −log₂ P by under 1 % on numbers drawn from the
/// model; the coder adds 32 to 64 bits to those of the tables.
/// Source: Minnen, Ballé and Toderici, arXiv:1809.02736; the constants are those of S2LIC
/// (arXiv:2403.14471) and MLICv2 (arXiv:2504.19119).
/// Differs from the source: the level is the nearest, where the library that the authors use takes
/// the next larger one.
/// Throws: IllegalArgumentException if shapes differ, or the constants are out of range.
@Source(paper = "arXiv:2403.14471", equation = "likelihood of the rounding interval")
public final class GaussianConditional {
  private static final int PRECISION = 20;
  private static final double REACH = 5; // deviations; beyond lies the escape

  private final double least;
  private final double greatest;
  private final double floor;
  private final IntegerTable[] tables;

  public GaussianConditional(double least, double greatest, int levels, double floor) {
    Shapes.require("least", least, least > 0, "a scale above 0");
    Shapes.require(
        "greatest", greatest, greatest > least && greatest <= 4096, "a scale above least, ≤ 4096");
    Shapes.require("levels", levels, levels >= 2, "2 or more");
    Shapes.require("floor", floor, floor > 0 && floor < 1, "a probability in (0, 1)");
    this.least = least;
    this.greatest = greatest;
    this.floor = floor;
    tables = new IntegerTable[levels];
    double[] scales = scales();
    Arrays.setAll(tables, level -> table(scales[level]));
  }

  /// Scales 0.11 to 256 in 64 levels, probabilities 10⁻⁹ and more.
  public static GaussianConditional standard() {
    return new GaussianConditional(0.11, 256, 64, 1e-9);
  }

  private static IntegerTable table(double s) {
    int reach = (int) Math.ceil(REACH * s);
    double[] probs = new double[2 * reach + 2];
    for (int k = -reach; k <= reach; k++) {
      probs[k + reach] = phi((0.5 - Math.abs(k)) / s) - phi((-0.5 - Math.abs(k)) / s);
    }
    probs[2 * reach + 1] = 2 * phi(-(reach + 0.5) / s);
    return new IntegerTable(-reach, probs, PRECISION);
  }

  private static double phi(double x) {
    return 0.5 * Erf.erfc(-x / Math.sqrt(2));
  }

  private static Tensor phi(Tensor x) {
    return x.mul(-Math.sqrt(0.5)).erfc().mul(0.5);
  }

  /// The scale table.
  public double[] scales() {
    double[] scales = new double[tables.length];
    double step = Math.log(greatest / least) / (scales.length - 1);
    Arrays.setAll(scales, level -> Math.exp(Math.log(least) + level * step));
    return scales;
  }

  /// P of each rounded value; a scale below the least counts as that.
  public Tensor likelihood(Tensor y, Tensor means, Tensor scales) {
    Shapes.requireFloating("y", y);
    Shapes.requireFloating("means", means);
    Shapes.requireFloating("scales", scales);
    Shapes.requireEqual("means", means, "y", y);
    Shapes.requireEqual("scales", scales, "y", y);
    Tensor v = y.sub(means).abs();
    // A larger scale costs less only where y does not round to its mean
    Tensor s = Quantiser.atLeast(scales, least, v.isAtMost(0.5).to(v.type()).detach());
    Tensor p = phi(v.neg().add(0.5).div(s)).sub(phi(v.neg().sub(0.5).div(s)));
    return Quantiser.atLeast(p, floor);
  }

  /// Σ −log₂ of likelihoods, a single number.
  public static Tensor bits(Tensor likelihood) {
    return likelihood.log().sum().mul(-1 / Math.log(2));
  }

  /// The level of each scale.
  ///
  /// @throws IllegalArgumentException if a scale is NaN
  public int[] levels(double... scales) {
    double step = Math.log(greatest / least) / (tables.length - 1);
    int[] levels = new int[scales.length];
    for (int i = 0; i < scales.length; i++) {
      Shapes.require("scales[" + i + "]", scales[i], !Double.isNaN(scales[i]), "a number");
      double s = Math.clamp(scales[i], least, greatest);
      levels[i] = (int) Math.rint(Math.log(s / least) / step);
    }
    return levels;
  }

  private IntegerTable table(int level) {
    if (level < 0 || level >= tables.length) {
      throw new IllegalArgumentException(
          "level %d is not in the scale table: expected 0 to %d."
              .formatted(level, tables.length - 1));
    }
    return tables[level];
  }

  /// Codes one number ŷ − μ.
  public void put(RansEncoder encoder, int level, long symbol) {
    table(level).put(encoder, symbol);
  }

  public long get(RansDecoder decoder, int level) {
    return table(level).get(decoder);
  }

  /// What coding a number costs.
  public double bits(int level, long symbol) {
    return table(level).bits(symbol);
  }
}
