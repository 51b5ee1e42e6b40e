package org.offprint.methods.estimate;

import java.util.Arrays;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.LogSpace;
import org.offprint.methods.tensor.Tensor;

/// RankMe: how many directions a cloud of features really uses, as the exponential of the entropy of its spectrum.
///
///     p_i = λ_i / Σ_j λ_j;  q_i = p_i + ε;  RankMe = exp(−Σ_i q_i ln q_i)
///
/// Shapes: features (M, D) floating, one row a sample; returns a number.
/// Range: 1 (one direction) to min(M − 1, D), and about 10⁻⁵ D more through ε; q is not normalised again.
/// Source: arXiv:2509.23024, effective rank of the covariance spectrum, with ε as in the authors' released code.
/// Differs from the source: `Spectrum.SINGULAR_VALUES` gives the first RankMe (arXiv:2210.02885), which is larger; ε = 0 gives the
/// plain entropy; a spectrum of zeros, that is constant features, gives 1 and not 0/0.
/// Throws: IllegalArgumentException if features do not fit {@link FeatureMeasure}, a value of a spectrum is negative or not finite, or there is
/// none; from the constructor, if ε is not in [0, 1).
@Source(paper = "arXiv:2509.23024", equation = "RankMe")
public record RankMe(Spectrum spectrum, double epsilon) implements FeatureMeasure {
  public RankMe {
    Shapes.require("epsilon", epsilon, epsilon >= 0 && epsilon < 1, "0 ≤ ε < 1");
  }

  /// Covariance eigenvalues and ε = 10⁻⁷.
  public static RankMe standard() {
    return new RankMe(Spectrum.COVARIANCE_EIGENVALUES, 1e-7);
  }

  @Override
  public double of(Tensor features) {
    return ofSpectrum(spectrum.of(features));
  }

  /// @param lambda values ≥ 0 in any order and of any sum
  public double ofSpectrum(double... lambda) {
    double greatest = Arrays.stream(Spectrum.require(lambda)).max().orElse(0);
    if (greatest == 0) {
      return 1;
    }
    double sum = Arrays.stream(lambda).map(one -> one / greatest).sum(); // else it could overflow
    double[] q = Arrays.stream(lambda).map(one -> one / greatest / sum + epsilon).toArray();
    return Math.exp(LogSpace.entropy(q));
  }
}
