package org.offprint.methods.objective;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// A number a token that says whether making the token likelier lowers the policy's entropy (positive) or raises it.
///
///     S_i = p_i (H + ln p_i);  its sign is that of p_i − e^(−H);  N = E_(i ~ p) S_i = H Σ p² + Σ p² ln p
///     logit k moved by ε:                  dH ≈ −ε S_k
///     a GRPO step α (e_k − p) on token k:  dH ≈ −α (S_k − N), α = rate · ratio · A
///
/// Shapes: logits (…, V); log-probabilities and entropies (…) of sampled tokens; returns (…, V) or (…).
/// Range: nats; |S| ≤ H + 1/e. A token of probability 0 has S = 0.
/// Source: Entropy dynamics in reinforcement fine-tuning, arXiv:2602.03392, theorems on single-logit and GRPO updates.
/// Differs from the source: nothing known; the predictions are checked against exact entropies.
/// Throws: IllegalArgumentException if the shapes differ.
@Source(paper = "arXiv:2602.03392", equation = "S and its first-order predictions")
public final class EntropyDiscriminator {
  private EntropyDiscriminator() {}

  /// S of every token of the vocabulary.
  public static Tensor of(Tensor logits) {
    requireLogits(logits);
    Tensor logProbs = logits.logSoftmax(-1);
    Tensor finite = logProbs.maskedFill(logProbs.isEqual(Double.NEGATIVE_INFINITY), 0);
    return logProbs.exp().mul(finite.add(TokenEntropy.of(logits).unsqueeze(-1)));
  }

  /// S of the sampled tokens.
  public static Tensor of(Tensor logProbs, Tensor entropies) {
    Shapes.requireFloating("logProbs", logProbs);
    Shapes.requireType("entropies", entropies, logProbs.type());
    Shapes.requireEqual("entropies", entropies, "logProbs", logProbs);
    return logProbs.exp().mul(entropies.add(logProbs));
  }

  /// N of each position.
  public static Tensor expectation(Tensor logits) {
    requireLogits(logits);
    Tensor logProbs = logits.logSoftmax(-1);
    Tensor squares = logProbs.mul(2).exp();
    return TokenEntropy.of(logits)
        .mul(squares.sum(-1, false))
        .add(TokenEntropy.expectation(squares, logProbs));
  }

  private static void requireLogits(Tensor logits) {
    Shapes.requireFloating("logits", logits);
    Shapes.require("the rank of logits", logits.rank(), logits.rank() >= 1, "1 or more: (…, V)");
  }
}
