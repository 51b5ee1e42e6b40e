package org.offprint.lab.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.lab.data.Digits;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Training;
import org.offprint.methods.vision.ResidualClassifier;
import org.offprint.methods.vision.ResidualClassifier.Activation;
import org.offprint.methods.vision.ResidualClassifier.Attention;

/// What the tasks of channel attention and of activations share: a small residual network on few
/// digits, in which one or the other is exchanged.
final class ResidualDigits {
  private static final int SIDE = 14;
  private static final int TRAINING_IMAGES = 300;
  private static final int TEST_IMAGES = 1000;
  private static final List<Integer> WIDTHS = List.of(8, 16);
  private static final int STEPS = 150;
  private static final int BATCH = 50;
  private static final double RATE = 1e-2;

  static final String SPLIT = "drawn by the seed: 300 images for training, 1,000 for the test";

  static final String PROTOCOL =
      """
      Residual network: a 3 × 3 convolution to 8 channels, then residual blocks of 8 and of 16 channels with two 3 × 3 convolutions each, the
      second block of stride 2, batch norm after every convolution, the mean over places and a linear layer to 10. 150 steps of AdamW
      without decay on batches of 50 from 300 images, the rate falling from 0.01 to 0 along a cosine; the same batches for all. The
      sizes and the rate were chosen by the accuracy of the baseline, on other seeds.
      """;

  private final long seed;
  private final Lab lab;
  private final Digits training;
  private final Digits test;

  ResidualDigits(long seed, Lab lab) {
    this.seed = seed;
    this.lab = lab;
    Digits[] parts = Digits.read(lab, 28 / SIDE).split(seed, TRAINING_IMAGES, TEST_IMAGES);
    training = parts[0];
    test = parts[1];
  }

  static SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("widths", WIDTHS.toString());
    settings.put("training.images", Integer.toString(TRAINING_IMAGES));
    settings.put("steps", Integer.toString(STEPS));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", RATE + ", falling along a cosine");
    return settings;
  }

  /// @param accuracy on the test images in percent
  /// @param parameters of the whole network
  /// @param losses of training, the mean of each tenth of the steps
  record Fitted(double accuracy, long parameters, double[] losses) {}

  Fitted fit(Attention attention, Activation activation) {
    ResidualClassifier model =
        new ResidualClassifier(
            Initial.seeded(seed),
            new ResidualClassifier.Settings(1, WIDTHS, Digits.CLASSES, attention, activation));
    var random = new SplittableRandom(seed);
    double[] losses = new double[STEPS / 10];
    Training.of(model, Optimiser.adamW(model.trainable(), RATE, 0))
        .schedule(step -> RATE * (1 + Math.cos(Math.PI * step / STEPS)) / 2)
        .progress((step, of, loss) -> {
          losses[(step - 1) / 10] += loss / 10;
          lab.progress()
              .step(
                  "seed %d, %s, %s".formatted(seed, attention, activation),
                  step,
                  of,
                  "loss %.3f".formatted(loss));
        })
        .run(
            STEPS,
            step -> {
              Digits batch = training.pick(random.ints(BATCH, 0, training.size()).toArray());
              return model.loss(images(batch), batch.y());
            });
    model.training(false);
    int right = 0;
    for (int from = 0; from < test.size(); from += BATCH) {
      int first = from;
      int[] rows = new int[Math.min(BATCH, test.size() - from)];
      Arrays.setAll(rows, i -> first + i);
      Digits batch = test.pick(rows);
      try (var scope = Scope.withoutGradients()) {
        long[] best = model.logits(images(batch)).argmax(-1).toLongs();
        for (int i = 0; i < best.length; i++) {
          right += best[i] == batch.labels()[i] ? 1 : 0;
        }
      }
    }
    return new Fitted(100.0 * right / test.size(), model.trainableCount(), losses);
  }

  private static Tensor images(Digits batch) {
    return batch.x().reshape(batch.size(), 1, SIDE, SIDE);
  }

  /// The middle steps of {@link Fitted#losses}.
  static double[] places() {
    double[] places = new double[STEPS / 10];
    Arrays.setAll(places, i -> 10.0 * i + 5.5);
    return places;
  }
}
