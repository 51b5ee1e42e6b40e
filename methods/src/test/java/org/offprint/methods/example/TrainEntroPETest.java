package org.offprint.methods.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.offprint.methods.forecast.EntroPe;
import org.offprint.methods.forecast.EntropyModel;
import org.offprint.methods.forecast.EntropyPatcher;
import org.offprint.methods.forecast.MeanScaleQuantiser;
import org.offprint.methods.forecast.RepeatLast;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.RevIn;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Training;

/// From a series to a forecaster whose patches begin where the series is hard to predict: quantise,
/// train the entropy model, freeze it, train EntroPE, compare with the baseline on what came later.
class TrainEntroPETest {
  private static final int CONTEXT = 24;
  private static final int HORIZON = 6;
  private static final int TRAINING_STEPS = 400; // of the series; what follows is for the test

  /// One channel: a wave of 12 steps, half as strong noise, and a level that jumps now and then.
  private final double[] series = series(new SplittableRandom(1));

  private final SplittableRandom choice = new SplittableRandom(2);

  @Test
  void aTrainedEntroPeBeatsRepeatingTheLastValue() {
    // 1. Bins from the training values
    var quantiser = MeanScaleQuantiser.fitted(32, Arrays.copyOf(series, TRAINING_STEPS));

    // 2. A small language model of the quantised series
    var entropyModel =
        new EntropyModel(Initial.seeded(3), new EntropyModel.Settings(32, 1, 2, 8, CONTEXT, 0.1));
    Training.of(entropyModel, Optimiser.adamW(entropyModel.trainable(), 3e-3, 0.05, 0.9, 0.95))
        .clip(1)
        .run(60, step -> entropyModel.loss(ids(quantiser, windows(16, 0, TRAINING_STEPS))));

    // 3. The forecaster, which freezes it
    var settings =
        new EntroPe.Settings(
            CONTEXT,
            HORIZON,
            1,
            8,
            2,
            EntroPe.Settings.feedForward(8, 8),
            1,
            96,
            0.1,
            true, // padding patches masked, so that a forecast does not depend on its batch
            new EntropyPatcher(new EntropyPatcher.Threshold.Quantile(0.8, false), 8));
    var model = new EntroPe(Initial.seeded(4), settings, quantiser, entropyModel);
    Training.of(model, Optimiser.adamW(model.trainable(), 5e-3, 0))
        .clip(1)
        .run(150, step -> lossOn(model, windows(16, 0, TRAINING_STEPS)));

    // 4. On windows that it never saw
    model.training(false);
    try (var scope = Scope.withoutGradients()) {
      Tensor later = windows(64, TRAINING_STEPS, series.length);
      Tensor past = later.narrow(1, 0, CONTEXT);
      Tensor future = later.narrow(1, CONTEXT, HORIZON);
      double ours = model.loss(past, future).value();
      double naive = new RepeatLast(HORIZON).loss(past, future).value();
      assertThat(ours).isLessThan(0.7 * naive);

      EntroPe.Parts parts = model.explain(past.narrow(0, 0, 1), null);
      assertThat(parts.lengths()[0].length).isGreaterThan(1); // the patches it cut
    }
  }

  private static Tensor lossOn(EntroPe model, Tensor windows) {
    return model.loss(windows.narrow(1, 0, CONTEXT), windows.narrow(1, CONTEXT, HORIZON));
  }

  /// The tokens of the normalised past, as the forecaster will see them.
  private static Tensor ids(MeanScaleQuantiser quantiser, Tensor windows) {
    Tensor past = windows.narrow(1, 0, CONTEXT);
    var plain = new RevIn(Initial.seeded(0), 1, RevIn.EPSILON, false);
    return quantiser.apply(plain.normalise(past).z().squeeze(2)).ids();
  }

  /// Windows with what follows them, (count, context + horizon, 1), from a stretch of the series.
  private Tensor windows(int count, int from, int to) {
    int length = CONTEXT + HORIZON;
    float[] values = new float[count * length];
    for (int b = 0; b < count; b++) {
      int start = choice.nextInt(from, to - length);
      for (int t = 0; t < length; t++) {
        values[b * length + t] = (float) series[start + t];
      }
    }
    return Tensor.of(values, count, length, 1).to(Type.FLOAT32);
  }

  private static double[] series(SplittableRandom random) {
    double[] series = new double[600];
    double level = 0;
    for (int t = 0; t < series.length; t++) {
      if (random.nextDouble() < 0.02) {
        level = random.nextGaussian();
      }
      series[t] = level + Math.sin(2 * Math.PI * t / 12) + 0.2 * random.nextGaussian();
    }
    return series;
  }
}
