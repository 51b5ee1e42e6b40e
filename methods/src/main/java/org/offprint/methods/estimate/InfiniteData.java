package org.offprint.methods.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.LinearAlgebra;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// What an estimator would say with infinitely many samples: it estimates on parts of the data, and extends the line through the results.
///
///     γ = 1 … Γ: the data, once shuffled, in γ equal parts, an estimate each;  I(γ) = a + b γ by least squares with weights 1 / (number of points at γ)
///     the largest γ is dropped while |c₂ / c₁| of the quadratic fit ≥ limit and at least `least` values of γ remain;  estimate a ± 1.96 s_a
///
/// Shapes: x (M, D), y (M, E) floating; returns an estimate with a 95 % interval.
/// Range: nats, any real.
/// Source: Abdelaleem et al., arXiv:2506.00330, protocol; Γ = 10, limit 0.1 and 5 values as in the first author's code.
/// Differs from the source: the tolerance by which a may move without γ = 1 is a setting (0.1 nats, our choice); the newest release of the
/// code replaces the curvature rule by a t-test of c₂, which is not here.
/// Throws: IllegalArgumentException if a part would have fewer than 4 rows, or as the inner estimator says; from the constructor, if a setting is out of range.
@Source(paper = "arXiv:2506.00330", equation = "subsampling and extrapolation")
public record InfiniteData(
    MutualInformationEstimator inner,
    int parts,
    double curvatureLimit,
    int least,
    double tolerance,
    long seed)
    implements MutualInformationEstimator {
  private static final int LEAST_ROWS = 4;

  public InfiniteData {
    Shapes.require("least", least, least >= 3, "at least 3 values of γ");
    Shapes.require("parts", parts, parts >= least, "at least as many parts as γ must remain");
    Shapes.require("curvatureLimit", curvatureLimit, curvatureLimit > 0, "more than 0");
    Shapes.require("tolerance", tolerance, tolerance > 0, "more than 0 nats");
  }

  /// Γ = 10, curvature below 0.1, at least 5 values of γ, tolerance 0.1 nats.
  public static InfiniteData of(MutualInformationEstimator inner) {
    return new InfiniteData(inner, 10, 0.1, 5, 0.1, 1);
  }

  /// One with the linear estimator, which is quick.
  public static InfiniteData standard() {
    return of(CanonicalCorrelation.standard());
  }

  /// @param intercept a, the estimate at γ = 0
  /// @param slope b; bias of finite data makes it positive, undertraining negative
  /// @param error the standard error of a
  /// @param kept the values of γ that were fitted
  /// @param curvatures |c₂ / c₁| with the largest γ 10, 9, …, until it was small enough
  /// @param linear whether it became small enough
  public record Line(
      double intercept,
      double slope,
      double error,
      int[] kept,
      double[] curvatures,
      boolean linear) {}

  @Override
  public MutualInformationEstimate of(Tensor x, Tensor y) {
    Tensor a = Samples.require("x", x, 2);
    Tensor b = Samples.require("y", y, 2);
    Samples.requireSameRows("y", b, "x", a);
    int rows = Math.toIntExact(a.size(0));
    if (rows < LEAST_ROWS * parts) {
      throw new IllegalArgumentException(
          "x has shape %s; expected at least %d rows for %d parts of %d."
              .formatted(Shapes.text(x.shape()), LEAST_ROWS * parts, parts, LEAST_ROWS));
    }
    int[] order = DiffusionSpectralEntropy.choose(rows, rows, new SplittableRandom(seed));
    var gammas = new ArrayList<Integer>();
    var values = new ArrayList<Double>();
    var warnings = new ArrayList<String>();
    for (int gamma = 1; gamma <= parts; gamma++) {
      for (int part = 0; part < gamma; part++) {
        long from = (long) rows * part / gamma;
        long to = (long) rows * (part + 1) / gamma;
        long[] places = IntStream.range((int) from, (int) to).mapToLong(i -> order[i]).toArray();
        try (var scope = new Scope()) {
          Tensor index = Tensor.of(places, places.length);
          var one = inner.of(a.indexSelect(0, index), b.indexSelect(0, index));
          gammas.add(gamma);
          values.add(one.nats());
          if (gamma == 1) {
            warnings.addAll(one.warnings());
          }
        }
      }
    }
    int[] gamma = gammas.stream().mapToInt(Integer::intValue).toArray();
    double[] nats = values.stream().mapToDouble(Double::doubleValue).toArray();
    return estimate(gamma, nats).warn(warnings);
  }

  /// The estimate and its warnings from the values at each γ.
  public MutualInformationEstimate estimate(int[] gamma, double[] nats) {
    Line line = extrapolate(gamma, nats);
    var warnings = new ArrayList<String>();
    if (!line.linear()) {
      warnings.add(
          "the estimate does not change linearly with the amount of data: it has not converged, and no extrapolation holds");
    }
    int[] without = IntStream.of(line.kept()).filter(one -> one != line.kept()[0]).toArray();
    double moved = Math.abs(fit(gamma, nats, without, 1)[0] - line.intercept());
    if (!(moved <= tolerance)) {
      warnings.add(
          "leaving the whole data out moves the estimate by %.2f nats, more than %s"
              .formatted(moved, tolerance));
    }
    double half = 1.96 * line.error();
    return new MutualInformationEstimate(
        line.intercept(), line.intercept() - half, line.intercept() + half, warnings);
  }

  /// The line through the values, where the smallest γ are kept that lie on one.
  ///
  /// @param gamma into how many parts the data were cut, one a value
  public Line extrapolate(int[] gamma, double[] nats) {
    if (gamma.length != nats.length) {
      throw new IllegalArgumentException(
          "there are %d values of gamma and %d of information; they must be as many."
              .formatted(gamma.length, nats.length));
    }
    List<Integer> kept = new ArrayList<>(IntStream.of(gamma).distinct().sorted().boxed().toList());
    if (kept.size() < least) {
      throw new IllegalArgumentException(
          "gamma has %d different values; expected at least %d.".formatted(kept.size(), least));
    }
    var curvatures = new ArrayList<Double>();
    boolean linear = false;
    while (!linear && kept.size() >= least) {
      double[] c = fit(gamma, nats, ints(kept), 2);
      double curvature = Math.abs(c[2] / c[1]);
      curvatures.add(curvature);
      linear = curvature < curvatureLimit;
      if (!linear) {
        kept.removeLast();
      }
    }
    double[] line = fit(gamma, nats, ints(kept), 1);
    return new Line(
        line[0],
        line[1],
        line[2],
        ints(kept),
        curvatures.stream().mapToDouble(Double::doubleValue).toArray(),
        linear);
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /// Coefficients of a polynomial in γ by weighted least squares, then the standard error of the
  /// first.
  private static double[] fit(int[] gamma, double[] nats, int[] kept, int degree) {
    int[] rows =
        IntStream.range(0, gamma.length)
            .filter(i -> IntStream.of(kept).anyMatch(one -> one == gamma[i]))
            .toArray();
    int terms = degree + 1;
    double[] design = new double[rows.length * terms];
    double[] weights = new double[rows.length];
    double[] values = new double[rows.length];
    for (int r = 0; r < rows.length; r++) {
      int g = gamma[rows[r]];
      weights[r] = 1.0 / IntStream.of(gamma).filter(one -> one == g).count();
      values[r] = nats[rows[r]];
      for (int d = 0; d < terms; d++) {
        design[r * terms + d] = Math.pow(g, d);
      }
    }
    try (var scope = Scope.withoutGradients()) {
      Tensor a = Tensor.of(design, rows.length, terms);
      Tensor w = Tensor.of(weights, rows.length, 1);
      Tensor v = Tensor.of(values, rows.length, 1);
      Tensor normal = a.transpose(0, 1).matmul(a.mul(w));
      Tensor c = LinearAlgebra.solve(normal, a.transpose(0, 1).matmul(v.mul(w)));
      Tensor residual = v.sub(a.matmul(c));
      double spread = residual.square().mul(w).sum().value() / (rows.length - terms);
      double variance = LinearAlgebra.inverse(normal).select(0, 0).select(0, 0).value() * spread;
      double[] fitted = Arrays.copyOf(c.toDoubles(), terms + 1);
      fitted[terms] = Math.sqrt(variance);
      return fitted;
    }
  }
}
