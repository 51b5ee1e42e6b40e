package org.offprint.methods.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Edit-invariant sequence loss, EISL: every n-gram of the target is matched with the output at all places, weighted towards where it fits
/// best, so that a shifted or repeated target is not punished place by place.
///
///     g_(i',i) = (1/n) Σ_(j<n) max(ln P_(i'+j)(y_(i+j)), floor)
///     q_(·,i)  = softmax over i' of (g_(·,i) + noise)
///     L_n      = mean over i of −Σ_i' q_(i',i) g_(i',i);  L = mean over the orders n of L_n; mean over the batch
///
/// Shapes: logits (B, T, V) floating; targets (B, S) int64 in 0 … V − 1 or the ignore index, S = T or not; returns a scalar.
/// Range: nats a token, ≥ 0, at most −floor; lower is better. n = S = T is cross-entropy. The gradient flows through q and g.
/// Orders: n > 0 counts if n ≤ T; n ≤ 0 means T + n; once each; none left gives T. Those longer than S are dropped as well.
/// An n-gram that has an ignored token in it is left out of the mean over i; a row, or an order of a row, with no n-gram left adds 0. An empty
/// batch gives NaN.
/// Source: Liu et al., Don't Take It Literally: An Edit-Invariant Sequence Loss for Text Generation, NAACL 2022, arXiv:2106.15078, equations 3 to 8.
/// Differs from the source: as the authors' file, g is divided by n and the softmax is over its logarithms; {@link Form#PAPER} has neither (that the paper
/// takes the softmax over the probabilities is our reading). Their floor of −20 cuts off the gradient of tokens less likely than e^−20. How
/// padding is treated is ours, as their file has none.
/// Throws: IllegalArgumentException if shapes or types do not fit, or a target is no token; from the constructor, if there is no order or
/// the floor is not < 0.
@Source(paper = "arXiv:2106.15078", equation = "3 to 8")
public record EditInvariantLoss(List<Integer> orders, Form form, double floor, long ignoreIndex)
    implements SequenceLoss {
  /// What is chosen among, and summed.
  public enum Form {
    /// Logarithms of n-gram probabilities over their length.
    RELEASED,
    /// The softmax over the probabilities, the loss over their logarithms, undivided.
    PAPER
  }

  /// What is added to each fit before the softmax.
  @FunctionalInterface
  public interface Noise {
    /// @param shape (B, T − n + 1, S − n + 1)
    /// @return float64
    Tensor of(int order, long... shape);

    /// −ln(−ln u), which makes the softmax a sample: for training.
    static Noise gumbel(RandomGenerator random) {
      return (order, shape) ->
          Tensor.uniform(random, Double.MIN_NORMAL, 1, Type.FLOAT64, shape).log().neg().log().neg();
    }
  }

  public EditInvariantLoss {
    orders = List.copyOf(orders);
    Shapes.require("the number of orders", orders.size(), !orders.isEmpty(), "1 or more");
    Shapes.require("floor", floor, floor < 0, "a number < 0, or −infinity for none");
  }

  public EditInvariantLoss(List<Integer> orders) {
    this(orders, Form.RELEASED, -20, -100);
  }

  /// Orders 1 to 4 with equal weights, the paper's for training.
  public static EditInvariantLoss standard() {
    return new EditInvariantLoss(List.of(1, 2, 3, 4));
  }

  /// Without noise, as for tests and evaluation.
  @Override
  public Tensor apply(Tensor logits, Tensor targets) {
    return compute(logits, targets, null);
  }

  public Tensor apply(Tensor logits, Tensor targets, Noise noise) {
    return compute(logits, targets, noise);
  }

  /// factor · EISL + other · cross-entropy; T = S. The paper starts from a model that cross-entropy
  /// trained and mixes the two; 0.8 and 0.2 are our choice.
  public Tensor withCrossEntropy(
      Tensor logits, Tensor targets, @Nullable Noise noise, double factor, double other) {
    Tensor crossEntropy =
        new CrossEntropy(ignoreIndex, null, Reduction.MEAN).apply(logits, targets);
    return compute(logits, targets, noise).mul(factor).add(crossEntropy.mul(other));
  }

  /// The orders that an output of this length is matched at.
  public List<Integer> ordersFor(int length) {
    var kept = new TreeSet<Integer>();
    for (int n : orders) {
      int order = n > 0 ? n : length + n;
      if (order > 0 && order <= length) {
        kept.add(order);
      }
    }
    return kept.isEmpty() ? List.of(length) : List.copyOf(kept);
  }

  private Tensor compute(Tensor logits, Tensor targets, @Nullable Noise noise) {
    Shapes.requireType("logits", logits, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireRank("logits", logits, 3, "(B, T, V)");
    Shapes.requireType("targets", targets, Type.INT64);
    Shapes.requireRank("targets", targets, 2, "(B, S)");
    Shapes.requireSize("targets", targets, 0, logits.size(0), "in logits");
    Shapes.requireLabels("targets", targets.toLongs(), logits.size(2), ignoreIndex);
    Shapes.require("T", logits.size(1), logits.size(1) >= 1, "1 or more output places");
    Shapes.require("S", targets.size(1), targets.size(1) >= 1, "1 or more target places");

    Tensor ignored = targets.isEqual(ignoreIndex);
    Tensor counts = ignored.not().to(logits.type());
    Tensor tokens = targets.maskedFill(ignored, 0).unsqueeze(1);
    // (B, T, S): how likely each target token is at each output place
    Tensor fits =
        logits
            .logSoftmax(-1)
            .gather(2, tokens.expand(logits.size(0), logits.size(1), targets.size(1)));
    Tensor floored = Double.isInfinite(floor) ? fits : fits.clampMin(floor);

    List<Tensor> losses = new ArrayList<>();
    for (int n : fitting(Math.toIntExact(logits.size(1)), Math.toIntExact(targets.size(1)))) {
      losses.add(ofOrder(n, floored, counts, noise));
    }
    return Tensor.stack(0, losses.toArray(Tensor[]::new)).mean(0, false).mean();
  }

  private List<Integer> fitting(int outputs, int targets) {
    List<Integer> kept = ordersFor(outputs).stream().filter(n -> n <= targets).toList();
    return kept.isEmpty() ? List.of(Math.min(outputs, targets)) : kept;
  }

  /// (B).
  private Tensor ofOrder(int n, Tensor fits, Tensor counts, @Nullable Noise noise) {
    long places = fits.size(1) - n + 1;
    long grams = fits.size(2) - n + 1;
    Tensor[] diagonal =
        IntStream.range(0, n)
            .mapToObj(j -> fits.narrow(1, j, places).narrow(2, j, grams))
            .toArray(Tensor[]::new);
    Tensor log = Arrays.stream(diagonal).reduce(Tensor::add).orElseThrow();
    Tensor g = form == Form.RELEASED ? log.div(n) : log;
    Tensor chosen = form == Form.RELEASED ? g : g.exp();
    Tensor noisy =
        noise == null ? chosen : chosen.add(noise.of(n, g.size(0), places, grams).to(g.type()));
    Tensor each = noisy.softmax(1).mul(g).sum(1, false).neg();

    Tensor whole = counts.narrow(1, 0, grams);
    for (int j = 1; j < n; j++) {
      whole = whole.mul(counts.narrow(1, j, grams));
    }
    Tensor left = each.maskedFill(whole.isEqual(0), 0).sum(-1, false);
    return left.div(whole.sum(-1, false).clampMin(1));
  }
}
