package org.offprint.lab.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.lab.model.Perceptron;
import org.offprint.methods.loss.CoverageLoss;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.loss.Loss;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;

/// Does long training with cross-entropy spoil the chance that one of eight answers is right, and
/// does the loss made for eight answers keep it?
///
/// An answer here is one class, so that pass@N needs no sampling: it is 1 − (1 − p)^N for each
/// image.
public final class DirectCoverageDigits implements Experiment {
  private static final int TRAINING_IMAGES = 150;
  private static final int TEST_IMAGES = 2000;
  private static final double NOISE = 0.6;
  private static final int EPOCHS = 160;
  private static final int EARLY = 20;
  private static final int LOOK = 10; // epochs between two points of the curves
  private static final int BATCH = 50;
  private static final double RATE = 1e-3;
  private static final int TRIES = 8;

  private static final Task TASK =
      Task.named("direct-coverage-digits", "Noisy digits, judged by the best of eight answers")
          .dataset(
              "MNIST, the 10,000 test images averaged to 14 × 14 pixels, with Gaussian noise of deviation 0.6 on every pixel",
              Digits.IMAGES,
              Digits.LABELS)
          .split("drawn by the seed: 150 images for training, 2,000 for the test, both with noise")
          .baseline("cross-entropy, the same network from the same start for as long")
          .protocol(
              """
              Perceptron 196-128-64-10 with ReLU, 160 epochs of AdamW at 0.001 without decay on 150 images, batch 50. An answer is a class drawn
              from the softmax, so that pass@N over the test images is exactly the mean of 1 − (1 − p of the right class)^N. Direct coverage
              optimisation with N = 8, the number of tries in the test, against cross-entropy. Change with cross-entropy is pass@8 after 160
              epochs less pass@8 after 20. No setting was chosen on data.
              """)
          .seeds(10)
          .metrics(
              Metric.difference(
                  "gain",
                  "pass@8 above that of cross-entropy at the end",
                  "points",
                  Direction.HIGHER),
              Metric.percent("pass-at-8", "pass@8 at the end", Direction.HIGHER),
              Metric.difference(
                  "cross-entropy-change",
                  "pass@8 of cross-entropy at the end less that after 20 epochs",
                  "points",
                  Direction.LOWER),
              Metric.percent("pass-at-1", "pass@1 at the end", Direction.HIGHER),
              Metric.share(
                  "confidence",
                  "mean largest probability on test images at the end",
                  Direction.LOWER))
          .agreesWhen(Condition.above("gain", 0), Condition.below("cross-entropy-change", 0))
          .claim(Claims.of("2502.07154", 2));

  @Override
  public String method() {
    return "direct-coverage-optimisation";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("model", "196-128-64-10");
    settings.put("noise.deviation", Double.toString(NOISE));
    settings.put("training.images", Integer.toString(TRAINING_IMAGES));
    settings.put("epochs", Integer.toString(EPOCHS));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", Double.toString(RATE));
    settings.put("tries", Integer.toString(TRIES));
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Digits[] parts = Digits.read(lab, 2).split(seed, TRAINING_IMAGES, TEST_IMAGES);
    var random = new SplittableRandom(seed);
    Digits training = parts[0].withPixelNoise(NOISE, random);
    Digits test = parts[1].withPixelNoise(NOISE, random);

    Training ours = train(seed, new CoverageLoss(TRIES), training, test);
    Training theirs = train(seed, CrossEntropy.standard(), training, test);
    lab.say(
        "seed %d: pass@8 %.1f %%, with cross-entropy %.1f %%", seed, ours.last(), theirs.last());
    double[] epochs = new double[ours.passAtN.length];
    Arrays.setAll(epochs, i -> (i + 1.0) * LOOK);
    return new Trial()
        .paired("pass-at-8", "gain", ours.last(), theirs.last())
        .ours("cross-entropy-change", theirs.last() - theirs.passAtN[EARLY / LOOK - 1])
        .both("pass-at-1", ours.passAt1, theirs.passAt1)
        .both("confidence", ours.confidence, theirs.confidence)
        .curve(
            "pass@8 while training goes on",
            "epoch",
            "pass@8 in %",
            epochs,
            ours.passAtN,
            theirs.passAtN);
  }

  /// @param passAtN in percent, after every few epochs
  private record Training(double[] passAtN, double passAt1, double confidence) {
    double last() {
      return passAtN[passAtN.length - 1];
    }
  }

  private static Training train(long seed, Loss loss, Digits training, Digits test) {
    Perceptron model = new Perceptron(seed, training.width(), 128, 64, Digits.CLASSES);
    double[] curve = new double[EPOCHS / LOOK];
    model.fit(
        training,
        Optimiser.adamW(model.trainable(), RATE, 0),
        EPOCHS,
        BATCH,
        seed,
        (x, labels) -> loss.apply(model.apply(x), labels),
        epoch -> {
          if (epoch % LOOK == 0) {
            curve[epoch / LOOK - 1] = passAt(TRIES, model, test);
          }
        });
    return new Training(curve, passAt(1, model, test), model.confidence(test));
  }

  /// The mean chance in percent that one of so many answers is right.
  private static double passAt(int tries, Perceptron model, Digits test) {
    try (var scope = Scope.withoutGradients()) {
      double[] right =
          model.apply(test.x()).softmax(-1).gather(1, test.y().unsqueeze(1)).toDoubles();
      return 100
          * Arrays.stream(right).map(p -> 1 - Math.pow(1 - p, tries)).average().orElseThrow();
    }
  }
}
