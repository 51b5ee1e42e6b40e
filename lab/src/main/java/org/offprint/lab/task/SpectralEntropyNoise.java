package org.offprint.lab.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.methods.estimate.BinnedEntropy;
import org.offprint.methods.estimate.DiffusionSpectralEntropy;
import org.offprint.methods.estimate.FeatureMeasure;
import org.offprint.methods.numeric.Moments;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Does diffusion spectral entropy tell the dimension of noisy data, where the classic entropy of
/// the ambient space cannot?
public final class SpectralEntropyNoise implements Experiment {
  private static final int AMBIENT = 100;
  private static final int ROWS = 300;
  private static final double SPREAD = 3;
  private static final double NOISE = 0.3;
  private static final double[] DIMENSIONS = {1, 2, 4, 8, 16, 32};

  private static final Task TASK =
      Task.named("spectral-entropy-noise", "Dimension of simulated data, with and without noise")
          .dataset("synthetic: Gaussian points in random subspaces of 100 dimensions")
          .split("none")
          .baseline("classic Shannon entropy of the same points, 2 bins a dimension")
          .protocol(
              """
              For each dimension 1, 2, 4, 8, 16 and 32: 300 points, normal with deviation 3 in every direction of a random subspace of
              100 dimensions, once without noise and once with normal noise of deviation 0.3 in all 100 dimensions. Diffusion spectral entropy
              with σ = 10 and t = 2, as in the specification, not tuned. Order: rank correlation of entropy with dimension under noise, 0 where the entropy is the
              same at all. Shift: mean difference that noise makes to the entropy, over the range of the entropy without noise. Agrees when
              entropy under noise orders the dimensions, and noise moves it less than the classic entropy.
              """)
          .seeds(5)
          .metrics(
              Metric.difference(
                  "order", "rank correlation of entropy and dimension", "1", Direction.HIGHER),
              Metric.amount(
                  "shift", "change by noise over the range without", "1", Direction.LOWER),
              Metric.difference(
                  "shift-difference",
                  "change by noise, less that of the classic entropy",
                  "1",
                  Direction.LOWER))
          .agreesWhen(Condition.above("order", 0.9), Condition.below("shift-difference", 0))
          .claim(Claims.of("2312.04823", 3));

  @Override
  public String method() {
    return "diffusion-spectral-entropy";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("dimensions", Arrays.toString(DIMENSIONS) + " of " + AMBIENT);
    settings.put("points", Integer.toString(ROWS));
    settings.put("deviation", Double.toString(SPREAD));
    settings.put("noise", Double.toString(NOISE));
    settings.put("entropy", "sigma 10, t 2, kernel of the authors' code");
    return settings;
  }

  private record Entropies(double[] clean, double[] noisy) {
    double shift() {
      double sum = 0;
      for (int i = 0; i < clean.length; i++) {
        sum += Math.abs(noisy[i] - clean[i]) / clean.length;
      }
      return sum / (Arrays.stream(clean).max().orElse(0) - Arrays.stream(clean).min().orElse(0));
    }

    double order() {
      double order = Moments.rankCorrelation(noisy, DIMENSIONS);
      return Double.isNaN(order) ? 0 : order; // all the same: it orders nothing
    }
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Entropies ours =
        entropies(
            seed,
            DiffusionSpectralEntropy.of(10, 2, DiffusionSpectralEntropy.Operator.KERNEL),
            lab);
    Entropies theirs = entropies(seed, BinnedEntropy.standard(), lab);
    return new Trial()
        .both("order", ours.order(), theirs.order())
        .paired("shift", "shift-difference", ours.shift(), theirs.shift())
        .curve("with noise", "dimension", "entropy in bits", DIMENSIONS, ours.noisy, theirs.noisy)
        .curve(
            "without noise", "dimension", "entropy in bits", DIMENSIONS, ours.clean, theirs.clean);
  }

  private static Entropies entropies(long seed, FeatureMeasure measure, Lab lab) {
    var random = new SplittableRandom(seed);
    double[] clean = new double[DIMENSIONS.length];
    double[] noisy = new double[DIMENSIONS.length];
    for (int i = 0; i < DIMENSIONS.length; i++) {
      long dimension = (long) DIMENSIONS[i];
      try (var scope = Scope.withoutGradients()) {
        Tensor inside = Tensor.normal(random, SPREAD, Type.FLOAT64, ROWS, dimension);
        Tensor points = inside.matmul(subspace(random, (int) dimension));
        Tensor noise = Tensor.normal(random, NOISE, Type.FLOAT64, ROWS, AMBIENT);
        clean[i] = measure.of(points);
        noisy[i] = measure.of(points.add(noise));
      }
      lab.progress()
          .step("seed " + seed, i + 1, DIMENSIONS.length, "%.3f bits".formatted(noisy[i]));
    }
    return new Entropies(clean, noisy);
  }

  /// (d, 100) with orthonormal rows, by Gram and Schmidt.
  private static Tensor subspace(SplittableRandom random, int dimension) {
    double[][] rows = new double[dimension][AMBIENT];
    for (int i = 0; i < dimension; i++) {
      for (int k = 0; k < AMBIENT; k++) {
        rows[i][k] = random.nextGaussian();
      }
      for (int j = 0; j < i; j++) {
        double dot = dot(rows[i], rows[j]);
        for (int k = 0; k < AMBIENT; k++) {
          rows[i][k] -= dot * rows[j][k];
        }
      }
      double length = Math.sqrt(dot(rows[i], rows[i]));
      for (int k = 0; k < AMBIENT; k++) {
        rows[i][k] /= length;
      }
    }
    return Tensor.of(rows);
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int k = 0; k < one.length; k++) {
      sum += one[k] * other[k];
    }
    return sum;
  }
}
