package org.offprint.methods.language;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;

/// A multilayer perceptron of chains, by which the chain-of-model paper shows the idea on images.
///
///     h = relu(W_0 x + b_0);  h ← relu({@link ChainLinear}(h)) for each further width
///     logits_i = W h_(≤ i) + b, that is, the head's columns of the first i chains
///     loss = mean over i of the cross-entropy of logits_i, or that of the last alone
///
/// Shapes: x (B, in) floating; labels (B) int64; logits (B, classes).
/// Range: loss in nats, ≥ 0; NaN for an empty batch.
/// Source: arXiv:2505.11820, table 13, whose parameter counts {@link Settings#parameterCount}
/// reproduces.
/// Differs from the source: ReLU is our choice, as the paper names no activation here.
/// Throws: IllegalArgumentException if Σ c does not divide a width, shapes differ, or a label is no
/// class.
@Source(paper = "arXiv:2505.11820", equation = "table 13")
public final class ChainClassifier extends Block {
  private final Settings settings;
  private final Linear first;
  private final List<ChainLinear> hidden;
  private final Linear head;

  /// @param widths of the hidden layers
  /// @param chains null for a dense network, which only {@link #parameterCount} takes
  public record Settings(long in, List<Long> widths, int classes, @Nullable Chains chains) {
    public Settings {
      widths = List.copyOf(widths);
      Shapes.require("inputs", in, in >= 1, "1 or more");
      Shapes.require("classes", classes, classes >= 1, "1 or more");
      Shapes.require("hidden layers", widths.size(), !widths.isEmpty(), "1 or more");
      if (chains != null) {
        for (long width : widths) {
          chains.prefix(width, 1);
        }
      }
    }

    /// The network of the paper's table 13 on CIFAR-10.
    public static Settings cifar(@Nullable Chains chains) {
      return new Settings(3_072, List.of(768L, 1_024L, 512L, 256L), 10, chains);
    }

    /// How many numbers are trained. Chain layers have no bias, dense ones have.
    public long parameterCount() {
      long count = (in + 1) * widths.getFirst() + (widths.getLast() + 1) * classes;
      for (int i = 1; i < widths.size(); i++) {
        count +=
            chains == null
                ? (widths.get(i - 1) + 1) * widths.get(i)
                : chains.parameterCount(widths.get(i - 1), widths.get(i));
      }
      return count;
    }
  }

  public ChainClassifier(Initial initial, Settings settings) {
    this.settings = settings;
    Chains chains = chains();
    List<Long> widths = settings.widths();
    first = block("first", new Linear(initial, settings.in(), widths.getFirst()));
    hidden =
        blocks(
            "hidden",
            IntStream.range(1, widths.size())
                .mapToObj(i -> new ChainLinear(initial, chains, widths.get(i - 1), widths.get(i)))
                .toList());
    head = block("head", new Linear(initial, widths.getLast(), settings.classes()));
  }

  private Chains chains() {
    Chains chains = settings.chains();
    if (chains == null) {
      throw new IllegalArgumentException("chains are missing: Chains.of(1) is the dense network");
    }
    return chains;
  }

  /// logits_1 … logits_n.
  public List<Tensor> all(Tensor x) {
    Shapes.requireRank("x", x, 2, "(B, in)");
    Chains chains = chains();
    Tensor h = first.apply(x).relu();
    for (ChainLinear layer : hidden) {
      h = layer.apply(h, chains.count()).relu();
    }
    var all = new ArrayList<Tensor>();
    for (int i = 1; i <= chains.count(); i++) {
      all.add(head(h, chains.prefix(h.size(-1), i)));
    }
    return all;
  }

  /// logits of the first `run` chains, from 1; later chains are not computed.
  public Tensor apply(Tensor x, int run) {
    Shapes.requireRank("x", x, 2, "(B, in)");
    Chains chains = chains();
    chains.requireRun(run);
    Tensor h =
        first.apply(x).relu().narrow(-1, 0, chains.prefix(settings.widths().getFirst(), run));
    for (ChainLinear layer : hidden) {
      h = layer.apply(h, run).relu();
    }
    return head(h, h.size(-1));
  }

  private Tensor head(Tensor h, long seen) {
    Tensor weight = head.weight().narrow(1, 0, seen);
    Tensor bias = java.util.Objects.requireNonNull(head.bias());
    return h.narrow(-1, 0, seen).matmul(weight.transpose(0, 1)).add(bias);
  }

  /// The mean of all chains' cross-entropies.
  public Tensor loss(Tensor x, Tensor labels) {
    return Tensor.stack(
            0, all(x).stream().map(logits -> loss(logits, labels, x)).toArray(Tensor[]::new))
        .mean();
  }

  /// The cross-entropy of the whole network alone.
  public Tensor lastLoss(Tensor x, Tensor labels) {
    return loss(all(x).getLast(), labels, x);
  }

  private Tensor loss(Tensor logits, Tensor labels, Tensor x) {
    Shapes.requireRank("labels", labels, 1, "(B)");
    Shapes.requireSize("labels", labels, 0, x.size(0), "the rows of x");
    Shapes.requireLabels("labels", labels.toLongs(), settings.classes(), -100);
    return logits.crossEntropy(labels, -100, 1);
  }
}
