package org.offprint.methods.objective;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Why a policy's entropy falls: in one state of a softmax policy, a small step changes it by the covariance of
/// log-probability and advantage.
///
///     dH ≈ −η Cov_π(ln π, π A)   after a policy-gradient step of size η, z += η π (A − E A)
///     dH ≈ −η Cov_π(ln π, A)     after a natural policy-gradient step, z += η A
///
/// Shapes: logits and advantages (V); returns (V) or scalars.
/// Range: nats per unit of η.
/// Source: Cui et al., arXiv:2505.22617, theorems 1 and 2.
/// Differs from the source: in the first form A is centred, A − E_π A, as in the derivation.
/// Throws: IllegalArgumentException if the shapes differ or are not (V).
@Source(paper = "arXiv:2505.22617", equation = "theorems 1 and 2")
public record EntropyMechanism(Tensor logits, Tensor advantages) {
  public EntropyMechanism {
    Shapes.requireRank("logits", logits, 1, "(V)");
    Shapes.requireFloating("logits", logits);
    Shapes.requireType("advantages", advantages, logits.type());
    Shapes.requireEqual("advantages", advantages, "logits", logits);
  }

  /// π (A − E A), the direction of the logits.
  public Tensor policyGradient() {
    Tensor probs = logits.softmax(-1);
    return probs.mul(advantages.sub(probs.mul(advantages).sum()));
  }

  /// −Cov_π(ln π, π A).
  public Tensor slopeOfPolicyGradient() {
    return covariance(logits.logSoftmax(-1), policyGradient()).neg();
  }

  /// −Cov_π(ln π, A).
  public Tensor slopeOfNaturalGradient() {
    return covariance(logits.logSoftmax(-1), advantages).neg();
  }

  /// The true change of entropy when the logits move by a step.
  public Tensor change(Tensor step) {
    Shapes.requireEqual("step", step, "logits", logits);
    return TokenEntropy.of(logits.add(step)).sub(TokenEntropy.of(logits));
  }

  private Tensor covariance(Tensor x, Tensor y) {
    Tensor probs = logits.softmax(-1);
    return probs.mul(x).mul(y).sum().sub(probs.mul(x).sum().mul(probs.mul(y).sum()));
  }
}
