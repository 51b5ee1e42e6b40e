package org.offprint.methods.estimate;

import java.util.Arrays;
import org.offprint.methods.tensor.LinearAlgebra;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// The two spectra of a feature matrix that representation geometry is read from. They give
/// different numbers, so every result should name its own.
public enum Spectrum {
  /// λ of Zᵀ Z / (M − 1) with Z centred by column: what the paper's and reptrix's code use.
  COVARIANCE_EIGENVALUES,
  /// s of Z as it is, not centred: the first RankMe (Garrido et al., ICML 2023, arXiv:2210.02885).
  SINGULAR_VALUES;

  /// The most values that are kept, as in the paper's code.
  public static final int MOST = 2048;

  /// @param features (M, D) floating and finite; M ≥ 2 for the covariance, else M ≥ 1
  /// @return min(M, D, {@link #MOST}) values, descending, from the singular values in float64,
  ///   since forming the covariance would square the rounding
  public double[] of(Tensor features) {
    boolean covariance = this == COVARIANCE_EIGENVALUES;
    try (var scope = Scope.withoutGradients()) {
      Tensor z = Samples.require("features", features, covariance ? 2 : 1);
      Tensor centred = covariance ? z.sub(z.mean(0, true)) : z;
      double[] s = LinearAlgebra.singularValues(centred).toDoubles();
      double freedom = z.size(0) - 1.0;
      return Arrays.stream(s)
          .limit(MOST)
          .map(one -> covariance ? one * one / freedom : one)
          .toArray();
    }
  }

  static double[] require(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("the spectrum is empty; expected at least one value.");
    }
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && Double.isFinite(values[i]))) {
        throw new IllegalArgumentException(
            "spectrum[%d] is %s; expected a finite value ≥ 0.".formatted(i, values[i]));
      }
    }
    return values;
  }
}
