package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.lab.data.Corruption;
import org.offprint.lab.data.Digits;
import org.offprint.lab.model.NormedConvNet;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.loss.RobustMeanTeacher;
import org.offprint.methods.loss.SymmetricCrossEntropy;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Training;

/// What the tasks of test-time adaptation share: a small convolutional network, trained on clean
/// digits, then six corruptions one after the other, three times, batch by batch and without
/// labels.
final class DriftingDigits {
  private static final int SIDE = 14;
  private static final int SOURCE_IMAGES = 1000;
  private static final int TEST_IMAGES = 600;
  private static final int SOURCE_STEPS = 200;
  private static final int BATCH = 100;
  private static final int ROUNDS = 3;
  private static final double RATE = 1e-3;
  private static final double MOMENTUM = 0.99;
  private static final double AUGMENTATION = 0.2;
  private static final int PROJECTION = 32;

  static final String SPLIT =
      "drawn by the seed: 1,000 clean images as source, 600 others that come in every corruption";

  static final String PROTOCOL =
      """
      Network: two 3 × 3 convolutions of stride 2 (8 and 16 channels), each with batch norm and ReLU, a linear layer to 32 with ReLU, a linear
      layer to 10; 200 steps of AdamW at 0.001 on 1,000 clean images, batch 100. Stream: 600 other images with Gaussian noise (deviation 0.3),
      blur (3 × 3 mean, twice), contrast (a quarter), impulse noise (15 % of the pixels), the lower half inverted, shift by 2 pixels each
      way, in this order, three times; batches of 100, each predicted before it is learned from. Batch norm by the batch's own statistics.
      Adaptation: AdamW at 0.001 without decay on all parameters, one step a batch, teacher momentum 0.99, augmentation Gaussian noise of deviation
      0.2, no warm-up. The error is over the whole stream. No setting was chosen on data.
      """;

  private final long seed;
  private final Lab lab;
  private final NormedConvNet source;
  private final Digits clean;
  private final List<Digits> stream = new ArrayList<>();

  DriftingDigits(long seed, Lab lab) {
    this.seed = seed;
    this.lab = lab;
    Digits[] parts = Digits.read(lab, 28 / SIDE).split(seed, SOURCE_IMAGES, TEST_IMAGES);
    clean = parts[0];
    source = network(Initial.seeded(seed));
    var random = new SplittableRandom(seed);
    Training.of(source, Optimiser.adamW(source.trainable(), RATE, 0))
        .run(
            SOURCE_STEPS,
            step -> {
              Digits batch = batch(clean, random);
              return CrossEntropy.standard()
                  .apply(source.logits(source.features(batch.x())), batch.y());
            });
    for (int round = 0; round < ROUNDS; round++) {
      for (Corruption corruption : Corruption.values()) {
        Digits corrupted = corruption.of(parts[1], random);
        int[] order = Digits.shuffled(random, corrupted.size());
        for (int from = 0; from < order.length; from += BATCH) {
          stream.add(corrupted.pick(Arrays.copyOfRange(order, from, from + BATCH)));
        }
      }
    }
  }

  private static NormedConvNet network(Initial initial) {
    return new NormedConvNet(initial, SIDE, Digits.CLASSES);
  }

  private static Digits batch(Digits data, SplittableRandom random) {
    return data.pick(random.ints(BATCH, 0, data.size()).toArray());
  }

  static SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("source.images", Integer.toString(SOURCE_IMAGES));
    settings.put("source.steps", Integer.toString(SOURCE_STEPS));
    settings.put("test.images", Integer.toString(TEST_IMAGES));
    settings.put("rounds", Integer.toString(ROUNDS));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", Double.toString(RATE));
    settings.put("momentum", Double.toString(MOMENTUM));
    settings.put("augmentation", Double.toString(AUGMENTATION));
    settings.put("projection", Integer.toString(PROJECTION));
    return settings;
  }

  /// Batches of the stream, counted from 1, for the curves.
  double[] places() {
    double[] places = new double[stream.size() / batchesOfCorruption()];
    Arrays.setAll(places, i -> i + 1.0);
    return places;
  }

  private static int batchesOfCorruption() {
    return TEST_IMAGES / BATCH;
  }

  /// @param each error in percent of each corruption in turn
  /// @param mean over the whole stream
  record Errors(double[] each, double mean) {}

  /// What does not adapt.
  ///
  /// @param own whether batch norm takes the batch's own statistics, which is an adaptation without
  ///   learning
  Errors unadapted(boolean own) {
    source.training(own);
    Errors errors = errors(batch -> source.logits(source.features(batch.x())));
    source.training(false);
    return errors;
  }

  /// @param alpha of the symmetric cross-entropy: 0 is cross-entropy, 1/2 the mean of both
  ///   directions
  /// @param contrast weight of the contrastive part
  /// @param replay weight of source examples
  Errors meanTeacher(String name, double alpha, double contrast, double replay) {
    var settings =
        new RobustMeanTeacher.Settings(
            NormedConvNet.FEATURES, Digits.CLASSES, PROJECTION, 0.1, MOMENTUM, 1, contrast, replay);
    var teacher =
        new RobustMeanTeacher<>(
            Initial.seeded(seed),
            settings,
            SymmetricCrossEntropy.standard().withAlpha(alpha),
            DriftingDigits::network);
    teacher.student().load(source.tensors());
    teacher.restart();
    teacher.training(true);
    teacher.rememberSource(clean.x(), clean.y());
    Optimiser optimiser = Optimiser.adamW(teacher.trainable(), RATE, 0);
    var random = new SplittableRandom(seed);
    Errors errors =
        errors(batch -> {
          Tensor augmented = batch.withPixelNoise(AUGMENTATION, random).x();
          Digits replayed = batch(clean, random);
          return teacher.adapt(
              optimiser,
              batch.x(),
              augmented,
              replay == 0 ? null : new RobustMeanTeacher.Replay(replayed.x(), replayed.y()));
        });
    lab.say("seed %d, %s: error %.2f %%", seed, name, errors.mean);
    return errors;
  }

  private interface Predictor {
    Tensor logits(Digits batch);
  }

  private Errors errors(Predictor predictor) {
    double[] each = new double[stream.size() / batchesOfCorruption()];
    for (int i = 0; i < stream.size(); i++) {
      Digits batch = stream.get(i);
      long[] best;
      try (var scope = new Scope()) {
        best = predictor.logits(batch).argmax(-1).toLongs();
      }
      int wrong = 0;
      for (int n = 0; n < best.length; n++) {
        wrong += best[n] == batch.labels()[n] ? 0 : 1;
      }
      each[i / batchesOfCorruption()] += 100.0 * wrong / TEST_IMAGES;
    }
    return new Errors(each, Arrays.stream(each).average().orElseThrow());
  }
}
