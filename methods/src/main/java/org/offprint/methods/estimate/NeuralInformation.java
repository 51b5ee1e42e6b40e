package org.offprint.methods.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Training;

/// Mutual information by a trained critic that knows when to stop: a tenth of the data is held out, the curve of the held-out bound chooses the
/// epoch, and the training-side value there is reported. With no information it reports nothing, where the last epoch would invent some.
///
///     split 90 / 10;  each epoch: train on batches, then the bound on all held-out and on all training pairs (at most `mostPairs`)
///     estimate by {@link MaxTest};  wrap in {@link InfiniteData} for an interval and a check of convergence
///
/// Shapes: x (M, D), y (M, E) floating; returns an estimate with warnings.
/// Range: nats, ≥ 0 up to what training reached; InfoNCE cannot exceed ln n.
/// Source: Abdelaleem et al., arXiv:2506.00330; Adam 5·10⁻⁴, batches of 128, 5,000 pairs at most as in the first author's code.
/// Differs from the source: warns above 85 % of ln n, of the training and of the held-out pairs, after three epochs without a number, and where the peak is the last epoch; the last of
/// these is our own. The number of epochs is a setting.
/// Throws: IllegalArgumentException if the samples do not fit {@link MutualInformationEstimator} or have fewer than 20 rows; from the settings, if one
/// is out of range.
@Source(paper = "arXiv:2506.00330", equation = "protocol")
public record NeuralInformation(
    MutualInformationBound bound, InformationCritic.Settings critic, Settings settings)
    implements MutualInformationEstimator {
  private static final int LEAST_ROWS = 20;
  private static final int MOST_LOST = 3;
  private static final double NEAR_CEILING = 0.85;

  /// @param blocked whether the last rows are held out, as time series need, and not random ones
  public record Settings(
      int epochs,
      int batch,
      double rate,
      double heldOut,
      int mostPairs,
      boolean blocked,
      MaxTest stop,
      long seed) {
    public Settings {
      Shapes.require("epochs", epochs, epochs >= 1, "at least 1");
      Shapes.require("batch", batch, batch >= 2, "at least 2 pairs");
      Shapes.require("rate", rate, rate > 0 && Double.isFinite(rate), "a rate > 0");
      Shapes.require("heldOut", heldOut, heldOut > 0 && heldOut < 1, "a share in (0, 1)");
      Shapes.require("mostPairs", mostPairs, mostPairs >= 2, "at least 2 pairs");
    }

    /// 60 epochs and the authors' values.
    public static Settings standard() {
      return new Settings(60, 128, 5e-4, 0.1, 5_000, false, MaxTest.standard(), 1);
    }

    public Settings withEpochs(int epochs) {
      return new Settings(epochs, batch, rate, heldOut, mostPairs, blocked, stop, seed);
    }

    public Settings withBatch(int batch) {
      return new Settings(epochs, batch, rate, heldOut, mostPairs, blocked, stop, seed);
    }

    public Settings withRate(double rate) {
      return new Settings(epochs, batch, rate, heldOut, mostPairs, blocked, stop, seed);
    }
  }

  /// InfoNCE with a separable critic of 8 dimensions.
  public static NeuralInformation standard() {
    return new NeuralInformation(
        InfoNce.standard(), InformationCritic.Settings.of(8), Settings.standard());
  }

  /// @param heldOut the bound on the held-out pairs after each epoch
  /// @param training the bound on the training pairs after each epoch
  /// @param heldOutPairs how many pairs the held-out values are of
  /// @param pairs how many pairs the training values are of
  public record Trace(
      double[] heldOut, double[] training, long heldOutPairs, long pairs, List<String> warnings) {}

  @Override
  public MutualInformationEstimate of(Tensor x, Tensor y) {
    Trace trace = trace(x, y);
    var warnings = new ArrayList<>(trace.warnings());
    if (Arrays.stream(trace.heldOut()).noneMatch(Double::isFinite)) {
      return MutualInformationEstimate.of(Double.NaN, warnings);
    }
    MaxTest.Choice choice = settings.stop().choose(trace.heldOut(), trace.training());
    double nats = choice.estimate();
    warnCeiling(warnings, "the estimate", nats, trace.pairs());
    warnCeiling(
        warnings, "the held-out peak", choice.smoothed()[choice.epoch()], trace.heldOutPairs());
    if (choice.epoch() == trace.heldOut().length - 1 && nats > 0) {
      warnings.add(
          "the held-out curve still rises at the last of %d epochs: train longer"
              .formatted(trace.heldOut().length));
    }
    return MutualInformationEstimate.of(nats, warnings);
  }

  private void warnCeiling(List<String> warnings, String what, double nats, long pairs) {
    double ceiling = bound.ceiling(pairs);
    if (ceiling > 0 && nats > NEAR_CEILING * ceiling) {
      warnings.add(
          "%s of %.2f nats is near the ceiling of ln n = %.2f nats of its %d pairs: the truth may be far above; use more samples, or SMILE"
              .formatted(what, nats, ceiling, pairs));
    }
  }

  /// Trains a critic of its own and follows both curves.
  public Trace trace(Tensor x, Tensor y) {
    try (var scope = new Scope()) {
      Tensor a = standardised(Samples.require("x", x, LEAST_ROWS));
      Tensor b = standardised(Samples.require("y", y, LEAST_ROWS));
      Samples.requireSameRows("y", b, "x", a);
      int rows = Math.toIntExact(a.size(0));
      var random = new SplittableRandom(settings.seed());
      int[] order =
          settings.blocked()
              ? IntStream.range(0, rows).toArray()
              : DiffusionSpectralEntropy.choose(rows, rows, random);
      int training = Math.clamp(Math.round((1 - settings.heldOut()) * rows), 2, rows - 2);
      Tensor trainX = rows(a, order, 0, training);
      Tensor trainY = rows(b, order, 0, training);
      Tensor testX = rows(a, order, training, rows);
      Tensor testY = rows(b, order, training, rows);
      return follow(random, trainX, trainY, testX, testY);
    }
  }

  private Trace follow(
      SplittableRandom random, Tensor trainX, Tensor trainY, Tensor testX, Tensor testY) {
    var model =
        new InformationCritic(
            new Initial(random, Type.FLOAT32), critic, trainX.size(1), trainY.size(1));
    Optimiser optimiser = Optimiser.adamW(model.trainable(), settings.rate(), 0);
    Training training = Training.of(model, optimiser);
    int rows = Math.toIntExact(trainX.size(0));
    int batch = Math.min(settings.batch(), rows);
    int steps = rows / batch;
    long pairs = Math.min(rows, settings.mostPairs());
    var heldOut = new ArrayList<Double>();
    var within = new ArrayList<Double>();
    var warnings = new ArrayList<String>();
    int lost = 0;
    for (int epoch = 0; epoch < settings.epochs() && lost < MOST_LOST; epoch++) {
      int[] order = DiffusionSpectralEntropy.choose(rows, rows, random);
      try {
        training.run(
            steps,
            step -> {
              int from = step * batch;
              return model.loss(
                  rows(trainX, order, from, from + batch),
                  rows(trainY, order, from, from + batch),
                  bound);
            });
      } catch (IllegalStateException e) {
        warnings.add("training broke down in epoch %d: %s".formatted(epoch, e.getMessage()));
        break;
      }
      double value = value(model, testX, testY);
      heldOut.add(value);
      within.add(value(model, trainX.narrow(0, 0, pairs), trainY.narrow(0, 0, pairs)));
      lost = Double.isFinite(value) ? 0 : lost + 1;
    }
    if (lost == MOST_LOST) {
      warnings.add("three epochs in a row had no finite held-out value: lower the learning rate");
    }
    long heldOutPairs = Math.min(testX.size(0), settings.mostPairs());
    return new Trace(array(heldOut), array(within), heldOutPairs, pairs, warnings);
  }

  private double value(InformationCritic model, Tensor x, Tensor y) {
    long pairs = Math.min(x.size(0), settings.mostPairs());
    model.training(false);
    try (var scope = Scope.withoutGradients()) {
      return bound.apply(model.scores(x.narrow(0, 0, pairs), y.narrow(0, 0, pairs))).value();
    } finally {
      model.training(true);
    }
  }

  /// Mean 0 and variance 1 by column, in float32; columns that never vary are left out, all of them
  /// leave one column of zeros.
  private static Tensor standardised(Tensor sample) {
    Tensor centred = sample.sub(sample.mean(0, true));
    Tensor deviation = centred.variance(0, false).sqrt();
    Tensor varies = deviation.isGreater(1e-12 * Math.max(1e-300, sample.abs().max().value()));
    Tensor kept = varies.positions();
    if (kept.count() == 0) {
      return Tensor.zeros(Type.FLOAT32, sample.size(0), 1);
    }
    return centred.div(deviation.unsqueeze(0)).indexSelect(1, kept).to(Type.FLOAT32);
  }

  private static Tensor rows(Tensor sample, int[] order, int from, int to) {
    long[] places = IntStream.range(from, to).mapToLong(i -> order[i]).toArray();
    return sample.indexSelect(0, Tensor.of(places, places.length));
  }

  private static double[] array(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
