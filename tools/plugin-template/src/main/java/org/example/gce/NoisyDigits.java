package org.example.gce;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.lab.model.Perceptron;
import org.offprint.lab.task.Claims;
import org.offprint.lab.task.Experiment;
import org.offprint.lab.task.Lab;
import org.offprint.lab.task.Trial;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;

/// Does the loss learn more than cross-entropy does when four labels of ten are wrong?
public final class NoisyDigits implements Experiment {
  private static final int TRAINING = 1000;
  private static final int TEST = 3000;
  private static final double NOISE = 0.4;
  private static final double Q = 0.7; // the paper's own choice
  private static final int EPOCHS = 40;
  private static final int BATCH = 50;
  private static final double RATE = 3e-3;

  private static final Task TASK =
      Task.named("gce-noisy-digits", "Digits of which four labels in ten are wrong")
          .dataset("MNIST, its 10,000 test images at 7 × 7 pixels", Digits.IMAGES, Digits.LABELS)
          .split("1,000 images to train on, 3,000 others to test on, drawn by the seed")
          .baseline("cross-entropy, the same network from the same start on the same batches")
          .protocol(
              """
              40 % of the training labels are replaced by another class, each equally likely; test labels are clean. A network of one hidden
              layer (49, 64, 10, ReLU), 40 epochs of AdamW at 0.003 without decay, batches of 50. q = 0.7 as in the paper. Nothing was tuned
              for either loss.
              """)
          .seeds(5)
          .metrics(
              Metric.percent("accuracy", "accuracy on clean test images", Direction.HIGHER),
              Metric.difference("gain", "accuracy above that of cross-entropy", "%", Direction.HIGHER))
          .agreesWhen(Condition.above("gain", 0))
          .claim(Claims.of(NoisyDigits.class, 1));

  @Override
  public String method() {
    return "generalised-cross-entropy";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("q", Double.toString(Q));
    settings.put("noise", Double.toString(NOISE));
    settings.put("epochs", Integer.toString(EPOCHS));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", Double.toString(RATE));
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Digits[] parts = Digits.read(lab, 4).split(seed, TRAINING, TEST);
    Digits noisy = parts[0].withLabelNoise(NOISE, new SplittableRandom(seed));
    var loss = new GeneralisedCrossEntropy(Q);
    double[] epochs = new double[EPOCHS];
    double[] ours = train(seed, noisy, parts[1], lab, "ours", loss::apply, epochs);
    double[] theirs =
        train(seed, noisy, parts[1], lab, "baseline", CrossEntropy.standard()::apply, epochs);
    return new Trial()
        .paired("accuracy", "gain", ours[EPOCHS - 1], theirs[EPOCHS - 1])
        .curve("accuracy on clean test images", "epoch", "accuracy in %", epochs, ours, theirs);
  }

  private interface OfLogits {
    Tensor apply(Tensor logits, Tensor labels);
  }

  private static double[] train(
      long seed, Digits data, Digits test, Lab lab, String name, OfLogits loss, double[] epochs) {
    var model = new Perceptron(seed, data.width(), 64, Digits.CLASSES);
    double[] accuracy = new double[EPOCHS];
    model.fit(
        data,
        Optimiser.adamW(model.trainable(), RATE, 0),
        EPOCHS,
        BATCH,
        seed,
        (x, labels) -> loss.apply(model.apply(x), labels),
        epoch -> {
          epochs[epoch - 1] = epoch;
          accuracy[epoch - 1] = 100 * model.accuracy(test);
          lab.progress()
              .step(
                  "seed %d, %s".formatted(seed, name),
                  epoch,
                  EPOCHS,
                  "accuracy %.1f %%".formatted(accuracy[epoch - 1]));
        });
    return accuracy;
  }
}
