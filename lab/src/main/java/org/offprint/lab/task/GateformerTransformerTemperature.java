package org.offprint.lab.task;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
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

/// Does attention within and across variates forecast better than a linear map, where the variates
/// say little about each other?
public final class GateformerTransformerTemperature implements Experiment {
  private static final Forecasting TRAINING = new Forecasting(240, 16, 6);
  private static final double RATE = 1e-3;
  private static final double LINEAR_RATE = 5e-3;
  private static final int STRIDE = 5;

  private static final Task TASK =
      Task.named("gateformer-transformer-temperature", "Loads and oil temperature of a transformer")
          .dataset("ETTh1, hourly, 7 variables", Ett.H1)
          .split(Ett.SPLIT)
          .baseline("NLinear: one linear map over time of what differs from the last value")
          .protocol(
              """
              96 hours to 96. Gateformer as its authors set it for ETTh1: width 64, 4 heads, 1 layer of each encoder, patches of 8, dropout 0.1.
              All models: mean squared error over all variables, 240 steps of Adam on 16 windows drawn from the 8,449 of training, the rate falling
              to a twentieth along half a cosine from 1e-3 (Gateformer) and 5e-3 (NLinear); the first is not tuned, the second the best by
              validation error of five from 5e-4 to 1e-2 with another seed. The parameters of the best of 6 looks at each fifth window of validation are tested on each
              fifth window of test (557). Beside them: the same Gateformer with every variate forecast alone, trained alike, so that its
              attention over variates has one token; and the last value repeated.
              """)
          .seeds(4)
          .metrics(
              Metric.difference(
                  "gain",
                  "how much lower the mean squared error is than NLinear's",
                  "%",
                  Direction.HIGHER),
              Metric.difference(
                  "variate-gain",
                  "how much lower it is than with every variate alone",
                  "%",
                  Direction.HIGHER),
              Metric.amount("squared-error", "mean squared error", "1", Direction.LOWER),
              Metric.amount("absolute-error", "mean absolute error", "1", Direction.LOWER))
          .agreesWhen(Condition.above("gain", 0))
          .claim(Claims.of("2505.00307", 2));

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
    settings.put("width", "64");
    settings.put("heads", "4");
    settings.put("layers", "1");
    settings.put("patch", "8");
    settings.put("dropout", "0.1");
    settings.put("steps", Integer.toString(TRAINING.steps()));
    settings.put("batch", Integer.toString(TRAINING.batch()));
    settings.put("rate", Double.toString(RATE));
    settings.put("rate.NLinear", Double.toString(LINEAR_RATE));
    settings.put("test.stride", Integer.toString(STRIDE));
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Ett data = Ett.read(lab);
    Windows training = data.training();
    Windows validation = data.validation(STRIDE);
    Windows test = data.test(STRIDE);
    var whole =
        TRAINING.fit(
            "seed %d, Gateformer".formatted(seed),
            new Gateformer(Initial.seeded(seed), Gateformer.Settings.standard()),
            RATE,
            training,
            validation,
            seed,
            lab.progress());
    var alone =
        TRAINING.fit(
            "seed %d, every variate alone".formatted(seed),
            new EachAlone<>(new Gateformer(Initial.seeded(seed), Gateformer.Settings.standard())),
            RATE,
            training,
            validation,
            seed,
            lab.progress());
    var linear =
        TRAINING.fit(
            "seed %d, NLinear".formatted(seed),
            new NLinear(Initial.seeded(seed), Ett.CONTEXT, Ett.HORIZON),
            LINEAR_RATE,
            training,
            validation,
            seed,
            lab.progress());

    Forecasting.Errors ours = Forecasting.errors(whole, test);
    Forecasting.Errors single = Forecasting.errors(alone, test);
    Forecasting.Errors theirs = Forecasting.errors(linear, test);
    Forecasting.Errors last = Forecasting.errors(new RepeatLast(Ett.HORIZON), test);
    return new Trial()
        .both("squared-error", ours.squared(), theirs.squared())
        .both("absolute-error", ours.absolute(), theirs.absolute())
        .ours("gain", 100 * (1 - ours.squared() / theirs.squared()))
        .ours("variate-gain", 100 * (1 - ours.squared() / single.squared()))
        .other("every variate alone", "squared-error", single.squared())
        .other("every variate alone", "absolute-error", single.absolute())
        .other("last value repeated", "squared-error", last.squared())
        .other("last value repeated", "absolute-error", last.absolute())
        .curve(
            "error by how far ahead, seed " + seed,
            "hours ahead",
            "mean squared error",
            Forecasting.ahead(Ett.HORIZON, 4),
            Forecasting.thin(ours.byStep(), 4),
            Forecasting.thin(theirs.byStep(), 4));
  }
}
