package org.offprint.methods.loss;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Direct coverage optimisation, DCO: the chance that at least one of N samples is right, which is cross-entropy times a factor that fades
/// once an answer is probable enough for N tries.
///
///     p      = the probability of the right answer, of a sequence the product over its tokens
///     l_N    = −ln(1 − (1 − p)^N)
///     ∇l_N   = F(N, p) ∇(−ln p),  F = N (1 − p)^(N−1) p / (1 − (1 − p)^N)
///
/// Shapes: logits (…, C) and labels (…), each label an answer of its own; or {@link #sequences} logits (B, T, V), labels (B, T).
/// Range: nats, ≥ 0, lower is better; N = 1 is cross-entropy. F(N, p) → 1 as p → 0, so an answer whose probability underflows still trains; F = 0
/// at p = 1. Everything is computed from ln p, down to ln p = −10³⁰⁰.
/// Source: Chen et al., Rethinking Fine-Tuning when Scaling Test-Time Compute: Limiting Confidence Improves Mathematical Reasoning, 2025,
/// arXiv:2502.07154, equations 3 to 5.
/// Differs from the source: the value is l_N; the authors' file reports F times cross-entropy, whose gradient with F held is the same:
/// {@link Sequences#reweighted}. Theirs has a series for p N < 0.1 that is right to 2e-5 only, ours is exact. A sequence without a scored
/// token counts in neither sum nor divisor.
/// Throws: IllegalArgumentException if shapes or types do not fit, or a label is no class; from the constructor, if N < 1.
@Source(paper = "arXiv:2502.07154", equation = "3 to 5")
public record CoverageLoss(long samples, long ignoreIndex, Reduction reduction) implements Loss {
  private static final double LN_HALF = -Math.log(2);

  public CoverageLoss {
    Shapes.require("samples", samples, samples >= 1, "1 or more");
  }

  /// The mean over all labels but −100.
  public CoverageLoss(long samples) {
    this(samples, -100, Reduction.MEAN);
  }

  /// N = 8. It should be the number of samples that the test will draw.
  public static CoverageLoss standard() {
    return new CoverageLoss(8);
  }

  @Override
  public Tensor apply(Tensor logits, Tensor labels) {
    Entries entries = Entries.of(logits, labels, ignoreIndex);
    Tensor logProbs = entries.ofLabel(entries.logits().logSoftmax(-1));
    return entries.reduce(losses(logProbs), reduction);
  }

  /// The losses of whole answers.
  ///
  /// @param loss reduced over the sequences that have a scored token
  /// @param each (B) l_N
  /// @param logProbs (B) ln p
  /// @param tokens (B) how many were scored
  /// @param factors (B) F(N, p), held
  public record Sequences(
      Tensor loss, Tensor each, Tensor logProbs, Tensor tokens, Tensor factors) {
    public Sequences {
      Shapes.requireRank("each", each, 1, "(B)");
      Shapes.requireFloating("each", each);
      Shapes.requireFloating("logProbs", logProbs);
      Shapes.requireFloating("factors", factors);
      Shapes.requireEqual("logProbs", logProbs, "each", each);
      Shapes.requireEqual("tokens", tokens, "each", each);
      Shapes.requireEqual("factors", factors, "each", each);
    }

    /// F times cross-entropy, which the authors' file reports: the mean over the same sequences.
    public Tensor reweighted() {
      Tensor count = tokens.isGreater(0).to(each.type()).sum();
      return logProbs.neg().mul(factors).sum().div(count);
    }
  }

  /// @param logits (B, T, V), each position's being of the next token
  /// @param labels (B, T) int64, the tokens themselves: position t is scored by the label of t + 1
  public Sequences sequences(Tensor logits, Tensor labels) {
    Shapes.requireRank("logits", logits, 3, "(B, T, V)");
    Shapes.requireType("labels", labels, Type.INT64);
    Shapes.requireRank("labels", labels, 2, "(B, T)");
    Shapes.requireSize("labels", labels, 0, logits.size(0), "in logits");
    Shapes.requireSize("labels", labels, 1, logits.size(1), "in logits");
    long scored = Math.max(0, logits.size(1) - 1);
    Tensor next = labels.narrow(1, Math.min(1, logits.size(1)), scored);

    CrossEntropy tokens = new CrossEntropy(ignoreIndex, null, Reduction.NONE);
    Tensor logProbs = tokens.apply(logits.narrow(1, 0, scored), next).sum(1, false).neg();
    Tensor counts = next.isNotEqual(ignoreIndex).to(logits.type()).sum(1, false);
    Tensor each = losses(logProbs).maskedFill(counts.isEqual(0), 0);
    Tensor sum = each.sum();
    Tensor loss =
        switch (reduction) {
          case MEAN -> sum.div(counts.isGreater(0).to(logits.type()).sum());
          case SUM -> sum;
          case NONE -> each;
        };
    return new Sequences(loss, each, logProbs, counts, map(logProbs, lp -> factor(lp, samples)));
  }

  private Tensor losses(Tensor logProbs) {
    Tensor factors = map(logProbs, lp -> factor(lp, samples));
    return Tensor.insert(
        map(logProbs, lp -> loss(lp, samples)),
        List.of(logProbs),
        seed -> Collections.<@Nullable Tensor>singletonList(seed.mul(factors).neg()));
  }

  private static Tensor map(Tensor x, DoubleUnaryOperator function) {
    double[] values = Arrays.stream(x.detach().toDoubles()).map(function).toArray();
    return Tensor.of(values, x.shape()).to(x.type());
  }

  /// F(N, p) from ln p.
  public static double factor(double logProb, long samples) {
    double p = Math.exp(logProb);
    if (samples == 1) {
      return Double.isNaN(logProb) ? logProb : 1;
    }
    if (p * samples < 1e-12) {
      return 1 - 0.5 * (samples - 1) * p;
    }
    double logMiss = logComplement(logProb);
    return logMiss == Double.NEGATIVE_INFINITY
        ? 0
        : samples * Math.exp(logProb + (samples - 1) * logMiss) / -Math.expm1(samples * logMiss);
  }

  /// l_N from ln p.
  public static double loss(double logProb, long samples) {
    double p = Math.exp(logProb);
    if (samples == 1) {
      return -logProb;
    }
    if (p * samples < 1e-8) {
      return 0.5 * (samples - 1) * p - Math.log(samples) - logProb;
    }
    double logAllMiss = samples * logComplement(logProb);
    // Near 0 the loss is (1 − p)^N itself, which 1 − (1 − p)^N would round away
    return logAllMiss < LN_HALF
        ? -Math.log1p(-Math.exp(logAllMiss))
        : -Math.log(-Math.expm1(logAllMiss));
  }

  /// ln(1 − p) from ln p.
  private static double logComplement(double logProb) {
    return logProb > LN_HALF ? Math.log(-Math.expm1(logProb)) : Math.log1p(-Math.exp(logProb));
  }
}
