package org.offprint.lab.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.lab.data.Digits;
import org.offprint.lab.model.Perceptron;
import org.offprint.methods.estimate.CalibrationError;
import org.offprint.methods.estimate.CorrectnessAwareCalibrator;
import org.offprint.methods.estimate.CorrectnessAwareLoss;
import org.offprint.methods.estimate.TemperatureScaling;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Training;

/// What the two calibration tasks share: a classifier of noisy digits, the calibrators fitted for
/// it, and how they are scored on one test set.
final class CalibratedDigits {
  static final String PROTOCOL =
      """
      Digits averaged to 14 × 14, Gaussian noise of deviation 0.3 on every pixel. Classifier: perceptron 196-64-10, 300 images, 100 epochs of
      Adam at 0.001, batch 32. Views of an image, which need no colour: moved right by one pixel, moved down by one pixel, blurred by the mean
      of 3 × 3 pixels. Calibrators are fitted on 500 other noisy images: the method's network (4 classes, 3 views, 5 hidden units) by the
      class-balanced correctness loss, 500 steps of Adam at 0.01 on all images; temperature scaling by least cross-entropy. Shown and not
      judged: no calibration, and the method's network by the unbalanced loss. Expected calibration error in 25 equal bins.
      """;

  static final String METHOD = "correctness-aware";
  static final String TEMPERATURE = "temperature scaling";
  private static final int MODEL_IMAGES = 300;
  private static final int CALIBRATOR_IMAGES = 500;
  private static final int TEST_IMAGES = 1000;
  private static final int HIDDEN = 64;
  private static final int EPOCHS = 100;
  private static final int BATCH = 32;
  private static final int STEPS = 500;
  private static final int BINS = 25;
  private static final double NOISE = 0.3;
  private static final int SIDE = 14;

  private CalibratedDigits() {}

  static SequencedMap<String, String> settings(double testNoise) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("images", "%d, %d, %d".formatted(MODEL_IMAGES, CALIBRATOR_IMAGES, TEST_IMAGES));
    settings.put("noise", Double.toString(NOISE));
    settings.put("noise.test", Double.toString(testNoise));
    settings.put("model", "196-64-10, %d epochs, batch %d, Adam 0.001".formatted(EPOCHS, BATCH));
    settings.put("views", "right by 1, down by 1, mean of 3 × 3");
    settings.put("calibrator", "4 classes, 5 hidden, %d steps, Adam 0.01".formatted(STEPS));
    settings.put("bins", Integer.toString(BINS));
    return settings;
  }

  /// Calibration of every arm on images with this much noise, and the accuracy, which none changes.
  record Scored(Map<String, CalibrationError> arms, double accuracy) {
    /// In percentage points.
    double error(String arm) {
      return 100 * of(arm).expected(BINS);
    }

    CalibrationError of(String arm) {
      return Objects.requireNonNull(arms.get(arm), arm);
    }
  }

  static Scored run(long seed, double testNoise, Lab lab) {
    var random = new SplittableRandom(seed);
    Digits[] parts =
        Digits.read(lab, 2).split(random.nextLong(), MODEL_IMAGES, CALIBRATOR_IMAGES, TEST_IMAGES);
    Digits learned = parts[0].withPixelNoise(NOISE, random);
    Digits fitted = parts[1].withPixelNoise(NOISE, random);
    Digits tested = parts[2].withPixelNoise(testNoise, random);
    try (var scope = new Scope()) {
      Perceptron model = new Perceptron(random.nextLong(), learned.width(), HIDDEN, Digits.CLASSES);
      model.fit(
          learned,
          Optimiser.adamW(model.trainable(), 1e-3, 0),
          EPOCHS,
          BATCH,
          random.nextLong(),
          (x, labels) -> CrossEntropy.standard().apply(model.apply(x), labels),
          epoch -> lab.progress().step("seed " + seed + ", classifier", epoch, EPOCHS, "epochs"));
      Seen fit = Seen.by(model, fitted);
      Seen test = Seen.by(model, tested);

      var balanced = calibrator(random.nextLong(), fit, new CorrectnessAwareLoss(true));
      var plain = calibrator(random.nextLong(), fit, new CorrectnessAwareLoss(false));
      double one = TemperatureScaling.fit(fit.logits, fit.labels).temperature();
      try (var testing = Scope.withoutGradients()) {
        var arms = new LinkedHashMap<String, CalibrationError>();
        arms.put(METHOD, test.error(balanced.calibrate(test.logits, test.views)));
        arms.put(TEMPERATURE, test.error(new TemperatureScaling(one).apply(test.logits)));
        arms.put("uncalibrated", test.error(test.logits));
        arms.put(
            "correctness-aware, unbalanced", test.error(plain.calibrate(test.logits, test.views)));
        return new Scored(arms, model.accuracy(tested));
      }
    }
  }

  /// What the two tasks measure of it, in the same names.
  static Trial trial(Scored scored) {
    CalibrationError ours = scored.of(METHOD);
    CalibrationError theirs = scored.of(TEMPERATURE);
    Trial trial =
        new Trial()
            .paired("ece", "ece-difference", scored.error(METHOD), scored.error(TEMPERATURE))
            .paired("auroc", "auroc-difference", ours.auroc(), theirs.auroc())
            .both("brier", ours.brier(), theirs.brier())
            .both("accuracy", scored.accuracy, scored.accuracy);
    scored.arms.forEach((arm, error) -> {
      if (!arm.equals(METHOD) && !arm.equals(TEMPERATURE)) {
        trial.other(arm, "ece", scored.error(arm));
        trial.other(arm, "auroc", error.auroc());
        trial.other(arm, "brier", error.brier());
      }
    });
    return trial;
  }

  private static CorrectnessAwareCalibrator calibrator(
      long seed, Seen fit, CorrectnessAwareLoss loss) {
    var calibrator =
        new CorrectnessAwareCalibrator(
            Initial.seeded(seed), CorrectnessAwareCalibrator.Settings.standard());
    Training.of(calibrator, Optimiser.adamW(calibrator.trainable(), 0.01, 0))
        .run(STEPS, step -> calibrator.loss(fit.logits, fit.views, fit.labels, loss));
    calibrator.training(false);
    return calibrator;
  }

  /// What the classifier answers to images and to their views.
  private record Seen(Tensor logits, List<Tensor> views, Tensor labels) {
    static Seen by(Perceptron model, Digits digits) {
      Tensor x = digits.x();
      Tensor images = x.reshape(digits.size(), SIDE, SIDE);
      Tensor right = images.narrow(2, 0, SIDE - 1).pad(0, 1, 0);
      Tensor down = images.narrow(1, 0, SIDE - 1).pad(0, 0, 0, 1, 0);
      Tensor blurred =
          images
              .pad(0, 1, 1, 1, 1)
              .windows(1, 3, 1)
              .mean(-1, false)
              .windows(2, 3, 1)
              .mean(-1, false);
      return new Seen(
          model.apply(x).detach(),
          List.of(right, down, blurred).stream()
              .map(view -> model.apply(view.reshape(digits.size(), -1)).detach())
              .toList(),
          digits.y());
    }

    CalibrationError error(Tensor calibrated) {
      double[] confidence = CorrectnessAwareLoss.confidence(calibrated).toDoubles();
      double[] right = CorrectnessAwareLoss.right(calibrated, labels).to(Type.FLOAT64).toDoubles();
      boolean[] rights = new boolean[right.length];
      for (int i = 0; i < right.length; i++) {
        confidence[i] = Math.min(1, confidence[i]); // a rounded float32 softmax may be 1 + 1e-7
        rights[i] = right[i] == 1;
      }
      return new CalibrationError(confidence, rights);
    }
  }
}
