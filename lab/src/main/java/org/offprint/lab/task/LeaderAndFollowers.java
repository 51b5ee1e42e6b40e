package org.offprint.lab.task;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Ett;
import org.offprint.lab.data.Windows;
import org.offprint.lab.model.EachAlone;
import org.offprint.lab.model.Forecasting;
import org.offprint.methods.forecast.Gateformer;
import org.offprint.methods.forecast.NLinear;
import org.offprint.methods.forecast.RepeatLast;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.RevIn;

/// Does attention over variates find, in one variate, the future of others?
public final class LeaderAndFollowers implements Experiment {
  private static final int FOLLOWERS = 3;
  private static final int LAG = 24;
  private static final int CONTEXT = 48;
  private static final double MEMORY = 0.9;
  private static final double NOISE = 0.5;
  private static final int LENGTH = 12_000;
  private static final int TRAINING_END = 9_000;
  private static final int VALIDATION_END = 10_500;
  private static final Forecasting TRAINING = new Forecasting(250, 32, 5);
  private static final double RATE = 2e-3;
  private static final double LINEAR_RATE = 5e-3;
  private static final int STRIDE = 3;
  private static final Gateformer.Settings SETTINGS =
      new Gateformer.Settings(CONTEXT, LAG, 32, 4, 64, 1, 8, 8, 0, RevIn.EPSILON);

  private static final Task TASK =
      Task.named("leader-and-followers", "One series that others follow a day later")
          .dataset(
              "synthetic, drawn by the seed: an autoregressive leader, x_t = 0.9 x_(t−1) + √(1 − 0.9²) e_t, and three followers, each the leader of 24 steps before plus normal noise of deviation 0.5")
          .split(
              "12,000 steps: 9,000 of training, 1,500 of validation, 1,500 of test, in this order")
          .baseline(
              "the same Gateformer with every variate forecast alone, so that its attention over variates has one token")
          .protocol(
              """
              48 steps to 24, so that what followers do next stands in the leader's last 24 steps and nowhere else. The order of the four
              variates is drawn for each seed; Gateformer has nothing that tells variates apart but their values. Width 32, 4 heads,
              1 layer of each encoder, feed-forward 64, patches of 8, no dropout. All models: mean squared error over all variates, 250
              steps of Adam on 32 windows, the rate falling to a twentieth along half a cosine from 2e-3 (both Gateformers) and 5e-3 (NLinear),
              none of which was tuned. The parameters of the best of 5 looks at each third window of validation are tested on each third window
              of test. The error is of the followers alone, standardised.
              """)
          .seeds(5)
          .metrics(
              Metric.difference(
                  "gain",
                  "how much lower the squared error on followers is than with every variate alone",
                  "%",
                  Direction.HIGHER),
              Metric.amount(
                  "follower-error", "mean squared error on the followers", "1", Direction.LOWER))
          .agreesWhen(Condition.above("gain", 0))
          .claim(Claims.of("2505.00307", 1));

  @Override
  public String method() {
    return "gateformer";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("followers", Integer.toString(FOLLOWERS));
    settings.put("lag", Integer.toString(LAG));
    settings.put("memory", Double.toString(MEMORY));
    settings.put("noise", Double.toString(NOISE));
    settings.put("context", Integer.toString(CONTEXT));
    settings.put("width", Integer.toString(SETTINGS.width()));
    settings.put("steps", Integer.toString(TRAINING.steps()));
    settings.put("batch", Integer.toString(TRAINING.batch()));
    settings.put("rate", Double.toString(RATE));
    settings.put("rate.NLinear", Double.toString(LINEAR_RATE));
    return settings;
  }

  /// @param series (steps, 1 + followers), standardised by the steps of training
  /// @param leader its column
  record Data(float[][] series, int leader) {
    static Data of(long seed) {
      var random = new SplittableRandom(seed);
      double[] leader = new double[LENGTH + LAG];
      double now = random.nextGaussian();
      for (int t = 0; t < leader.length; t++) {
        now = MEMORY * now + Math.sqrt(1 - MEMORY * MEMORY) * random.nextGaussian();
        leader[t] = now;
      }
      int column = random.nextInt(FOLLOWERS + 1);
      float[][] series = new float[LENGTH][FOLLOWERS + 1];
      for (int t = 0; t < LENGTH; t++) {
        for (int c = 0; c <= FOLLOWERS; c++) {
          series[t][c] =
              (float) (c == column ? leader[t + LAG] : leader[t] + NOISE * random.nextGaussian());
        }
      }
      Ett.standardise(series, TRAINING_END);
      return new Data(series, column);
    }

    boolean follows(int channel) {
      return channel != leader;
    }
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Data data = Data.of(seed);
    Windows training = Windows.between(data.series, CONTEXT, LAG, 0, TRAINING_END, 1);
    Windows validation =
        Windows.between(data.series, CONTEXT, LAG, TRAINING_END, VALIDATION_END, STRIDE);
    Windows test = Windows.between(data.series, CONTEXT, LAG, VALIDATION_END, LENGTH, STRIDE);
    var whole =
        TRAINING.fit(
            "seed %d, Gateformer".formatted(seed),
            new Gateformer(Initial.seeded(seed), SETTINGS),
            RATE,
            training,
            validation,
            seed,
            lab.progress());
    var alone =
        TRAINING.fit(
            "seed %d, every variate alone".formatted(seed),
            new EachAlone<>(new Gateformer(Initial.seeded(seed), SETTINGS)),
            RATE,
            training,
            validation,
            seed,
            lab.progress());
    var linear =
        TRAINING.fit(
            "seed %d, NLinear".formatted(seed),
            new NLinear(Initial.seeded(seed), CONTEXT, LAG),
            LINEAR_RATE,
            training,
            validation,
            seed,
            lab.progress());

    Forecasting.Errors ours = Forecasting.errors(whole, test, data::follows);
    Forecasting.Errors theirs = Forecasting.errors(alone, test, data::follows);
    return new Trial()
        .both("follower-error", ours.squared(), theirs.squared())
        .ours("gain", 100 * (1 - ours.squared() / theirs.squared()))
        .other(
            "NLinear", "follower-error", Forecasting.errors(linear, test, data::follows).squared())
        .other(
            "last value repeated",
            "follower-error",
            Forecasting.errors(new RepeatLast(LAG), test, data::follows).squared())
        .curve(
            "error on followers by how far ahead, seed " + seed,
            "steps ahead",
            "mean squared error",
            Forecasting.ahead(LAG, 1),
            ours.byStep(),
            theirs.byStep());
  }
}
