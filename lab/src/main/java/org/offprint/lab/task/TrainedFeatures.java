package org.offprint.lab.task;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.offprint.lab.data.Digits;
import org.offprint.lab.model.Perceptron;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// The features of a digit classifier as it learns, for the tasks that measure features: with the
/// right labels it generalises, with shuffled ones it can only overfit.
///
/// @param epochs after how many passes the features were taken
/// @param features of the test images at each of them, (500, 32)
/// @param training accuracy at the end on what it was trained on, shuffled labels counting as right
/// @param test accuracy at the end on the test images and their right labels
record TrainedFeatures(int[] epochs, double[][][] features, double training, double test) {
  static final String PROTOCOL =
      """
      Digits averaged to 14 × 14. Perceptron 196-64-32-10, 1,000 training images, 60 epochs of Adam at 0.003, batch 50. The features are the 32
      values after the last hidden layer of 500 test images, taken before training and after 1, 2, 5, 10, 20, 40 and 60 epochs. Diffusion
      spectral entropy with σ = 10 and t = 1, the authors' defaults, not tuned.
      """;

  static final int TEST_IMAGES = 500;
  private static final int TRAINING_IMAGES = 1000;
  private static final int[] EPOCHS = {0, 1, 2, 5, 10, 20, 40, 60};

  /// The test images of a seed, whose features are taken.
  static Digits test(long seed, Lab lab) {
    return parts(seed, lab)[1];
  }

  private static Digits[] parts(long seed, Lab lab) {
    return Digits.read(lab, 2).split(seed, TRAINING_IMAGES, TEST_IMAGES);
  }

  /// @param shuffled whether the training labels are dealt out anew among the images
  static TrainedFeatures of(long seed, boolean shuffled, Lab lab) {
    var random = new SplittableRandom(seed);
    Digits[] parts = parts(seed, lab);
    Digits learned = parts[0];
    if (shuffled) {
      int[] labels =
          Arrays.stream(Digits.shuffled(random, TRAINING_IMAGES))
              .map(i -> parts[0].labels()[i])
              .toArray();
      learned = new Digits(parts[0].pixels(), labels);
    }
    var features = new double[EPOCHS.length][][];
    String what = "seed %d, %s labels".formatted(seed, shuffled ? "shuffled" : "right");
    int last = EPOCHS[EPOCHS.length - 1];
    try (var scope = new Scope()) {
      Perceptron model = new Perceptron(random.nextLong(), 196, 64, 32, Digits.CLASSES);
      features[0] = features(model, parts[1]);
      model.fit(
          learned,
          Optimiser.adamW(model.trainable(), 3e-3, 0),
          last,
          50,
          random.nextLong(),
          (x, labels) -> CrossEntropy.standard().apply(model.apply(x), labels),
          epoch -> {
            int at = Arrays.binarySearch(EPOCHS, epoch);
            if (at >= 0) {
              features[at] = features(model, parts[1]);
            }
            lab.progress().step(what, epoch, last, "epochs");
          });
      return new TrainedFeatures(
          EPOCHS, features, model.accuracy(learned), model.accuracy(parts[1]));
    }
  }

  private static double[][] features(Perceptron model, Digits digits) {
    try (var scope = Scope.withoutGradients()) {
      Tensor all = model.features(digits.x());
      double[] flat = all.toDoubles();
      int width = (int) all.size(1);
      double[][] rows = new double[digits.size()][];
      Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width));
      return rows;
    }
  }

  /// A number of each state of the features.
  double[] each(ToDoubleFunction<Tensor> measure) {
    return Arrays.stream(features)
        .mapToDouble(rows -> {
          try (var scope = new Scope()) {
            return measure.applyAsDouble(Tensor.of(rows));
          }
        })
        .toArray();
  }

  double[] x() {
    return Arrays.stream(epochs).asDoubleStream().toArray();
  }

  /// The last value less the first.
  static double rise(double... values) {
    return values[values.length - 1] - values[0];
  }
}
