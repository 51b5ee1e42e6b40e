package org.offprint.lab.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.offprint.lab.data.Digits;
import org.offprint.lab.model.Perceptron;
import org.offprint.methods.loss.CompSumLoss;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.loss.LdrLoss;
import org.offprint.methods.loss.Loss;
import org.offprint.methods.loss.ReleasedAldrLoss;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;

/// What the tasks of LDR and ALDR share: digits of which some have wrong labels, and for every loss
/// a choice among three settings by the accuracy on validation images whose labels are wrong as
/// often.
final class NoisyLabels {
  private static final int TRAINING_IMAGES = 900;
  private static final int VALIDATION_IMAGES = 600;
  private static final int TEST_IMAGES = 3000;
  private static final double WRONG = 0.4;
  private static final int EPOCHS = 40;
  private static final int BATCH = 45;
  private static final double RATE = 0.1;
  private static final double MARGIN = 0.1;
  private static final double[] LAMBDAS = {0.1, 1, 10};

  static final String SPLIT =
      "drawn by the seed: 900 images for training and 600 for validation, both with wrong labels, 3,000 with right ones for the test";

  /// What the protocols of the two tasks say alike.
  static final String PROTOCOL =
      """
      Perceptron 49-64-32-10 with ReLU, 40 epochs of gradient descent with momentum 0.9 and decay 0.0005, batch 45, gradients no longer than 5,
      the rate divided by 10 after 20 and again after 30 epochs. Labels are replaced by another class, each equally likely, for 40 % of the images. Every loss has three settings, of which the one with the best accuracy on the noisy validation images
      is tested: cross-entropy the rates 0.03, 0.1 and 0.3; LDR and ALDR the temperatures 0.1, 1 and 10, the authors' grid, with margin 0.1 at
      rate 0.1.
      """;

  /// A loss that may remember something of each example.
  @FunctionalInterface
  private interface LogitLoss {
    Tensor of(Tensor logits, Tensor labels, int[] rows);

    static LogitLoss of(Loss loss) {
      return (logits, labels, rows) -> loss.apply(logits, labels);
    }
  }

  /// @param loss made anew for each training
  private record Setting(String name, double rate, Supplier<LogitLoss> loss) {}

  private final long seed;
  private final Digits training;
  private final Digits validation;
  private final Digits test;
  private final Lab lab;

  NoisyLabels(long seed, Lab lab) {
    var random = new SplittableRandom(seed);
    Digits[] parts =
        Digits.read(lab, 4).split(seed, TRAINING_IMAGES, VALIDATION_IMAGES, TEST_IMAGES);
    this.seed = seed;
    this.lab = lab;
    training = parts[0].withLabelNoise(WRONG, random);
    validation = parts[1].withLabelNoise(WRONG, random);
    test = parts[2];
  }

  static SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("model", "49-64-32-10");
    settings.put("training.images", Integer.toString(TRAINING_IMAGES));
    settings.put("validation.images", Integer.toString(VALIDATION_IMAGES));
    settings.put("labels.wrong", Double.toString(WRONG));
    settings.put("epochs", Integer.toString(EPOCHS));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", RATE + "; cross-entropy 0.03, 0.1, 0.3");
    settings.put("momentum", "0.9");
    settings.put("decay", "5.0E-4");
    settings.put("margin", Double.toString(MARGIN));
    settings.put("temperatures", "0.1, 1, 10");
    return settings;
  }

  // Test accuracy in percent of the setting that validation chose

  double crossEntropy() {
    LogitLoss loss = LogitLoss.of(CrossEntropy.standard());
    return best(
        "cross-entropy",
        DoubleStream.of(0.03, 0.1, 0.3)
            .mapToObj(rate -> new Setting("rate " + rate, rate, () -> loss))
            .toList());
  }

  double ldr() {
    return best(
        "LDR",
        DoubleStream.of(LAMBDAS)
            .mapToObj(lambda -> fixed("lambda " + lambda, new LdrLoss(lambda, MARGIN)))
            .toList());
  }

  /// With the q that it is usually met with, nothing chosen.
  double generalised() {
    return best(
        "generalised cross-entropy",
        List.of(fixed("q 0.7", CompSumLoss.generalisedCrossEntropy(0.7))));
  }

  /// As its authors train with it, softplus included.
  double aldr() {
    return best(
        "ALDR",
        DoubleStream.of(LAMBDAS)
            .mapToObj(lambda ->
                new Setting(
                    "lambda " + lambda,
                    RATE,
                    () -> {
                      var loss = new ReleasedAldrLoss(TRAINING_IMAGES, lambda, 2, MARGIN, true);
                      return (logits, labels, rows) -> loss.apply(logits, labels, ids(rows));
                    }))
            .toList());
  }

  private static Setting fixed(String name, Loss loss) {
    return new Setting(name, RATE, () -> LogitLoss.of(loss));
  }

  private static Tensor ids(int[] rows) {
    return Tensor.of(Arrays.stream(rows).asLongStream().toArray(), rows.length);
  }

  private double best(String what, List<Setting> settings) {
    double best = -1;
    double accuracy = 0;
    String chosen = "";
    for (Setting setting : settings) {
      lab.progress()
          .step(
              "seed %d, %s".formatted(seed, what),
              settings.indexOf(setting),
              settings.size(),
              setting.name);
      Perceptron model = train(setting);
      double value = model.accuracy(validation);
      if (value > best) {
        best = value;
        accuracy = 100 * model.accuracy(test);
        chosen = setting.name;
      }
    }
    lab.say("seed %d, %s: %.1f %% with %s", seed, what, accuracy, chosen);
    return accuracy;
  }

  private Perceptron train(Setting setting) {
    Perceptron model = new Perceptron(seed, training.width(), 64, 32, Digits.CLASSES);
    Optimiser optimiser = Optimiser.sgd(model.trainable(), setting.rate, 0.9, 5e-4);
    LogitLoss loss = setting.loss.get();
    model.fitRows(
        training,
        optimiser,
        EPOCHS,
        BATCH,
        seed,
        (x, labels, rows) -> loss.of(model.apply(x), labels, rows),
        epoch -> {
          if (epoch == EPOCHS / 2 || epoch == EPOCHS * 3 / 4) {
            optimiser.rate(setting.rate * (epoch == EPOCHS / 2 ? 0.1 : 0.01));
          }
        });
    return model;
  }
}
