package org.offprint.methods.tensor;

import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;

/// Decompositions and solvers over the last two axes, by LAPACK through libtorch; each has a
/// gradient where it is unique.
public final class LinearAlgebra {
  private LinearAlgebra() {}

  /// LAPACK's complaint says "failed to converge" of a matrix with a NaN.
  ///
  /// @throws IllegalArgumentException if the matrix has values that are not finite
  private static <T> T decomposed(Tensor a, Supplier<T> decomposition) {
    try {
      return decomposition.get();
    } catch (RuntimeException e) {
      if (!a.allFinite()) {
        throw new IllegalArgumentException(
            "the matrix has values that are not finite; expected finite ones. Look for NaN in what it was made from.",
            e);
      }
      throw e;
    }
  }

  /// a = u diag(s) vᵀ with singular values descending.
  ///
  /// @param u (…, M, K) with K = min(M, N)
  /// @param s (…, K)
  /// @param vt (…, K, N)
  public record Svd(Tensor u, Tensor s, Tensor vt) {}

  public static Svd svd(Tensor a) {
    var parts =
        decomposed(
            a, () -> torch.linalg_svd(a.raw, false, new org.bytedeco.pytorch.StringViewOptional()));
    return new Svd(a.part(parts.get0()), a.part(parts.get1()), a.part(parts.get2()));
  }

  /// Singular values, descending.
  public static Tensor singularValues(Tensor a) {
    return a.part(decomposed(a, () -> torch.linalg_svdvals(a.raw)));
  }

  /// A symmetric matrix as v diag(values) vᵀ, values ascending.
  public record Eigen(Tensor values, Tensor vectors) {}

  public static Eigen eigenSymmetric(Tensor a) {
    var parts = decomposed(a, () -> torch.linalg_eigh(a.raw));
    return new Eigen(a.part(parts.get0()), a.part(parts.get1()));
  }

  /// Eigenvalues of a symmetric matrix, ascending.
  public static Tensor eigenvaluesSymmetric(Tensor a) {
    return a.part(decomposed(a, () -> torch.linalg_eigvalsh(a.raw)));
  }

  /// The lower triangle l with a = l lᵀ.
  ///
  /// @throws RuntimeException if a is not positive definite
  public static Tensor cholesky(Tensor a) {
    return a.part(torch.linalg_cholesky(a.raw));
  }

  public static Tensor inverse(Tensor a) {
    return a.part(torch.linalg_inv(a.raw));
  }

  /// x with a x = b.
  public static Tensor solve(Tensor a, Tensor b) {
    return a.part(torch.linalg_solve(a.raw, b.raw), b);
  }

  /// ln |det a|.
  public static Tensor logAbsoluteDeterminant(Tensor a) {
    return a.part(torch.linalg_slogdet(a.raw).get1());
  }
}
