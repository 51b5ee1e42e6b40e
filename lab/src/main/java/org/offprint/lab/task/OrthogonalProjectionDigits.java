package org.offprint.lab.task;

import java.util.LinkedHashMap;
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
  private static final int EPOCHS = 60;
  private static final int BATCH = 50;
  private static final double RATE = 3e-3;
  private static final double WEIGHT = 1;

  private static final Task TASK =
      Task.named(
              "orthogonal-projection-digits", "Digits with two labels in five wrong, and without")
          .dataset(
              "MNIST, the 10,000 test images averaged to 7 × 7 pixels; wrong labels made by us",
              Digits.IMAGES,
              Digits.LABELS)
          .split("drawn by the seed: 900 images for training, 2,000 with right labels for the test")
          .baseline("cross-entropy alone, the same network from the same start")
          .protocol(
              """
              Perceptron 49-64-32-10 with ReLU, 60 epochs of AdamW at 0.003 without decay, batch 50. Cross-entropy against cross-entropy +
              1 · the orthogonal projection loss of the 32 features with gamma 0.5, the authors' weights; once with right labels, once with
              40 % of the training labels replaced by another class, each equally likely. Extra gain is the gain with wrong labels less
              the gain with right ones. Cosines are means over pairs of test images of different classes. Shown beside it, with wrong labels: 0.1 · the loss with gamma
              2, the defaults of the authors' script. No setting was chosen on data.
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
    settings.put("rate", Double.toString(RATE));
    settings.put("weight", Double.toString(WEIGHT));
    settings.put("gamma", "0.5");
    return settings;
  }

  /// @param accuracy in percent
  private record Fitted(double accuracy, double cosine) {}

  @Override
  public Trial run(long seed, Lab lab) {
    Digits[] parts = Digits.read(lab, 4).split(seed, TRAINING_IMAGES, TEST_IMAGES);
    Digits noisy = parts[0].withLabelNoise(WRONG, new SplittableRandom(seed));
    OrthogonalProjectionLoss loss = OrthogonalProjectionLoss.standard();
    Fitted ours = fit(seed, WEIGHT, loss, parts[0], parts[1]);
    Fitted theirs = fit(seed, 0, loss, parts[0], parts[1]);
    Fitted oursNoisy = fit(seed, WEIGHT, loss, noisy, parts[1]);
    Fitted theirsNoisy = fit(seed, 0, loss, noisy, parts[1]);
    Fitted script =
        fit(seed, 0.1, new OrthogonalProjectionLoss(2, loss.variant()), noisy, parts[1]);
    double gain = ours.accuracy - theirs.accuracy;
    double noisyGain = oursNoisy.accuracy - theirsNoisy.accuracy;
    lab.say("seed %d: gain %.1f points, with wrong labels %.1f", seed, gain, noisyGain);
    return new Trial()
        .paired("accuracy-noisy", "gain-noisy", oursNoisy.accuracy, theirsNoisy.accuracy)
        .ours("extra-gain", noisyGain - gain)
        .paired("accuracy", "gain", ours.accuracy, theirs.accuracy)
        .paired("cosine", "cosine-change", ours.cosine, theirs.cosine)
        .both("cosine-noisy", oursNoisy.cosine, theirsNoisy.cosine)
        .other("weight 0.1, gamma 2", "accuracy-noisy", script.accuracy)
        .other("weight 0.1, gamma 2", "cosine-noisy", script.cosine);
  }

  private static Fitted fit(
      long seed, double weight, OrthogonalProjectionLoss orthogonal, Digits training, Digits test) {
    Perceptron model = new Perceptron(seed, training.width(), 64, 32, Digits.CLASSES);
    model.fit(
        training,
        Optimiser.adamW(model.trainable(), RATE, 0),
        EPOCHS,
        BATCH,
        seed,
        (x, labels) -> {
          Tensor features = model.features(x);
          Tensor loss = CrossEntropy.standard().apply(model.logits(features), labels);
          return weight == 0 ? loss : loss.add(orthogonal.apply(features, labels).mul(weight));
        },
        epoch -> {});
    try (var scope = Scope.withoutGradients()) {
      double cosine = orthogonal.parts(model.features(test.x()), test.y()).otherClass().value();
      return new Fitted(100 * model.accuracy(test), Math.clamp(cosine, 0, 1));
    }
  }
}
