package org.offprint.methods.estimate;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.LinearAlgebra;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Diffusion spectral entropy: the intrinsic dimension of a cloud of features, robust to noise, as the entropy of a diffusion's eigenvalues.
///
///     G_ij = exp(−|x_i − x_j|² / 2σ²) / (σ √2π);  K = D^(−1/2) G D^(−1/2), D = row sums of G
///     λ of K, or of P = D'⁻¹ K with D' = row sums of K;  p_i = |λ_i|^t / Σ |λ_j|^t
///     DSE = −Σ_i (p_i + ε) log₂(p_i + ε), ε = 2^(−52)
///
/// Shapes: features (N, D) floating; returns a number.
/// Range: bits, 0 (all points equal) to log₂ N (all far apart), give or take 10⁻¹³ N through ε.
/// Source: Liao et al., CISS 2024, arXiv:2312.04823, equations of sections III and IV; defaults σ = 10, t = 1 as in the authors' code.
/// Differs from the source: paper and code disagree, both are here: `Operator.KERNEL` is K of the code, with which its figures were made,
/// `Operator.ROW_STOCHASTIC` is P of the text, through the symmetric matrix with the same eigenvalues. Beyond `mostRows` rows a seeded
/// sample of them is taken. Not-a-number is refused; the code goes on with it.
/// Throws: IllegalArgumentException if features do not fit {@link FeatureMeasure} or there is no row; from the constructor, if not σ > 0, t ≥ 1, mostRows ≥ 1.
@Source(paper = "arXiv:2312.04823", equation = "diffusion spectral entropy")
public record DiffusionSpectralEntropy(
    double sigma, int t, Operator operator, int mostRows, long seed) implements FeatureMeasure {
  /// Whose eigenvalues are taken.
  public enum Operator {
    /// K, as in the authors' code.
    KERNEL,
    /// P = D'⁻¹ K, as in the paper's text.
    ROW_STOCHASTIC
  }

  private static final double EPSILON = 0x1p-52;

  public DiffusionSpectralEntropy {
    Shapes.require("sigma", sigma, sigma > 0 && Double.isFinite(sigma), "a finite σ > 0");
    Shapes.require("t", t, t >= 1, "a whole number of steps t ≥ 1");
    Shapes.require("mostRows", mostRows, mostRows >= 1, "at least 1 row");
  }

  /// σ = 10, t = 1, K, at most 10,000 rows.
  public static DiffusionSpectralEntropy standard() {
    return of(10, 1, Operator.KERNEL);
  }

  public static DiffusionSpectralEntropy of(double sigma, int t, Operator operator) {
    return new DiffusionSpectralEntropy(sigma, t, operator, 10_000, 1);
  }

  @Override
  public double of(Tensor features) {
    double[] spectrum = spectrum(features);
    double sum = Arrays.stream(spectrum).sum();
    return bits(Arrays.stream(spectrum).map(one -> one / sum).toArray());
  }

  /// |λ_i|^t, descending.
  public double[] spectrum(Tensor features) {
    try (var scope = Scope.withoutGradients()) {
      Tensor matrix = kernel(features);
      if (operator == Operator.ROW_STOCHASTIC) {
        matrix = balanced(matrix);
      }
      double[] values = LinearAlgebra.eigenvaluesSymmetric(matrix).toDoubles();
      double[] powers = Arrays.stream(values).map(one -> Math.pow(Math.abs(one), t)).toArray();
      Arrays.sort(powers);
      return Tensor.of(powers, powers.length).flip(0).toDoubles();
    }
  }

  /// G: (N, N), the Gaussian affinity of each pair, by differences in float64.
  public Tensor affinities(Tensor features) {
    double[][] x = sampled(Samples.rows(Samples.require("features", features, 1)));
    int n = x.length;
    double peak = 1 / (sigma * Math.sqrt(2 * Math.PI));
    double[] g = new double[Math.multiplyExact(n, n)];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double squared = 0;
        for (int k = 0; k < x[i].length; k++) {
          double difference = x[i][k] - x[j][k];
          squared += difference * difference;
        }
        double affinity = peak * Math.exp(-squared / (2 * sigma * sigma));
        g[i * n + j] = affinity;
        g[j * n + i] = affinity;
      }
    }
    return Tensor.of(g, n, n);
  }

  /// K = D^(−1/2) G D^(−1/2).
  public Tensor kernel(Tensor features) {
    return balanced(affinities(features));
  }

  private static Tensor balanced(Tensor matrix) {
    Tensor root = matrix.sum(1, true).rsqrt();
    return matrix.mul(root).mul(root.transpose(0, 1));
  }

  private double[][] sampled(double[][] rows) {
    return rows.length <= mostRows
        ? rows
        : Arrays.stream(choose(rows.length, mostRows, new SplittableRandom(seed)))
            .mapToObj(i -> rows[i])
            .toArray(double[][]::new);
  }

  /// `size` different places out of n, in random order.
  static int[] choose(int n, int size, SplittableRandom random) {
    int[] places = new int[n];
    Arrays.setAll(places, i -> i);
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i, n);
      int held = places[i];
      places[i] = places[j];
      places[j] = held;
    }
    return Arrays.copyOf(places, size);
  }

  static double bits(double... p) {
    double sum = 0;
    for (double one : p) {
      sum -= (one + EPSILON) * Math.log(one + EPSILON);
    }
    return sum / Math.log(2);
  }
}
