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
import org.offprint.methods.loss.CompSumLoss;
import org.offprint.methods.tensor.Optimiser;

/// Which member of the comp-sum family classifies best, and does the answer stay the same when
/// labels are wrong?
///
/// The paper compares the members on clean labels; that is what is judged. Wrong labels are shown
/// beside it, since the other end of the family is used against them.
public final class CompSumDigits implements Experiment {
  private static final int TRAINING_IMAGES = 900;
  private static final int TEST_IMAGES = 3000;
  private static final int EPOCHS = 40;
  private static final int BATCH = 90;
  private static final double RATE = 3e-3;

  private static final Task TASK =
      Task.named("comp-sum-digits", "Digits, with right labels and with wrong ones")
          .dataset(
              "MNIST, the 10,000 test images averaged to 7 × 7 pixels; wrong labels made by us",
              Digits.IMAGES,
              Digits.LABELS)
          .split("drawn by the seed: 900 images for training, 3,000 with right labels for the test")
          .baseline("the absolute error, tau = 2, the same network from the same start")
          .protocol(
              """
              Perceptron 49-64-32-10 with ReLU, 40 epochs of AdamW at 0.003 without decay, batch 90, gradients no longer than 5. The logistic loss
              (tau = 1) against the absolute error (tau = 2) and the sum of exponentials (tau = 0), with right labels; 0.5 and 1.5 are
              shown beside them. Shown and not judged: tau in {0.5, 1, 1.7, 2} with 30 % and with 60 % of the training labels replaced by another
              class, each equally likely. No setting was chosen on data.
              """)
          .seeds(5)
          .metrics(
              Metric.difference(
                  "gain",
                  "accuracy of the logistic loss above that of the absolute error",
                  "points",
                  Direction.HIGHER),
              Metric.percent("accuracy", "test accuracy with right labels", Direction.HIGHER),
              Metric.difference(
                  "gain-over-sum-exponential",
                  "accuracy of the logistic loss above that of the sum of exponentials",
                  "points",
                  Direction.HIGHER),
              Metric.percent(
                  "accuracy-30", "test accuracy with 30 % of the labels wrong", Direction.HIGHER),
              Metric.percent(
                  "accuracy-60", "test accuracy with 60 % of the labels wrong", Direction.HIGHER))
          .agreesWhen(Condition.above("gain", 0), Condition.above("gain-over-sum-exponential", 0))
          .claim(Claims.of("2304.07288", 2));

  @Override
  public String method() {
    return "comp-sum-losses";
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
    settings.put("epochs", Integer.toString(EPOCHS));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", Double.toString(RATE));
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Digits[] parts = Digits.read(lab, 4).split(seed, TRAINING_IMAGES, TEST_IMAGES);
    Trial trial = new Trial();
    double logistic = accuracy(seed, 1, parts[0], parts[1], lab);
    double absolute = accuracy(seed, 2, parts[0], parts[1], lab);
    double exponential = accuracy(seed, 0, parts[0], parts[1], lab);
    trial
        .paired("accuracy", "gain", logistic, absolute)
        .ours("gain-over-sum-exponential", logistic - exponential)
        .other(name(0), "accuracy", exponential);
    for (double tau : new double[] {0.5, 1.5}) {
      trial.other(name(tau), "accuracy", accuracy(seed, tau, parts[0], parts[1], lab));
    }
    for (int percent : new int[] {30, 60}) {
      Digits noisy = parts[0].withLabelNoise(percent / 100.0, new SplittableRandom(seed));
      String metric = "accuracy-" + percent;
      trial.both(
          metric, accuracy(seed, 1, noisy, parts[1], lab), accuracy(seed, 2, noisy, parts[1], lab));
      for (double tau : new double[] {0.5, 1.7}) {
        trial.other(name(tau), metric, accuracy(seed, tau, noisy, parts[1], lab));
      }
    }
    return trial;
  }

  private static String name(double tau) {
    return "tau " + (tau == Math.rint(tau) ? Integer.toString((int) tau) : Double.toString(tau));
  }

  /// In percent.
  private static double accuracy(long seed, double tau, Digits training, Digits test, Lab lab) {
    CompSumLoss loss = new CompSumLoss(tau);
    Perceptron model = new Perceptron(seed, training.width(), 64, 32, Digits.CLASSES);
    model.fit(
        training,
        Optimiser.adamW(model.trainable(), RATE, 0),
        EPOCHS,
        BATCH,
        seed,
        (x, labels) -> loss.apply(model.apply(x), labels),
        epoch ->
            lab.progress()
                .step("seed %d, %s".formatted(seed, name(tau)), epoch, EPOCHS, "training"));
    return 100 * model.accuracy(test);
  }
}
