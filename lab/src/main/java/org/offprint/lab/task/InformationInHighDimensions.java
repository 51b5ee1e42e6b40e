package org.offprint.lab.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.methods.estimate.CanonicalCorrelation;
import org.offprint.methods.estimate.InfoNce;
import org.offprint.methods.estimate.InformationCritic;
import org.offprint.methods.estimate.KnownInformation;
import org.offprint.methods.estimate.MaxTest;
import org.offprint.methods.estimate.NeuralInformation;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Does the protocol give the right information in 100 dimensions, and none where there is none?
public final class InformationInHighDimensions implements Experiment {
  private static final int ROWS = 1000;
  private static final int WIDE = 100;
  private static final int LATENT = 4;
  private static final double BITS = 2;
  private static final int EPOCHS = 60;
  private static final double RATE = 1e-3;
  private static final double LN2 = Math.log(2);

  private static final Task TASK =
      Task.named(
              "information-in-high-dimensions",
              "Mutual information of known size in 10 and 100 dimensions")
          .dataset(
              "synthetic: 1,000 pairs of 2 bits in 100 and in 10 dimensions, and of 0 bits in 10")
          .split("a tenth of the pairs held out, by the seed")
          .baseline("without the protocol: the training value of the last epoch")
          .protocol(
              """
              Three samples of 1,000 pairs. Wide: 4 pairs of correlated normal latents of 2 bits together, each side seen as 100 numbers
              tanh(W z / 2) with a random normal W of its own, which loses nothing. Dense: 10 pairs of correlated normals of 2 bits together.
              Nothing: 10 independent normals a side. InfoNCE with a separable critic (2 × 64 hidden, 8 dimensions), 60 epochs of Adam at
              0.001, batch 128. The protocol holds a tenth out, smooths the held-out curve, stops at its peak and reports the training value
              there; without it the last training value stands. Errors are absolute, in bits. Agrees when on the wide sample the error lies
              below 0.5 bits and below that without the protocol, and on the sample of nothing less than 0.1 bits are reported. Not tried:
              extrapolation in sample size, which takes 55 trainings.
              """)
          .seeds(5)
          .metrics(
              Metric.amount("error-wide", "error, 100 dimensions", "bits", Direction.LOWER),
              Metric.difference(
                  "error-difference-wide",
                  "error, less that without the protocol, 100 dimensions",
                  "bits",
                  Direction.LOWER),
              Metric.amount(
                  "reported-nothing", "reported where there is none", "bits", Direction.LOWER),
              Metric.amount(
                  "reported-wide", "reported of 2, 100 dimensions", "bits", Direction.EQUAL),
              Metric.amount(
                  "reported-dense", "reported of 2, 10 dimensions", "bits", Direction.EQUAL),
              Metric.amount("error-dense", "error, 10 dimensions", "bits", Direction.LOWER))
          .agreesWhen(
              Condition.below("error-wide", 0.5),
              Condition.below("error-difference-wide", 0),
              Condition.below("reported-nothing", 0.1))
          .claim(Claims.of("2506.00330", 1));

  @Override
  public String method() {
    return "high-dimensional-mutual-information";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("pairs", Integer.toString(ROWS));
    settings.put("epochs", Integer.toString(EPOCHS));
    settings.put("rate", Double.toString(RATE));
    settings.put("batch", "128");
    settings.put("critic", "separable, 2 × 64, embedding 8");
    settings.put("smoothing", "median 5, Gaussian 1");
    return settings;
  }

  private record Two(Tensor x, Tensor y) {}

  /// @param reported with the protocol
  /// @param last without it
  private record Measured(double reported, double last, NeuralInformation.Trace trace) {}

  @Override
  public Trial run(long seed, Lab lab) {
    var random = new SplittableRandom(seed);
    Trial trial = new Trial();
    try (var scope = new Scope()) {
      Two latents = correlated(random, LATENT, BITS);
      Two wide = new Two(seen(random, latents.x), seen(random, latents.y));
      Two dense = correlated(random, 10, BITS);
      Two nothing = correlated(random, 10, 0);
      Measured ofWide = measure(wide, seed, "100 dimensions", lab);
      Measured ofDense = measure(dense, seed, "10 dimensions", lab);
      Measured ofNothing = measure(nothing, seed, "nothing", lab);
      trial.paired("error-wide", "error-difference-wide", off(ofWide.reported), off(ofWide.last));
      trial.both("reported-wide", ofWide.reported, ofWide.last);
      trial.both("error-dense", off(ofDense.reported), off(ofDense.last));
      trial.both("reported-dense", ofDense.reported, ofDense.last);
      trial.both("reported-nothing", ofNothing.reported, ofNothing.last);
      trial.other("canonical correlation", "reported-wide", linear(wide));
      trial.other("canonical correlation", "reported-dense", linear(dense));
      trial.other("canonical correlation", "reported-nothing", linear(nothing));
      curve(trial, "100 dimensions", ofWide.trace);
      curve(trial, "no information", ofNothing.trace);
    }
    return trial;
  }

  private static double off(double bits) {
    return Math.abs(bits - BITS);
  }

  private static double linear(Two two) {
    return CanonicalCorrelation.standard().of(two.x, two.y).bits();
  }

  private static void curve(Trial trial, String name, NeuralInformation.Trace trace) {
    double[] epochs = IntStream.rangeClosed(1, EPOCHS).asDoubleStream().toArray();
    double[] heldOut = bits(trace.heldOut());
    trial.curve(
        name + ", held out and in training",
        "epochs",
        "bits",
        epochs,
        heldOut,
        bits(trace.training()));
  }

  private static double[] bits(double[] nats) {
    return Arrays.stream(nats).map(one -> one / LN2).toArray();
  }

  private static Measured measure(Two two, long seed, String what, Lab lab) {
    var standard = NeuralInformation.Settings.standard();
    var settings =
        new NeuralInformation.Settings(
            EPOCHS,
            standard.batch(),
            RATE,
            standard.heldOut(),
            standard.mostPairs(),
            false,
            MaxTest.standard(),
            seed);
    var estimator =
        new NeuralInformation(InfoNce.standard(), InformationCritic.Settings.of(8), settings);
    NeuralInformation.Trace trace = estimator.trace(two.x, two.y);
    double nats = settings.stop().choose(trace.heldOut(), trace.training()).estimate();
    double last = trace.training()[trace.training().length - 1];
    lab.say("seed %d, %s: %.3f bits, %.3f in the last epoch", seed, what, nats / LN2, last / LN2);
    return new Measured(nats / LN2, Math.max(0, last / LN2), trace);
  }

  /// n pairs of normals with so many bits together, each side (rows, n).
  private static Two correlated(SplittableRandom random, int n, double bits) {
    double correlation = bits == 0 ? 0 : KnownInformation.correlationFor(bits * LN2, n);
    Tensor x = Tensor.normal(random, 1, Type.FLOAT64, ROWS, n);
    Tensor noise =
        Tensor.normal(random, Math.sqrt(1 - correlation * correlation), Type.FLOAT64, ROWS, n);
    return new Two(x, x.mul(correlation).add(noise));
  }

  private static Tensor seen(SplittableRandom random, Tensor latent) {
    Tensor mixing = Tensor.normal(random, 1, Type.FLOAT64, LATENT, WIDE);
    return latent.matmul(mixing).div(2).tanh();
  }
}
