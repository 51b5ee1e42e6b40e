package org.offprint.lab.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.methods.language.ChainClassifier;
import org.offprint.methods.language.Chains;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Training;

/// Is a network in four chains as good as a dense one, and are the three smaller networks inside it
/// of use?
public final class ChainsOnDigits implements Experiment {
  private static final List<Long> WIDTHS = List.of(96L, 128L, 64L);
  private static final List<Long> QUARTER = List.of(24L, 32L, 16L);
  private static final Chains FOUR = Chains.of(4, 4, 4, 4);
  private static final Chains DENSE = Chains.of(1);
  private static final int TRAINING = 1_000;
  private static final int TEST = 2_000;
  private static final int BATCH = 50;
  private static final int STEPS = 500;
  private static final double RATE = 3e-3;

  private static final Task TASK =
      Task.named("chains-digits", "A perceptron in four chains against a dense one")
          .dataset("MNIST, 10,000 test images at 14 × 14 pixels", Digits.IMAGES, Digits.LABELS)
          .split("1,000 images for training, 2,000 others for the score, drawn by the seed")
          .baseline("the dense perceptron of the same widths, trained alike")
          .protocol(
              """
              Perceptrons 196-96-128-64-10 with ReLU; the maps between hidden layers in chains of 4, 4, 4, 4 or dense, without bias. 500 steps of Adam
              at 0.003 on batches of 50 drawn at random, the same for all. The chained network learns by the mean cross-entropy of its four sizes, the dense one by its own. Accuracy
              of the whole network, and of its first chain alone, a quarter of every hidden layer, against a dense network of 24, 32 and 16 units trained by itself.
              Beside them the chained network trained by the cross-entropy of the whole alone.
              """)
          .seeds(8)
          .metrics(
              Metric.share("accuracy", "accuracy of the whole network", Direction.HIGHER),
              Metric.difference(
                  "accuracy-difference",
                  "accuracy in chains less accuracy of the dense network",
                  "1",
                  Direction.HIGHER),
              Metric.share("first-accuracy", "accuracy of the first chain alone", Direction.HIGHER),
              Metric.difference(
                  "first-difference",
                  "accuracy of the first chain alone less that of a dense network of its size",
                  "1",
                  Direction.HIGHER),
              Metric.amount("parameters", "parameters", "1", Direction.LOWER))
          .agreesWhen(
              Condition.above("accuracy-difference", -0.02),
              Condition.above("first-difference", -0.02))
          .claim(Claims.of("2505.11820", 1));

  @Override
  public String method() {
    return "chain-of-model";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("widths", WIDTHS.toString());
    settings.put("chains", FOUR.sizes().toString());
    settings.put("training", Integer.toString(TRAINING));
    settings.put("test", Integer.toString(TEST));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("steps", Integer.toString(STEPS));
    settings.put("learningRate", Double.toString(RATE));
    return settings;
  }

  private interface ChainLoss {
    Tensor of(ChainClassifier model, Tensor x, Tensor labels);
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Digits[] parts = Digits.read(lab, 2).split(seed, TRAINING, TEST);
    ChainClassifier.Settings four = settings(parts[0], WIDTHS, FOUR);
    ChainClassifier.Settings one = settings(parts[0], WIDTHS, DENSE);
    double[] chained = accuracies(four, ChainClassifier::loss, parts, seed, lab);
    double[] whole = accuracies(four, ChainClassifier::lastLoss, parts, seed, lab);
    double dense = accuracies(one, ChainClassifier::lastLoss, parts, seed, lab)[0];
    ChainClassifier.Settings small = settings(parts[0], QUARTER, DENSE);
    double quarter = accuracies(small, ChainClassifier::lastLoss, parts, seed, lab)[0];
    String single = "in chains, learning by the whole alone";
    return new Trial()
        .paired("accuracy", "accuracy-difference", chained[3], dense)
        .paired("first-accuracy", "first-difference", chained[0], quarter)
        .both("parameters", four.parameterCount(), one.parameterCount())
        .other(single, "accuracy", whole[3])
        .other(single, "first-accuracy", whole[0])
        .curve(
            "accuracy of the first chains (as baseline: learning by the whole alone)",
            "chains",
            "accuracy",
            new double[] {1, 2, 3, 4},
            chained,
            whole);
  }

  private static ChainClassifier.Settings settings(
      Digits digits, List<Long> widths, Chains chains) {
    return new ChainClassifier.Settings(digits.width(), widths, Digits.CLASSES, chains);
  }

  /// Of the first chain, the first two, …
  private static double[] accuracies(
      ChainClassifier.Settings settings, ChainLoss loss, Digits[] parts, long seed, Lab lab) {
    try (var scope = new Scope()) {
      Chains chains = java.util.Objects.requireNonNull(settings.chains());
      var model = new ChainClassifier(Initial.seeded(seed), settings);
      var random = new SplittableRandom(seed); // the same batches for every network
      Training.of(model, Optimiser.adamW(model.trainable(), RATE, 0))
          .progress((step, all, value) ->
              lab.progress()
                  .step(
                      "seed %d, %d chains".formatted(seed, chains.count()),
                      step,
                      all,
                      "loss %.3f".formatted(value)))
          .run(
              STEPS,
              step -> {
                int[] rows = random.ints(BATCH, 0, parts[0].size()).toArray();
                Digits batch = parts[0].pick(rows);
                return loss.of(model, batch.x(), batch.y());
              });
      double[] accuracies = new double[chains.count()];
      try (var evaluation = Scope.withoutGradients()) {
        Tensor x = parts[1].x();
        for (int run = 1; run <= chains.count(); run++) {
          accuracies[run - 1] = share(model.apply(x, run).argmax(-1).toLongs(), parts[1].labels());
        }
      }
      lab.say("seed %d, %d chains: accuracy %s", seed, chains.count(), Arrays.toString(accuracies));
      return accuracies;
    }
  }

  private static double share(long[] answers, int[] labels) {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += answers[i] == labels[i] ? 1 : 0;
    }
    return right / (double) labels.length;
  }
}
