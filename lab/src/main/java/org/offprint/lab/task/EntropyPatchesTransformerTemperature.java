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
import org.offprint.lab.data.Ett;
import org.offprint.lab.data.Windows;
import org.offprint.lab.model.Forecasting;
import org.offprint.methods.forecast.EntroPe;
import org.offprint.methods.forecast.EntropyModel;
import org.offprint.methods.forecast.EntropyPatcher;
import org.offprint.methods.forecast.Forecaster;
import org.offprint.methods.forecast.MeanScaleQuantiser;
import org.offprint.methods.forecast.NLinear;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.RevIn;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Training;

/// Does it matter for a forecast where the patches of a transformer begin?
public final class EntropyPatchesTransformerTemperature implements Experiment {
  private static final Forecasting TRAINING = new Forecasting(120, 4, 3);
  private static final double RATE = 1e-2;
  private static final double LINEAR_RATE = 5e-3;
  private static final int VOCABULARY = 32;
  private static final int ENTROPY_STEPS = 100;
  private static final int ENTROPY_WINDOWS = 4;
  private static final double ENTROPY_RATE = 3e-3;
  private static final int STRIDE = 20;

  /// What the authors' rule gives in nearly every row: five marks in 96 steps.
  private static final int PATCHES = 6;

  private static final EntropyModel.Settings ENTROPY_MODEL =
      new EntropyModel.Settings(VOCABULARY, 2, 2, 16, Ett.CONTEXT, 0.1);
  private static final EntroPe.Settings SETTINGS =
      new EntroPe.Settings(
          Ett.CONTEXT,
          Ett.HORIZON,
          Ett.CHANNELS,
          8,
          2,
          64,
          2,
          96,
          0.1,
          true,
          new EntropyPatcher(new EntropyPatcher.Threshold.Quantile(0.95, false), Ett.CONTEXT + 1));

  private static final Task TASK =
      Task.named("entropy-patches-transformer-temperature", "Loads and oil temperature, by patches")
          .dataset("ETTh1, hourly, 7 variables", Ett.H1)
          .split(Ett.SPLIT)
          .baseline("the same network with six patches of equal length")
          .protocol(
              """
              96 hours to 96, every variable by itself. EntroPE smaller than its authors' for ETTh1: width 8, 2 heads, SwiGLU of width 64, 2 layers over patches,
              dropout 0.1, padding masked, 32 tokens, boundaries above the row's 0.95-quantile of entropies without a longest patch. Its entropy
              model (2 layers, 2 heads, width 16) is trained before for 100 steps of AdamW at 3e-3 on 4 windows of 7 rows. Then each network, from the same
              start on the same windows: mean squared error, 120 steps of Adam on 4 windows drawn from the 8,449 of training, the rate falling to a twentieth along half a cosine
              from 1e-2, the authors' rate. Boundaries: by entropy; six equal patches; six patches with random boundaries drawn anew for every row. NLinear
              is trained as they are, at 5e-3. The parameters of the best of 3 looks at each 40th window of validation are tested on
              each 20th window of test (140).
              """)
          .seeds(3)
          .metrics(
              Metric.difference(
                  "gain",
                  "how much lower the mean squared error is than with equal patches",
                  "%",
                  Direction.HIGHER),
              Metric.amount("squared-error", "mean squared error", "1", Direction.LOWER),
              Metric.amount("absolute-error", "mean absolute error", "1", Direction.LOWER))
          .agreesWhen(Condition.above("gain", 0))
          .claim(Claims.of("2509.26157", 1));

  @Override
  public String method() {
    return "entrope";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("vocabulary", Integer.toString(VOCABULARY));
    settings.put("width", "8");
    settings.put("layers", "2");
    settings.put("feedForward", "64");
    settings.put("quantile", "0.95");
    settings.put("patches", Integer.toString(PATCHES));
    settings.put("entropy.steps", Integer.toString(ENTROPY_STEPS));
    settings.put("entropy.rate", Double.toString(ENTROPY_RATE));
    settings.put("steps", Integer.toString(TRAINING.steps()));
    settings.put("batch", Integer.toString(TRAINING.batch()));
    settings.put("rate", Double.toString(RATE));
    settings.put("rate.NLinear", Double.toString(LINEAR_RATE));
    settings.put("test.stride", Integer.toString(STRIDE));
    return settings;
  }

  /// Where patches of the other arms begin.
  private interface Placing {
    /// The lengths of the patches of a row, which add up to one more than its steps.
    int[] lengths();
  }

  /// EntroPE with patches that its entropies have no say in.
  private static final class Placed extends Block implements Forecaster {
    private final EntroPe model;
    private final Placing placing;

    Placed(EntroPe model, Placing placing) {
      this.model = block("model", model);
      this.placing = placing;
    }

    @Override
    public int context() {
      return model.context();
    }

    @Override
    public int horizon() {
      return model.horizon();
    }

    @Override
    public Tensor forecast(Tensor window) {
      int rows = Math.toIntExact(window.size(0) * window.size(2));
      return model.forecast(
          window,
          IntStream.range(0, rows).mapToObj(row -> placing.lengths()).toArray(int[][]::new));
    }
  }

  private static int[] equal() {
    int[] starts =
        IntStream.range(0, PATCHES).map(patch -> patch * Ett.CONTEXT / PATCHES).toArray();
    return EntropyPatcher.lengths(starts, Ett.CONTEXT + 1, Ett.CONTEXT + 1);
  }

  private static int[] random(SplittableRandom random) {
    int[] later =
        IntStream.generate(() -> 1 + random.nextInt(Ett.CONTEXT - 1))
            .distinct()
            .limit(PATCHES - 1L)
            .sorted()
            .toArray();
    int[] starts = IntStream.concat(IntStream.of(0), Arrays.stream(later)).toArray();
    return EntropyPatcher.lengths(starts, Ett.CONTEXT + 1, Ett.CONTEXT + 1);
  }

  /// The parts that all arms of a seed share.
  private record Seed(
      long number, Windows training, Windows validation, Windows test, Progress progress) {
    MeanScaleQuantiser quantiser() {
      var values = new double[Ett.TRAINING * Ett.CHANNELS];
      for (int i = 0; i < values.length; i++) {
        values[i] = training.series()[i / Ett.CHANNELS][i % Ett.CHANNELS];
      }
      return MeanScaleQuantiser.fitted(VOCABULARY, values);
    }

    EntropyModel entropyModel(MeanScaleQuantiser quantiser) {
      var random = new SplittableRandom(number);
      var model = new EntropyModel(Initial.seeded(number), ENTROPY_MODEL);
      var revIn = new RevIn(Initial.seeded(number), Ett.CHANNELS, RevIn.EPSILON, false);
      Training.of(model, Optimiser.adamW(model.trainable(), ENTROPY_RATE, 0.05, 0.9, 0.95))
          .clip(1)
          .progress((step, of, loss) ->
              progress.step(
                  "seed %d, entropy model".formatted(number),
                  step,
                  of,
                  "loss %.4f".formatted(loss)))
          .run(
              ENTROPY_STEPS,
              step -> {
                int[] which = random.ints(ENTROPY_WINDOWS, 0, training.size()).toArray();
                Tensor z = revIn.normalise(training.batch(which).past()).z();
                Tensor rows =
                    z.transpose(1, 2).reshape((long) ENTROPY_WINDOWS * Ett.CHANNELS, Ett.CONTEXT);
                return model.loss(quantiser.apply(rows).ids());
              });
      return model;
    }

    <M extends Block & Forecaster> Forecasting.Errors errors(String name, M model, double rate) {
      TRAINING.fit(
          "seed %d, %s".formatted(number, name),
          model,
          rate,
          training,
          validation,
          number,
          progress);
      return Forecasting.errors(model, test);
    }
  }

  @Override
  public Trial run(long number, Lab lab) {
    Ett data = Ett.read(lab);
    var seed =
        new Seed(
            number,
            data.training(),
            data.validation(2 * STRIDE),
            data.test(STRIDE),
            lab.progress());
    MeanScaleQuantiser quantiser = seed.quantiser();
    EntropyModel entropyModel = seed.entropyModel(quantiser);
    var random = new SplittableRandom(number);

    Forecasting.Errors ours =
        seed.errors("by entropy", network(number, quantiser, entropyModel), RATE);
    Forecasting.Errors even =
        seed.errors(
            "equal patches",
            new Placed(
                network(number, quantiser, entropyModel),
                EntropyPatchesTransformerTemperature::equal),
            RATE);
    Forecasting.Errors chance =
        seed.errors(
            "random patches",
            new Placed(network(number, quantiser, entropyModel), () -> random(random)),
            RATE);
    Forecasting.Errors linear =
        seed.errors(
            "NLinear", new NLinear(Initial.seeded(number), Ett.CONTEXT, Ett.HORIZON), LINEAR_RATE);
    return new Trial()
        .both("squared-error", ours.squared(), even.squared())
        .both("absolute-error", ours.absolute(), even.absolute())
        .ours("gain", 100 * (1 - ours.squared() / even.squared()))
        .other("random patches", "squared-error", chance.squared())
        .other("random patches", "absolute-error", chance.absolute())
        .other("NLinear", "squared-error", linear.squared())
        .other("NLinear", "absolute-error", linear.absolute())
        .curve(
            "error by how far ahead, seed " + number,
            "hours ahead",
            "mean squared error",
            Forecasting.ahead(Ett.HORIZON, 4),
            Forecasting.thin(ours.byStep(), 4),
            Forecasting.thin(even.byStep(), 4));
  }

  private static EntroPe network(
      long seed, MeanScaleQuantiser quantiser, EntropyModel entropyModel) {
    return new EntroPe(Initial.seeded(seed), SETTINGS, quantiser, entropyModel);
  }
}
