package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.lab.model.Perceptron;
import org.offprint.methods.language.ForwardOnlyNetwork;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Does forward-only learning depend on rate times showings alone? And, beside the claim, do its
/// features tell digits apart better than those it began with?
public final class ForwardOnlyTime implements Experiment {
  private static final List<Long> WIDTHS = List.of(256L, 128L, 64L, 10L);
  private static final double COARSE = 0.02;
  private static final double FINE = 0.005;
  private static final int SHOWINGS = 25; // η · showings = 0.5 at the coarse rate
  private static final int TIMES = 4; // fine steps a coarse one
  private static final int IMAGES = 500;
  private static final int TEST = 1_000;
  private static final int PROBE_EPOCHS = 20;

  private static final Task TASK =
      Task.named(
              "forward-only-time",
              "Forward-only learning at two rates, compared at equal rate × showings")
          .dataset("MNIST, 10,000 test images at 14 × 14 pixels", Digits.IMAGES, Digits.LABELS)
          .split(
              "500 images to show and to fit the probe, 1,000 others to score it, drawn by the seed")
          .baseline("the same curves compared at equal numbers of showings")
          .protocol(
              """
              Sigmoid networks 196-256-128-64-10, weights 0.01 · N(0, 1), no biases at the start, the same 500
              images shown at η = 0.02 for 25 and at η = 0.005 for 100 steps, from the same start. Curve of a
              layer: its entropy H summed up to time η · steps, at 25 times. Distance: mean absolute difference of
              the two curves over the largest value of the coarser one, mean of the four layers. The baseline
              takes the finer network's first 25 steps instead. Not judged: a linear probe (softmax regression, 20
              epochs of Adam at 0.01, batches of 50, features at mean 0 and deviation 1 on the 500) on the first
              layer after learning, against the same layer before.
              """)
          .seeds(5)
          .metrics(
              Metric.amount("distance", "distance of the entropy curves", "1", Direction.LOWER),
              Metric.difference(
                  "distance-difference",
                  "distance at equal time less distance at equal showings",
                  "1",
                  Direction.LOWER),
              Metric.share("probe", "accuracy of a probe of the first layer", Direction.HIGHER),
              Metric.difference(
                  "probe-gain", "accuracy after learning less before", "1", Direction.HIGHER),
              Metric.share(
                  "probe-third", "accuracy of a probe of the third layer", Direction.HIGHER))
          .agreesWhen(Condition.below("distance", 0.1), Condition.below("distance-difference", 0))
          .claim(Claims.of("2504.03214", 1));

  @Override
  public String method() {
    return "structured-knowledge-accumulation";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("widths", WIDTHS.toString());
    settings.put("rates", COARSE + " and " + FINE);
    settings.put("steps", SHOWINGS + " and " + SHOWINGS * TIMES);
    settings.put("images", Integer.toString(IMAGES));
    settings.put("test", Integer.toString(TEST));
    settings.put("probe.epochs", Integer.toString(PROBE_EPOCHS));
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Digits[] parts = Digits.read(lab, 2).split(seed, IMAGES, TEST);
    try (var scope = new Scope()) {
      var coarse = network(seed, parts[0], COARSE);
      var fine = network(seed, parts[0], FINE);
      double[] before = probes(coarse, parts, seed);
      double[][] one = curves(coarse, parts[0], SHOWINGS, 1);
      double[][] other = curves(fine, parts[0], SHOWINGS * TIMES, TIMES);
      double[][] first = curves(network(seed, parts[0], FINE), parts[0], SHOWINGS, 1);
      double[] after = probes(coarse, parts, seed);
      lab.say(
          "seed %d: probe of layers 1 and 3 before %.3f, %.3f, after %.3f, %.3f",
          seed, before[0], before[1], after[0], after[1]);
      double[] times = new double[SHOWINGS];
      Arrays.setAll(times, i -> COARSE * (i + 1));
      return new Trial()
          .paired("distance", "distance-difference", distance(one, other), distance(one, first))
          .paired("probe", "probe-gain", after[0], before[0])
          .both("probe-third", after[1], before[1])
          .curve(
              "entropy of the second layer at η = 0.02 (as baseline: 0.005)",
              "rate × steps",
              "bits, summed up",
              times,
              one[1],
              other[1]);
    }
  }

  private static ForwardOnlyNetwork network(long seed, Digits digits, double rate) {
    return new ForwardOnlyNetwork(
        Initial.seeded(seed), new ForwardOnlyNetwork.Settings(digits.width(), WIDTHS, rate));
  }

  /// The summed entropy of each layer after every so many steps.
  private static double[][] curves(
      ForwardOnlyNetwork network, Digits digits, int steps, int every) {
    double[][] curves = new double[WIDTHS.size()][steps / every];
    double[] sums = new double[WIDTHS.size()];
    List<Tensor> last =
        network.learn(
            digits.x(),
            steps + 1,
            (step, layers) -> {
              for (int l = 0; l < sums.length; l++) {
                sums[l] += layers.get(l).entropy();
                if (step % every == 0) {
                  curves[l][step / every - 1] = sums[l];
                }
              }
            });
    last.forEach(Tensor::release);
    return curves;
  }

  private static double distance(double[][] one, double[][] other) {
    double sum = 0;
    for (int l = 0; l < one.length; l++) {
      double apart = 0;
      double largest = 0;
      for (int i = 0; i < one[l].length; i++) {
        apart += Math.abs(one[l][i] - other[l][i]) / one[l].length;
        largest = Math.max(largest, Math.abs(one[l][i]));
      }
      sum += apart / largest / one.length;
    }
    return sum;
  }

  /// How well a linear probe of the first and of the third layer tells digits apart.
  private static double[] probes(ForwardOnlyNetwork network, Digits[] parts, long seed) {
    List<Digits> shown = features(network, parts[0], parts[0]);
    List<Digits> unseen = features(network, parts[1], parts[0]);
    double[] accuracies = new double[shown.size()];
    for (int i = 0; i < accuracies.length; i++) {
      var probe = new Perceptron(seed, shown.get(i).width(), Digits.CLASSES);
      probe.fit(
          shown.get(i),
          Optimiser.adamW(probe.trainable(), 0.01, 0),
          PROBE_EPOCHS,
          50,
          seed,
          (x, labels) -> probe.apply(x).crossEntropy(labels, -100, 1),
          epoch -> {});
      accuracies[i] = probe.accuracy(unseen.get(i));
    }
    return accuracies;
  }

  /// Outputs of the first and the third layer, at mean 0 and deviation 1 on other images: those of
  /// a network at its start are all near 1/2, and no probe would see a difference.
  private static List<Digits> features(ForwardOnlyNetwork network, Digits digits, Digits standard) {
    var features = new ArrayList<Digits>();
    try (var scope = Scope.withoutGradients()) {
      for (int layer : new int[] {0, 2}) {
        Tensor reference = network.apply(standard.x()).get(layer);
        Tensor mean = reference.mean(0, true);
        Tensor deviation = reference.variance(0, true).sqrt().clampMin(1e-9);
        Tensor values = network.apply(digits.x()).get(layer).sub(mean).div(deviation);
        float[] flat = values.toFloats();
        int width = flat.length / digits.size();
        float[][] rows = new float[digits.size()][];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
        features.add(new Digits(rows, digits.labels()));
      }
    }
    return features;
  }
}
