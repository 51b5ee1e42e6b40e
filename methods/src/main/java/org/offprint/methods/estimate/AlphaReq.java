package org.offprint.methods.estimate;

import java.util.Arrays;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// α-ReQ: how fast the spectrum of features decays, as the exponent of a power law.
///
///     ln λ_i ≈ c − α ln i  for ranks i = first … last;  (α, c) by least squares with weights w_i = 1/i, or w_i = 1
///     R² = 1 − Σ (ln λ_i − fit_i)² / Σ (ln λ_i − mean)²
///
/// Shapes: features (M, D) floating, one row a sample; returns α, or the whole fit.
/// Range: any real; 0 is a flat spectrum, larger is steeper. R² ≤ 1, unweighted in both sums.
/// Source: arXiv:2509.23024; weights and ranks 12 … 100 as in the authors' released code (reptrix: 11 … 100).
/// Differs from the source: the ranks are given from 1 and never shifted (the released routine shifts its range at each call); the weights
/// are float64; eigenvalues ≤ 10⁻¹² λ_1 are left out, as their logarithm is rounding; fewer than two left give NaN.
/// Throws: IllegalArgumentException if features do not fit {@link FeatureMeasure} or a spectrum holds a negative value; from the constructor, if
/// not 1 ≤ first < last.
@Source(paper = "arXiv:2509.23024", equation = "α-ReQ")
public record AlphaReq(int first, int last, boolean weighted) implements FeatureMeasure {
  private static final double NEGLIGIBLE = 1e-12;

  public AlphaReq {
    if (first < 1 || last <= first) {
      throw new IllegalArgumentException(
          "ranks %d to %d; expected 1 ≤ first < last.".formatted(first, last));
    }
  }

  /// Ranks 12 to 100, weighted.
  public static AlphaReq standard() {
    return new AlphaReq(12, 100, true);
  }

  /// @param alpha the exponent; NaN where fewer than two eigenvalues were left
  /// @param intercept c, the logarithm of the value at rank 1
  /// @param rSquared of the fitted ranks
  /// @param used how many eigenvalues were fitted
  public record Fit(double alpha, double intercept, double rSquared, int used) {}

  @Override
  public double of(Tensor features) {
    return fit(Spectrum.COVARIANCE_EIGENVALUES.of(features)).alpha();
  }

  /// @param lambda values ≥ 0, descending
  public Fit fit(double... lambda) {
    Spectrum.require(lambda);
    int end = first - 1;
    while (end < Math.min(last, lambda.length) && lambda[end] > NEGLIGIBLE * lambda[0]) {
      end++;
    }
    int n = end - first + 1;
    if (n < 2) {
      return new Fit(Double.NaN, Double.NaN, Double.NaN, Math.max(0, n));
    }
    double[] x = new double[n];
    double[] y = new double[n];
    double[] w = new double[n];
    for (int k = 0; k < n; k++) {
      int i = first + k;
      x[k] = -Math.log(i);
      y[k] = Math.log(lambda[i - 1]);
      w[k] = weighted ? 1.0 / i : 1;
    }
    double all = Arrays.stream(w).sum();
    double meanX = dot(w, x) / all;
    double meanY = dot(w, y) / all;
    double xy = 0;
    double xx = 0;
    for (int k = 0; k < n; k++) {
      xy += w[k] * (x[k] - meanX) * (y[k] - meanY);
      xx += w[k] * (x[k] - meanX) * (x[k] - meanX);
    }
    double alpha = xy / xx;
    double c = meanY - alpha * meanX;
    return new Fit(alpha, c, rSquared(alpha, c, x, y), n);
  }

  private static double rSquared(double alpha, double c, double[] x, double[] y) {
    double mean = Arrays.stream(y).average().orElse(Double.NaN);
    double residual = 0;
    double total = 0;
    for (int k = 0; k < y.length; k++) {
      double off = y[k] - alpha * x[k] - c;
      residual += off * off;
      total += (y[k] - mean) * (y[k] - mean);
    }
    return 1 - residual / total;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}
