package org.offprint.methods.loss;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Earth mover distance optimisation, EMO: beside the likelihood of the next token, how far in meaning the model's distribution is from it, by
/// a bound on the earth mover distance that needs no transport solver.
///
///     U    = rows of the embedding at unit length, held;  q = softmax(logits);  mle = −ln q_y
///     emo  = 1 − Σ_(j ≠ y) q_j cos(y, j), the label's own term taken out of the value but not out of the gradient
///     MLE (EMO-1):  ½ (stop(mle / (emo + 1e-10)) emo + mle)
///     EMO (EMO-2):  stop(emo / (mle + 1e-10)) mle + emo;  mean over the labels that count
///
/// Shapes: logits (…, V) floating; labels (…) int64 in 0 … V − 1 or the ignore index, already shifted; embedding (V, d), any d; returns a scalar.
/// Range: lower is better. The value of EMO-1 is that of mle by construction and only its gradient differs: watch mle and {@link #distance} apart.
/// Every label ignored, or an empty batch, gives 0. Finite at |logit| = 100. An embedding row of zeros has cosine 0 to all.
/// Source: Ren, Wu and Zhu, EMO: Earth Mover Distance Optimization for Auto-Regressive Language Modeling, ICLR 2024, arXiv:2310.04691, equations 6 to 9.
/// Differs from the source: "adaptive" and "fixed" of the authors' patch are which embedding the caller gives, the head's own or a copy of the
/// pre-trained one; both are held. Their first script keeps the label's term in the value: fullSum.
/// Throws: IllegalArgumentException if shapes or types do not fit, or a label is no token.
@Source(paper = "arXiv:2310.04691", equation = "6 to 9")
public record EarthMoverLoss(Leading leading, boolean fullSum, long ignoreIndex) {
  private static final double DIVISOR = 1e-10;

  /// Which of the two terms sets the scale.
  public enum Leading {
    /// EMO-1, for training from any state.
    MLE,
    /// EMO-2, for going on from a pre-trained model only: from scratch it diverges.
    EMO
  }

  /// EMO-1 without the label's own term.
  public static EarthMoverLoss standard() {
    return new EarthMoverLoss(Leading.MLE, false, -100);
  }

  /// The loss and the two terms of each label that counts, in order.
  public record Parts(Tensor loss, Tensor mle, Tensor emo) {}

  public Tensor apply(Tensor logits, Tensor labels, Tensor embedding) {
    return parts(logits, labels, embedding).loss();
  }

  public Parts parts(Tensor logits, Tensor labels, Tensor embedding) {
    Entries entries = Entries.of(logits, labels, ignoreIndex);
    requireEmbedding(embedding, logits);
    Tensor mle = entries.ofLabel(entries.logits().logSoftmax(-1)).neg();
    Tensor emo = cost(entries, embedding);
    Tensor each =
        switch (leading) {
          case MLE -> mle.detach().div(emo.detach().add(DIVISOR)).mul(emo).add(mle).div(2);
          case EMO -> emo.detach().div(mle.detach().add(DIVISOR)).mul(mle).add(emo);
        };
    return new Parts(each.sum().div(Math.max(1, entries.count())), mle, emo);
  }

  /// emo of each label: (N).
  private Tensor cost(Entries entries, Tensor embedding) {
    Tensor unit = unit(embedding).to(entries.logits().type());
    Tensor q = entries.logits().softmax(-1);
    Tensor cosines = unit.indexSelect(0, entries.labels()).matmul(unit.transpose(0, 1));
    Tensor nearness = q.mul(cosines);
    Tensor cost = nearness.sum(-1, false).neg().add(1);
    return fullSum ? cost : cost.add(entries.ofLabel(nearness.detach()));
  }

  /// The bound on the earth mover distance of two distributions over tokens whose cost is 1 − cosine:
  ///
  ///     1 − (Uᵀ P) · (Uᵀ Q) = Σ_ij P_i Q_j (1 − cos(i, j)) ≥ EMD(P, Q)
  ///
  /// equal to it where one of them has a single token, and not 0 at P = Q otherwise.
  ///
  /// @param p (…, V)
  /// @param q (…, V)
  /// @return (…)
  public static Tensor distance(Tensor p, Tensor q, Tensor embedding) {
    Shapes.requireFloating("p", p);
    Shapes.requireType("q", q, p.type());
    Shapes.requireEqual("p", p, "q", q);
    Shapes.require("the rank of p", p.rank(), p.rank() >= 1, "1 or more: (…, V)");
    requireEmbedding(embedding, p);
    Tensor unit = unit(embedding).to(p.type());
    return p.matmul(unit).mul(q.matmul(unit)).sum(-1, false).neg().add(1);
  }

  private static Tensor unit(Tensor embedding) {
    Tensor held = embedding.detach();
    Tensor wide = held.type() == Type.FLOAT64 ? held : held.to(Type.FLOAT32);
    return wide.div(wide.norm(-1, true).clampMin(1e-12));
  }

  private static void requireEmbedding(Tensor embedding, Tensor ofTokens) {
    Shapes.requireFloating("embedding", embedding);
    Shapes.requireRank("embedding", embedding, 2, "(V, d)");
    Shapes.requireSize("embedding", embedding, 0, ofTokens.size(-1), "there are tokens");
  }
}
