package org.offprint.methods.loss;

import java.util.Arrays;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Comp-sum losses: one family from the sum of exponentials over cross-entropy and generalised cross-entropy to the absolute error,
/// with the bounds that say how little zero-one regret a small surrogate regret leaves.
///
///     u_i  = Σ_(y' ≠ y) e^(h_y' − h_y) = 1 / p_y − 1
///     loss = Φ_τ(u_i) = ((1 + u)^(1−τ) − 1) / (1 − τ),  ln(1 + u) where τ = 1;  computed as (e^((τ−1) ln p_y) − 1) / (1 − τ)
///
/// Shapes: logits (…, C) floating; labels (…) int64 in 0 … C − 1 or the ignore index; returns a scalar, or (…) unreduced.
/// Range: ≥ 0, lower is better; at most 1 / (τ − 1) where τ > 1. Finite at |logit| = 100 where τ ≥ 1; where τ < 1 it grows as
/// e^((1−τ) gap), which leaves float32 at a gap of 88 / (1 − τ): limit the gradient's length there.
/// Source: Mao, Mohri and Zhong, Cross-Entropy Loss Functions: Theoretical Analysis and Applications, ICML 2023, arXiv:2304.07288, section 2.
/// Differs from the source: entries with the ignore index count in neither sum nor divisor; no entry left makes the mean NaN and the
/// sum 0. A τ within 1e-6 of 1 is 1. The bounds are those of our specification, re-derived and checked by numbers, not read off the paper.
/// Throws: IllegalArgumentException if shapes or types do not fit, or a label is no class; from the constructor, if τ < 0.
@Source(paper = "arXiv:2304.07288", equation = "section 2, theorem 3.1")
public record CompSumLoss(double tau, long ignoreIndex, Reduction reduction) implements Loss {
  private static final double LOGARITHM_WITHIN = 1e-6;

  public CompSumLoss {
    Shapes.require("tau", tau, tau >= 0 && Double.isFinite(tau), "a finite number ≥ 0");
  }

  /// The mean over all labels but −100.
  public CompSumLoss(double tau) {
    this(tau, -100, Reduction.MEAN);
  }

  /// Generalised cross-entropy with q = 0.7, the member that labels with noise are usually met
  /// with.
  public static CompSumLoss standard() {
    return generalisedCrossEntropy(0.7);
  }

  /// τ = 0: the sum of e^(h_y' − h_y) over the other classes.
  public static CompSumLoss sumExponential() {
    return new CompSumLoss(0);
  }

  /// τ = 1.
  public static CompSumLoss crossEntropy() {
    return new CompSumLoss(1);
  }

  /// (1 − p_y^q) / q, which is τ = 1 + q.
  public static CompSumLoss generalisedCrossEntropy(double q) {
    return new CompSumLoss(1 + Shapes.require("q", q, q > 0 && q < 1, "a number in (0, 1)"));
  }

  /// τ = 2: 1 − p_y.
  public static CompSumLoss meanAbsoluteError() {
    return new CompSumLoss(2);
  }

  public CompSumLoss withReduction(Reduction reduction) {
    return new CompSumLoss(tau, ignoreIndex, reduction);
  }

  @Override
  public Tensor apply(Tensor logits, Tensor labels) {
    Entries entries = Entries.of(logits, labels, ignoreIndex);

    Tensor logProb = entries.ofLabel(entries.logits().logSoftmax(-1));
    Tensor loss = isLogarithm() ? logProb.neg() : logProb.mul(tau - 1).expm1().div(1 - tau);
    return entries.reduce(loss, reduction);
  }

  private boolean isLogarithm() {
    return Math.abs(tau - 1) < LOGARITHM_WITHIN;
  }

  /// The least expected loss that any scores reach when the classes have these probabilities:
  ///
  ///     ((Σ P_y^(1/(2−τ)))^(2−τ) − 1) / (1 − τ) where τ < 2;  the entropy where τ = 1;  (1 − max P) / (τ − 1) where τ ≥ 2
  ///
  /// @param probs of the classes, which sum to 1
  public double bestConditional(double... probs) {
    requireProbs(probs);
    if (isLogarithm()) {
      return Arrays.stream(probs).filter(p -> p > 0).map(p -> -p * Math.log(p)).sum();
    }
    if (tau >= 2) {
      return (1 - Arrays.stream(probs).max().orElseThrow()) / (tau - 1);
    }
    double sum = Arrays.stream(probs).map(p -> Math.pow(p, 1 / (2 - tau))).sum();
    return (Math.pow(sum, 2 - tau) - 1) / (1 - tau);
  }

  private static void requireProbs(double... probs) {
    double sum = Arrays.stream(probs).sum();
    if (probs.length == 0
        || Arrays.stream(probs).anyMatch(p -> !(p >= 0))
        || Math.abs(sum - 1) > 1e-6) {
      throw new IllegalArgumentException(
          "probs %s sum to %s; expected numbers ≥ 0 that sum to 1."
              .formatted(Arrays.toString(probs), sum));
    }
  }

  /// T_τ(β): a surrogate regret smaller than this rules out a zero-one regret of β, over all scores
  /// of n classes.
  ///
  /// @param beta a zero-one regret, 0 to 1
  public double leastSurrogateRegret(double beta, int classes) {
    Shapes.require("beta", beta, beta >= 0 && beta <= 1, "a regret in [0, 1]");
    double n = requireClasses(classes);
    if (isLogarithm()) {
      return (xLogX(1 + beta) + xLogX(1 - beta)) / 2;
    }
    if (tau >= 2) {
      return beta / ((tau - 1) * Math.pow(n, tau - 1));
    }
    double e = 1 / (2 - tau);
    double a = Math.pow((Math.pow(1 + beta, e) + Math.pow(1 - beta, e)) / 2, 2 - tau);
    return tau < 1
        ? Math.pow(2, 1 - tau) / (1 - tau) * (1 - a)
        : (a - 1) / ((tau - 1) * Math.pow(n, tau - 1));
  }

  /// Γ_τ(x): a simpler, larger bound on the zero-one regret that a surrogate regret of x leaves.
  ///
  /// @param regret of the surrogate, ≥ 0
  public double largestZeroOneRegret(double regret, int classes) {
    Shapes.require("regret", regret, regret >= 0, "a regret ≥ 0");
    double n = requireClasses(classes);
    if (tau < 1 && !isLogarithm()) {
      return Math.sqrt(Math.pow(2, tau) * (2 - tau) * regret);
    }
    return tau < 2
        ? Math.sqrt(2 * Math.pow(n, tau - 1) * regret)
        : (tau - 1) * Math.pow(n, tau - 1) * regret;
  }

  private static double requireClasses(int classes) {
    return Shapes.require("classes", classes, classes >= 2, "2 or more");
  }

  private static double xLogX(double x) {
    return x == 0 ? 0 : x * Math.log(x);
  }
}
