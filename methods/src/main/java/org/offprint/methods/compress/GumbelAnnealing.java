package org.offprint.methods.compress;

import java.util.random.RandomGenerator;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Rounding that is soft at first and hard at last: a number goes to the whole one below or above
/// it by a draw, the nearer one likelier, and the draw has a gradient.
///
///     logit of ⌊v⌋ = −atanh(v − ⌊v⌋) / T,   of ⌊v⌋ + 1 = −atanh(⌊v⌋ + 1 − v) / T
///     soft sample = ⌊v⌋ + softmax((ln p + Gumbel noise) / T) at the upper one
///     T(step) = min(T₀, T₀ exp(−c (step − share · steps)))
///
/// with the arguments of atanh at most 1 − 10⁻⁵ from 0, since at whole numbers one of them is 1.
///
/// Range: soft samples lie in [⌊v⌋, ⌊v⌋ + 1].
/// Source: Yang, Bamler and Mandt, arXiv:2006.04240; MLICv2+ (arXiv:2504.19119) refines the latents
/// of each picture by it.
/// Throws: IllegalArgumentException if T₀, c or the share are out of range.
///
/// @param start T₀
/// @param rate c
/// @param share of the steps before the temperature falls
@Source(paper = "arXiv:2504.19119", equation = "stochastic Gumbel annealing of v2+")
public record GumbelAnnealing(double start, double rate, double share) {
  private static final double EPSILON = 1e-5;
  private static final double LEAST_PROBABILITY = 1e-30;

  public GumbelAnnealing {
    Shapes.require("start", start, start > 0 && start < 10, "a temperature in (0, 10)");
    Shapes.require("rate", rate, rate > 0, "a number above 0");
    Shapes.require("share", share, share >= 0 && share <= 1, "a share in [0, 1]");
  }

  /// T₀ = 0.5, c = 10⁻³, share 0.35.
  public static GumbelAnnealing standard() {
    return new GumbelAnnealing(0.5, 1e-3, 0.35);
  }

  public double temperature(int step, int steps) {
    return Math.min(start, start * Math.exp(-rate * (step - share * steps)));
  }

  /// The two logits, of ⌊v⌋ and of ⌊v⌋ + 1, as a new last axis.
  public static Tensor logits(Tensor v, double temperature) {
    Shapes.require("temperature", temperature, temperature > 0, "a number above 0");
    Shapes.requireFloating("v", v);
    Tensor floor = v.floor().detach();
    Tensor down = v.sub(floor).clamp(EPSILON - 1, 1 - EPSILON).atanh();
    Tensor up = floor.add(1).sub(v).clamp(EPSILON - 1, 1 - EPSILON).atanh();
    return Tensor.stack(v.rank(), down, up).mul(-1 / temperature);
  }

  /// The probability that v goes down.
  public static Tensor floorProbability(Tensor v, double temperature) {
    return logits(v, temperature).softmax(-1).select(-1, 0);
  }

  /// ⌊v⌋ + the probability of going up.
  public static Tensor expected(Tensor v, double temperature) {
    Shapes.requireFloating("v", v);
    return v.floor().detach().add(logits(v, temperature).softmax(-1).select(-1, 1));
  }

  /// @param noise Gumbel noise of the two logits, (…, 2)
  public static Tensor sample(Tensor v, double temperature, Tensor noise) {
    Shapes.requireRank("noise", noise, v.rank() + 1, "the shape of v and 2");
    Shapes.requireEqual("noise", noise, "the logits", logits(v, temperature));
    Tensor p = logits(v, temperature).softmax(-1).clampMin(LEAST_PROBABILITY);
    Tensor weights = p.log().add(noise).mul(1 / temperature).softmax(-1);
    return v.floor().detach().add(weights.select(-1, 1));
  }

  public static Tensor sample(Tensor v, double temperature, RandomGenerator random) {
    double[] noise = new double[Math.toIntExact(2 * v.count())];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = -Math.log(-Math.log(1 - random.nextDouble()));
    }
    long[] shape = java.util.Arrays.copyOf(v.shape(), v.rank() + 1);
    shape[v.rank()] = 2;
    return sample(v, temperature, Tensor.of(noise, shape).to(v.type()));
  }
}
