package org.offprint.lab.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.lab.model.Perceptron;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.loss.OrthogonalProjectionLoss;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Do features that stand at right angles between classes help, and more so when labels are wrong?
public final class OrthogonalProjectionDigits implements Experiment {
  private static final int TRAINING_IMAGES = 900;
  private static final int TEST_IMAGES = 2000;
  private static final double WRONG = 0.4;
  private static final int EPOCHS = 40;
  private static final int BATCH = 50;
  private static final int VALIDATION_IMAGES = 600;

  private static final Task TASK =
      Task.named(
              "orthogonal-projection-digits", "Digits with two labels in five wrong, and without")
          .dataset(
              "MNIST, the 10,000 test images averaged to 7 × 7 pixels; wrong labels made by us",
              Digits.IMAGES,
              Digits.LABELS)
          .split(
              "drawn by the seed: 900 images for training, 600 for validation with labels as wrong, 2,000 with right ones for the test")
          .baseline("cross-entropy alone, the same network from the same start")
          .protocol(
              """
              Perceptron 49-64-32-10 with ReLU, 40 epochs of AdamW without decay, batch 50. Cross-entropy against cross-entropy + lambda · the
              orthogonal projection loss of the 32 features; once with right labels, once with 40 % of the labels of training and validation
              replaced by another class, each equally likely. Two settings each, of which the one with the better validation accuracy is tested: ours
              the two that the authors give, lambda 1 with gamma 0.5 (README) and lambda 0.1 with gamma 2 (script), at rate 0.003;
              cross-entropy the rates 0.003 and 0.001. Extra gain is the gain with wrong labels less the gain with right ones. Cosines are
              means over pairs of test images of different classes.
              """)
          .seeds(5)
          .metrics(
              Metric.difference(
                  "gain-noisy",
                  "accuracy above that of cross-entropy, 40 % of the labels wrong",
                  "points",
                  Direction.HIGHER),
              Metric.difference(
                  "extra-gain",
                  "how much more it gains with wrong labels than with right ones",
                  "points",
                  Direction.HIGHER),
              Metric.percent(
                  "accuracy-noisy", "test accuracy, 40 % of the labels wrong", Direction.HIGHER),
              Metric.difference(
                  "gain",
                  "accuracy above that of cross-entropy, right labels",
                  "points",
                  Direction.HIGHER),
              Metric.percent("accuracy", "test accuracy, right labels", Direction.HIGHER),
              Metric.difference(
                  "cosine-change",
                  "mean cosine between classes less that of cross-entropy, right labels",
                  "1",
                  Direction.LOWER),
              Metric.share("cosine", "mean cosine between classes, right labels", Direction.LOWER),
              Metric.share(
                  "cosine-noisy",
                  "mean cosine between classes, 40 % of the labels wrong",
                  Direction.LOWER))
          .agreesWhen(
              Condition.above("gain-noisy", 0),
              Condition.above("extra-gain", 0),
              Condition.below("cosine-change", 0))
          .claim(Claims.of("2103.14021", 2));

  @Override
  public String method() {
    return "orthogonal-projection-loss";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("model", "49-64-32-10");
    settings.put("training.images", Integer.toString(TRAINING_IMAGES));
    settings.put("labels.wrong", Double.toString(WRONG));
    settings.put("epochs", Integer.toString(EPOCHS));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("validation.images", Integer.toString(VALIDATION_IMAGES));
    settings.put("ours", OURS.toString());
    settings.put("baseline", BASELINE.toString());
    return settings;
  }

  /// @param weight of the loss of the features; 0 leaves it out
  private record Setting(double weight, double gamma, double rate) {}

  private static final List<Setting> OURS =
      List.of(new Setting(1, 0.5, 3e-3), new Setting(0.1, 2, 3e-3));
  private static final List<Setting> BASELINE =
      List.of(new Setting(0, 0, 3e-3), new Setting(0, 0, 1e-3));

  /// @param accuracy in percent
  private record Fitted(double accuracy, double cosine) {}

  @Override
  public Trial run(long seed, Lab lab) {
    Digits[] parts =
        Digits.read(lab, 4).split(seed, TRAINING_IMAGES, VALIDATION_IMAGES, TEST_IMAGES);
    var random = new SplittableRandom(seed);
    Digits[] noisy = {
      parts[0].withLabelNoise(WRONG, random), parts[1].withLabelNoise(WRONG, random), parts[2]
    };
    Fitted ours = best(seed, OURS, parts, lab);
    Fitted theirs = best(seed, BASELINE, parts, lab);
    Fitted oursNoisy = best(seed, OURS, noisy, lab);
    Fitted theirsNoisy = best(seed, BASELINE, noisy, lab);
    double gain = ours.accuracy - theirs.accuracy;
    double noisyGain = oursNoisy.accuracy - theirsNoisy.accuracy;
    lab.say("seed %d: gain %.1f points, with wrong labels %.1f", seed, gain, noisyGain);
    return new Trial()
        .paired("accuracy-noisy", "gain-noisy", oursNoisy.accuracy, theirsNoisy.accuracy)
        .ours("extra-gain", noisyGain - gain)
        .paired("accuracy", "gain", ours.accuracy, theirs.accuracy)
        .paired("cosine", "cosine-change", ours.cosine, theirs.cosine)
        .both("cosine-noisy", oursNoisy.cosine, theirsNoisy.cosine);
  }

  /// @param parts for training, validation and test
  private static Fitted best(long seed, List<Setting> settings, Digits[] parts, Lab lab) {
    double best = -1;
    Fitted chosen = new Fitted(0, 0);
    for (Setting setting : settings) {
      Perceptron model = fit(seed, setting, parts[0]);
      double value = model.accuracy(parts[1]);
      lab.say("seed %d, %s: validation %.3f", seed, setting, value);
      if (value > best) {
        best = value;
        chosen = new Fitted(100 * model.accuracy(parts[2]), cosine(model, parts[2]));
      }
    }
    return chosen;
  }

  private static Perceptron fit(long seed, Setting setting, Digits training) {
    var orthogonal =
        new OrthogonalProjectionLoss(setting.gamma, OrthogonalProjectionLoss.Variant.ABSOLUTE_MEAN);
    Perceptron model = new Perceptron(seed, training.width(), 64, 32, Digits.CLASSES);
    model.fit(
        training,
        Optimiser.adamW(model.trainable(), setting.rate, 0),
        EPOCHS,
        BATCH,
        seed,
        (x, labels) -> {
          Tensor features = model.features(x);
          Tensor loss = CrossEntropy.standard().apply(model.logits(features), labels);
          return setting.weight == 0
              ? loss
              : loss.add(orthogonal.apply(features, labels).mul(setting.weight));
        },
        epoch -> {});
    return model;
  }

  private static double cosine(Perceptron model, Digits test) {
    try (var scope = Scope.withoutGradients()) {
      double mean =
          OrthogonalProjectionLoss.standard()
              .parts(model.features(test.x()), test.y())
              .otherClass()
              .value();
      return Math.clamp(mean, 0, 1);
    }
  }
}
