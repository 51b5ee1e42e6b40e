package org.offprint.methods.loss;

import java.util.Arrays;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// ALDR-KL as its authors train with it: every training example keeps a temperature, which each call moves once.
///
///     g   = f (or softplus f), divided by the mean of |g| over the classes
///     p   = softmax(g / λ_i) + 1e-5, normalised again;  the margin is not in p
///     λ_i ← λ₀ − λ₀ KL(p ‖ 1/K) / (α ln K), held in the gradient
///     loss = λ_i ln((1/K) Σ_k e^(δ_k(g) / λ_i)) − (a₀/2) (λ_i − λ₀)²,  a₀ = α ln K / λ₀, mean over the batch
///
/// Shapes: logits (B, K) floating with K ≥ 2; labels (B) int64 in 0 … K − 1; ids (B) int64, each example's place in the training set.
/// Range: lower is better; bounded by the division, so learning rate and λ₀ must be tuned together. No entry gives NaN.
/// Source: Optimization-AI/ICML2023_LDR, loss.py, for Zhu, Ying and Yang, ICML 2023, arXiv:2112.14869, algorithm 1.
/// Differs from the source: a mean of |g| below 1e-12 counts as 1e-12, where the authors' file divides by zero. Written from its description.
/// Throws: IllegalArgumentException if shapes or types do not fit, a label is no class, or an id is no example; from the constructor, if λ₀ ≤ 0,
/// α ≤ 1, c < 0 or there is no example.
@Source(paper = "arXiv:2112.14869", equation = "algorithm 1")
public final class ReleasedAldrLoss {
  private final double lambda0;
  private final double alpha;
  private final double margin;
  private final boolean softplus;
  private final double[] lambdas;

  /// @param examples in the training set
  /// @param lambda0 10 in the authors' script, searched over 0.1, 1 and 10
  /// @param alpha 2 in the authors' script
  /// @param margin 0.1 in the authors' script
  /// @param softplus whether logits pass through a softplus first, as the authors do for CIFAR-100
  ///   only
  public ReleasedAldrLoss(
      int examples, double lambda0, double alpha, double margin, boolean softplus) {
    Shapes.require("examples", examples, examples >= 1, "1 or more");
    new AldrLoss(lambda0, alpha, margin, -100, Reduction.MEAN); // the same bounds
    this.lambda0 = lambda0;
    this.alpha = alpha;
    this.margin = margin;
    this.softplus = softplus;
    lambdas = new double[examples];
    Arrays.fill(lambdas, lambda0);
  }

  /// What one call computed for each example of the batch.
  ///
  /// @param loss (B), with its gradient
  /// @param lambda (B), the new temperatures
  /// @param kl (B)
  public record Step(Tensor loss, Tensor lambda, Tensor kl) {}

  public Tensor apply(Tensor logits, Tensor labels, Tensor ids) {
    return step(logits, labels, ids).loss().mean();
  }

  public Step step(Tensor logits, Tensor labels, Tensor ids) {
    Shapes.requireRank("logits", logits, 2, "(B, K)");
    Shapes.require("the number of classes", logits.size(1), logits.size(1) >= 2, "2 or more");
    Shapes.requireType("ids", ids, Type.INT64);
    Shapes.requireEqual("ids", ids, "labels", labels);
    Shapes.requireIndices("ids", ids.toLongs(), lambdas.length);
    Entries entries = Entries.of(logits, labels, -1);
    Shapes.requireIndices("labels", labels.toLongs(), logits.size(1));

    double logK = Math.log(logits.size(1));
    Tensor g = LdrLoss.scaled(softplus ? logits.softplus() : logits);
    Tensor shifted = g.detach().div(before(ids).to(g.type()).unsqueeze(-1)).softmax(-1).add(1e-5);
    Tensor p = shifted.div(shifted.sum(-1, true));
    Tensor kl = p.mul(p.log().add(logK)).sum(-1, false);
    Tensor lambda = kl.mul(-lambda0 / (alpha * logK)).add(lambda0);
    remember(ids, lambda);
    Tensor delta = LdrLoss.delta(g, entries, margin);
    return new Step(AldrLoss.value(delta, lambda, lambda0, alpha * logK / lambda0), lambda, kl);
  }

  private Tensor before(Tensor ids) {
    long[] places = ids.toLongs();
    return Tensor.of(
        Arrays.stream(places).mapToDouble(id -> lambdas[(int) id]).toArray(), places.length);
  }

  private void remember(Tensor ids, Tensor lambda) {
    long[] places = ids.toLongs();
    double[] values = lambda.toDoubles();
    for (int i = 0; i < places.length; i++) {
      lambdas[(int) places[i]] = values[i];
    }
  }

  /// The temperature of each training example, for saving and for looking at: low ones are those
  /// whose label the model is sure about, right or wrong.
  public double[] lambdas() {
    return lambdas.clone();
  }

  /// Goes on from temperatures that were saved.
  public void restore(double... saved) {
    if (saved.length != lambdas.length) {
      throw new IllegalArgumentException(
          "%d temperatures do not fit %d examples.".formatted(saved.length, lambdas.length));
    }
    System.arraycopy(saved, 0, lambdas, 0, saved.length);
  }
}
