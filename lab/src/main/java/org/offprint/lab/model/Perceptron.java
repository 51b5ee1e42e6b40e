package org.offprint.lab.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.offprint.lab.data.Digits;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.loss.FeatureClassifier;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// A multi-layer perceptron: linear layers with ReLU between them.
public final class Perceptron extends Block implements FeatureClassifier {
  private static final double LONGEST_GRADIENT = 5;

  private final List<Linear> layers;

  /// @param widths of the input, the hidden layers and the output: 196, 64, 32, 10
  public Perceptron(long seed, int... widths) {
    Initial initial = Initial.seeded(seed);
    List<Linear> list = new ArrayList<>();
    for (int i = 1; i < widths.length; i++) {
      list.add(new Linear(initial, widths[i - 1], widths[i]));
    }
    layers = blocks("layers", list);
  }

  /// What the last layer decides by: (B, in) to (B, D), after ReLU.
  @Override
  public Tensor features(Tensor x) {
    Tensor now = x;
    for (Linear layer : layers.subList(0, layers.size() - 1)) {
      now = layer.apply(now).relu();
    }
    return now;
  }

  @Override
  public Tensor logits(Tensor features) {
    return layers.getLast().apply(features);
  }

  /// (B, in) to logits (B, out).
  public Tensor apply(Tensor x) {
    return logits(features(x));
  }

  /// The loss of a batch.
  @FunctionalInterface
  public interface BatchLoss {
    /// @param x (B, in)
    /// @param labels (B) int64
    Tensor of(Tensor x, Tensor labels);
  }

  /// The same for a loss that remembers something of each example, or has targets beside the
  /// labels.
  @FunctionalInterface
  public interface RowLoss {
    /// @param rows (B), which of the data the batch holds
    Tensor of(Tensor x, Tensor labels, int[] rows);
  }

  /// Passes over the data in an order drawn anew each time, a step a batch.
  ///
  /// @param after told after each epoch, from 1; outside any scope
  public void fit(
      Digits data,
      Optimiser optimiser,
      int epochs,
      int batch,
      long seed,
      BatchLoss loss,
      IntConsumer after) {
    fitRows(data, optimiser, epochs, batch, seed, (x, labels, rows) -> loss.of(x, labels), after);
  }

  /// The same with the rows of each batch. Gradients longer than 5 are shortened to that, so that
  /// one loss that explodes on an example far off does not end the training.
  public void fitRows(
      Digits data,
      Optimiser optimiser,
      int epochs,
      int batch,
      long seed,
      RowLoss loss,
      IntConsumer after) {
    var random = new SplittableRandom(seed);
    training(true);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      int[] order = Digits.shuffled(random, data.size());
      for (int from = 0; from < order.length; from += batch) {
        int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, from + batch));
        Digits part = data.pick(rows);
        try (var step = new Scope()) {
          loss.of(part.x(), part.y(), rows).backward();
          optimiser.clip(LONGEST_GRADIENT);
          optimiser.step();
        }
      }
      after.accept(epoch);
    }
    training(false);
  }

  /// The share of right answers, from 0 to 1.
  public double accuracy(Digits data) {
    try (var scope = Scope.withoutGradients()) {
      long[] best = apply(data.x()).argmax(-1).toLongs();
      int right = 0;
      for (int i = 0; i < best.length; i++) {
        right += best[i] == data.labels()[i] ? 1 : 0;
      }
      return right / (double) best.length;
    }
  }

  /// How sure it is: the mean of the largest probability, from 0 to 1.
  public double confidence(Digits data) {
    try (var scope = Scope.withoutGradients()) {
      return apply(data.x()).softmax(-1).max(-1, false).mean().value();
    }
  }
}
