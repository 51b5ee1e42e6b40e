package org.offprint.lab.model;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.offprint.lab.data.Digits;
import org.offprint.lab.data.MovieRatings.Table;
import org.offprint.lab.task.Progress;
import org.offprint.methods.ctr.ClickModel;
import org.offprint.methods.layer.Block;
import org.offprint.methods.numeric.Roc;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Training;

/// Trains any click model the same way, and measures it: Adam over the rows in an order drawn anew
/// each epoch, every table of embeddings drawn to 0 alike, and the parameters of the best look at
/// validation kept.
///
/// @param decay of the squared entries of embeddings, halved and added to the mean loss
/// @param looks how often validation is looked at in an epoch
public record ClickTraining(int epochs, int batch, double decay, int looks, int patience) {
  private static final int CHUNK = 4096;

  /// @param area under the ROC curve
  /// @param loss mean cross-entropy in nats
  public record Score(double area, double loss) {}

  /// The loss of a batch; most models have their own.
  @FunctionalInterface
  public interface BatchLoss {
    Tensor of(Tensor ids, Tensor labels);
  }

  /// @param seed of the order of rows
  public <M extends Block & ClickModel> M fit(
      String name,
      M model,
      BatchLoss loss,
      double rate,
      Table training,
      Table validation,
      long seed,
      Progress progress) {
    int perEpoch = training.size() / batch;
    var order = new Order(new SplittableRandom(seed), training.size());
    Tensor[] tables =
        model.parameters().entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("embedding"))
            .map(Map.Entry::getValue)
            .toArray(Tensor[]::new);
    Training.of(model, Optimiser.adamW(model.trainable(), rate, 0))
        .clip(1)
        .validate(Math.ceilDiv(perEpoch, looks), patience, () -> score(model, validation).loss())
        .progress((step, of, now) -> progress.step(name, step, of, "loss %.4f".formatted(now)))
        .run(
            epochs * perEpoch,
            step -> {
              int[] rows = order.next(batch);
              Tensor total = loss.of(training.ids(rows), training.labels(rows));
              for (Tensor table : tables) {
                total = total.add(table.square().sum().mul(decay / 2));
              }
              return total;
            });
    model.training(false);
    return model;
  }

  /// Rows without repetition until all were drawn.
  private static final class Order {
    private final SplittableRandom random;
    private int[] rows;
    private int at;

    Order(SplittableRandom random, int count) {
      this.random = random;
      this.rows = Digits.shuffled(random, count);
    }

    int[] next(int count) {
      if (at + count > rows.length) {
        rows = Digits.shuffled(random, rows.length);
        at = 0;
      }
      at += count;
      return Arrays.copyOfRange(rows, at - count, at);
    }
  }

  /// Of a model outside training mode.
  public static Score score(ClickModel model, Table table) {
    double[] logits = new double[table.size()];
    double loss = 0;
    for (int from = 0; from < logits.length; from += CHUNK) {
      int[] rows = IntStream.range(from, Math.min(logits.length, from + CHUNK)).toArray();
      try (var scope = Scope.withoutGradients()) {
        double[] part = model.logits(table.ids(rows)).toDoubles();
        System.arraycopy(part, 0, logits, from, part.length);
      }
    }
    for (int i = 0; i < logits.length; i++) {
      double margin = table.liked()[i] ? logits[i] : -logits[i];
      loss += Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
    }
    return new Score(Roc.area(logits, table.liked()), loss / logits.length);
  }
}
