package org.offprint.methods.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.loss.LdrLoss;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Training;

/// Trains a small classifier with the label-distributionally robust loss on labels of which a third
/// are wrong, and tests it on right ones.
class TrainAClassifierWithLdrTest {
  private static final int CLASSES = 4;
  private static final int FEATURES = 8;
  private static final int BATCH = 50;

  /// Two layers; a model names its parts, and gets parameters, saving and loading from `Block`.
  static final class Classifier extends Block {
    private final Linear hidden;
    private final Linear out;

    Classifier(Initial initial) {
      hidden = block("hidden", new Linear(initial, FEATURES, 32));
      out = block("out", new Linear(initial, 32, CLASSES));
    }

    Tensor logits(Tensor x) {
      return out.apply(hidden.apply(x).relu());
    }
  }

  record Examples(Tensor x, Tensor labels) {
    Examples batch(int step) {
      long start = (long) step * BATCH % x.size(0);
      return new Examples(x.narrow(0, start, BATCH), labels.narrow(0, start, BATCH));
    }
  }

  @Test
  void aThirdOfTheLabelsWrongAndStillNineOfTenRight() {
    Examples train = examples(1, 1_000, 0.33);
    Examples test = examples(2, 500, 0);

    // tag: example
    LdrLoss loss = new LdrLoss(1.0, 0.1); // temperature λ and margin: search both on your data
    Classifier model = new Classifier(Initial.seeded(7));
    Training.of(model, Optimiser.sgd(model.trainable(), 0.1, 0.9, 5e-4))
        .schedule(step -> step < 300 ? 0.1 : 0.01)
        .run(
            400,
            step -> {
              Examples batch = train.batch(step);
              return loss.apply(model.logits(batch.x()), batch.labels());
            });
    // end: example

    assertThat(accuracy(model, test)).isGreaterThan(0.9);
  }

  private static double accuracy(Classifier model, Examples examples) {
    try (var scope = Scope.withoutGradients()) {
      Tensor right = model.logits(examples.x()).argmax(-1).isEqual(examples.labels());
      return right.to(Type.FLOAT64).mean().value();
    }
  }

  /// Points around one centre a class; the given share of labels is drawn anew.
  private static Examples examples(long seed, int count, double wrong) {
    Tensor centres = Tensor.normal(new SplittableRandom(3), 1.5, CLASSES, FEATURES);
    var random = new SplittableRandom(seed);
    long[] classes = random.longs(count, 0, CLASSES).toArray();
    Tensor noise = Tensor.normal(random, 1, count, FEATURES);
    Tensor x = centres.embed(Tensor.of(classes, count)).add(noise);
    long[] labels = classes.clone();
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextDouble() < wrong ? random.nextLong(CLASSES) : classes[i];
    }
    return new Examples(x, Tensor.of(labels, count));
  }
}
