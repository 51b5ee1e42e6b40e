package org.offprint.methods.objective;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Sampled answers as an objective sees them: B answers of at most T tokens. Where the mask is
/// false there is padding, which may hold anything and is never looked at.
///
/// @param logProbs (B, T) of the sampled tokens under the policy that is trained, with gradient
/// @param oldLogProbs (B, T) of the same tokens under the policy that sampled them
/// @param advantages (B, T)
/// @param mask (B, T) bool, true for the tokens of the answer
/// @param referenceLogProbs (B, T) under the policy that the trained one should stay near
/// @param klWeights (B, T) what the penalty for leaving that policy is multiplied by, 1 if null
/// @param entropies (B, T) in nats, of the distribution that each token was drawn from
/// @param discriminatorMeans (B, T) the policy's expectation of the entropy discriminator, see
///   {@link EntropyDiscriminator}
public record PolicyBatch(
    Tensor logProbs,
    Tensor oldLogProbs,
    Tensor advantages,
    Tensor mask,
    @Nullable Tensor referenceLogProbs,
    @Nullable Tensor klWeights,
    @Nullable Tensor entropies,
    @Nullable Tensor discriminatorMeans) {
  private static final double EPSILON = 1e-8; // the divisor's, so that no token at all gives 0

  public PolicyBatch {
    Shapes.requireType("logProbs", logProbs, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireRank("logProbs", logProbs, 2, "(B, T)");
    Shapes.requireType("mask", mask, Type.BOOL);
    requireLike("oldLogProbs", oldLogProbs, logProbs);
    requireLike("advantages", advantages, logProbs);
    requireLike("mask", mask, logProbs);
    requireLike("referenceLogProbs", referenceLogProbs, logProbs);
    requireLike("klWeights", klWeights, logProbs);
    requireLike("entropies", entropies, logProbs);
    requireLike("discriminatorMeans", discriminatorMeans, logProbs);
    requireNoInfinity("logProbs", logProbs, mask);
    requireNoInfinity("oldLogProbs", oldLogProbs, mask);
    if (referenceLogProbs != null) {
      requireNoInfinity("referenceLogProbs", referenceLogProbs, mask);
    }
  }

  private static void requireLike(String name, @Nullable Tensor tensor, Tensor logProbs) {
    if (tensor != null) {
      Shapes.requireEqual(name, tensor, "logProbs", logProbs);
    }
  }

  private static void requireNoInfinity(String name, Tensor logProbs, Tensor mask) {
    if (logProbs.abs().isEqual(Double.POSITIVE_INFINITY).and(mask).any().value() != 0) {
      throw new IllegalArgumentException(
          "%s has an infinite entry: a sampled token cannot have probability 0. Compute it from the same distribution that was sampled."
              .formatted(name));
    }
  }

  /// @param advantages (B), one for each answer, or (B, T)
  public static PolicyBatch of(
      Tensor logProbs, Tensor oldLogProbs, Tensor advantages, Tensor mask) {
    Tensor spread = advantages;
    if (advantages.rank() == 1) {
      Shapes.requireRank("logProbs", logProbs, 2, "(B, T)");
      Shapes.requireSize("advantages", advantages, 0, logProbs.size(0), "the answers of logProbs");
      spread = advantages.unsqueeze(1).expand(logProbs.shape());
    }
    return new PolicyBatch(logProbs, oldLogProbs, spread, mask, null, null, null, null);
  }

  public PolicyBatch withMask(Tensor mask) {
    return new PolicyBatch(
        logProbs,
        oldLogProbs,
        advantages,
        mask,
        referenceLogProbs,
        klWeights,
        entropies,
        discriminatorMeans);
  }

  public PolicyBatch withReference(Tensor logProbs, @Nullable Tensor weights) {
    return new PolicyBatch(
        this.logProbs,
        oldLogProbs,
        advantages,
        mask,
        logProbs,
        weights,
        entropies,
        discriminatorMeans);
  }

  /// @param means may be null where no filter asks for them
  public PolicyBatch withEntropies(Tensor entropies, @Nullable Tensor means) {
    return new PolicyBatch(
        logProbs, oldLogProbs, advantages, mask, referenceLogProbs, klWeights, entropies, means);
  }

  /// How many tokens count.
  public int tokens() {
    return Math.toIntExact(Math.round(mask.to(Type.FLOAT64).sum().value()));
  }

  /// ln π − ln π_old of each token; 0 in the padding.
  public Tensor logRatio() {
    return padded(logProbs.sub(oldLogProbs.detach()));
  }

  /// How far the policy has left the reference at each token: e^d − d − 1 with d = ln π_ref − ln π,
  /// which is never negative and whose mean over samples of π is the KL divergence (Schulman's k3);
  /// times the weights.
  ///
  /// @throws IllegalArgumentException if there is no reference
  public Tensor klToReference() {
    return klToReference(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /// The same with d limited to ±farthest, and then the estimate to ±most.
  Tensor klToReference(double farthest, double most) {
    if (referenceLogProbs == null) {
      throw new IllegalArgumentException(
          "the objective has a KL penalty and the batch no referenceLogProbs: give them, or set the coefficient to 0.");
    }
    Tensor d = padded(referenceLogProbs.detach().sub(logProbs)).clamp(-farthest, farthest);
    Tensor kl = d.expm1().sub(d).clamp(-most, most);
    return klWeights == null ? kl : kl.mul(padded(klWeights));
  }

  /// The values with 0 in the padding.
  public Tensor padded(Tensor values) {
    requireLike("values", values, logProbs);
    return values.maskedFill(mask.not(), 0);
  }

  /// Σ over the tokens that count / (their number + 1e-8): 0 where none does.
  public Tensor tokenMean(Tensor values) {
    return padded(values).sum().div(mask.to(values.type()).sum().add(EPSILON));
  }

  /// The mean over answers of each answer's mean over its tokens; an answer without tokens counts
  /// as 0, and so does a batch without answers.
  public Tensor answerMean(Tensor values) {
    requireLike("values", values, logProbs);
    Tensor lengths = mask.to(values.type()).sum(1, false).clampMin(1);
    return padded(values).sum(1, false).div(lengths).sum().div(Math.max(1, values.size(0)));
  }

  /// The values of the tokens that count, in row order.
  double[] counted(Tensor values) {
    double[] all = values.detach().toDoubles();
    return Arrays.stream(places()).mapToDouble(place -> all[place]).toArray();
  }

  /// Where the tokens that count are, in row order.
  int[] places() {
    return Arrays.stream(mask.contiguous().reshape(-1).positions().toLongs())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  /// A bool tensor of the batch's shape that is true everywhere but at some places.
  Tensor allBut(int[] places) {
    boolean[] kept = new boolean[Math.toIntExact(mask.count())];
    Arrays.fill(kept, true);
    for (int place : places) {
      if (place < 0 || place >= kept.length) {
        throw new IllegalArgumentException(
            "token %d does not exist: the batch has %d".formatted(place, kept.length));
      }
      kept[place] = false;
    }
    return Tensor.of(kept, mask.shape());
  }
}
