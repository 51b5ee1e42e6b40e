package org.offprint.methods.estimate;

import java.util.Arrays;
import java.util.List;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.LinearAlgebra;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Mutual information as if x and y were jointly Gaussian, from their canonical correlations: exact for Gaussians, blind to anything not linear.
///
///     r = singular values of U_xᵀ U_y, with U the left singular vectors of the centred samples;  I = −½ Σ ln(1 − r²)
///
/// Shapes: x (M, D), y (M, E) floating; returns an estimate.
/// Range: nats, ≥ 0; r is held below 1 − 10⁻¹², so at most about 13.5 min(D, E).
/// Source: Hotelling, Biometrika 28, 1936; the linear baseline of arXiv:2506.00330.
/// Differs from the source: directions whose singular value is ≤ 10⁻¹⁰ of the largest (constant or repeated columns) are left out.
/// Throws: IllegalArgumentException as {@link MutualInformationEstimator#of} says.
@Source(paper = "arXiv:2506.00330", equation = "Gaussian estimate by canonical correlations")
public record CanonicalCorrelation() implements MutualInformationEstimator {
  private static final double NEGLIGIBLE = 1e-10;
  private static final double LARGEST = 1 - 1e-12;

  public static CanonicalCorrelation standard() {
    return new CanonicalCorrelation();
  }

  @Override
  public MutualInformationEstimate of(Tensor x, Tensor y) {
    double[] r = correlations(x, y);
    double nats = -0.5 * Arrays.stream(r).map(one -> Math.log1p(-one * one)).sum();
    long rows = x.size(0);
    long directions = x.size(1) + y.size(1);
    return MutualInformationEstimate.of(
        nats,
        rows >= 10 * directions
            ? List.of()
            : List.of(
                "%d samples of %d dimensions: correlations found by chance inflate the estimate"
                    .formatted(rows, directions)));
  }

  /// Descending, each in [0, 1).
  public double[] correlations(Tensor x, Tensor y) {
    try (var scope = Scope.withoutGradients()) {
      Tensor a = Samples.require("x", x, 2);
      Tensor b = Samples.require("y", y, 2);
      Samples.requireSameRows("y", b, "x", a);
      Tensor across = basis(a).transpose(0, 1).matmul(basis(b));
      return across.count() == 0
          ? new double[0]
          : LinearAlgebra.singularValues(across).clamp(0, LARGEST).toDoubles();
    }
  }

  private static Tensor basis(Tensor sample) {
    var svd = LinearAlgebra.svd(sample.sub(sample.mean(0, true)));
    double least = NEGLIGIBLE * Math.max(svd.s().max().value(), sample.abs().max().value());
    Tensor kept = svd.s().isGreater(least).positions();
    return svd.u().indexSelect(1, kept.to(Type.INT64));
  }
}
