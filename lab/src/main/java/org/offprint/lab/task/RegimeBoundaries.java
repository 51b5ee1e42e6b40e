package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.methods.forecast.EntropyModel;
import org.offprint.methods.forecast.EntropyPatcher;
import org.offprint.methods.forecast.EntropyPatcher.Threshold;
import org.offprint.methods.forecast.MeanScaleQuantiser;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Training;

/// Do patches that begin where the next value is uncertain begin where a series changes its ways?
public final class RegimeBoundaries implements Experiment {
  private static final int LENGTH = 96;
  private static final int VOCABULARY = 32;
  private static final double STAY = 31.0 / 32;
  private static final double NOISE = 0.3;
  private static final double[] MEMORIES = {0.95, -0.7};
  private static final int STEPS = 300;
  private static final int BATCH = 24;
  private static final double RATE = 3e-3;
  private static final int TESTED = 256;
  private static final int TOLERANCE = 2;
  private static final EntropyModel.Settings MODEL =
      new EntropyModel.Settings(VOCABULARY, 2, 4, 32, LENGTH, 0);

  private static final Task TASK =
      Task.named("regime-boundaries", "Patch boundaries at the switches of a series")
          .dataset(
              "synthetic, drawn by the seed: x_t = φ x_(t−1) + 0.3 e_t with e_t normal, φ switching between 0.95 and −0.7 with chance 1/32 a step")
          .split("a new series for every row of training; 256 others for the test")
          .baseline("patches of equal length, as many in each row")
          .protocol(
              """
              Rows of 96 steps. EntroPE's quantiser (32 tokens, limits at the 2.5 % and 97.5 % quantiles of 256 rows of training) and its entropy model
              (2 layers, 4 heads, width 32, no dropout), trained on next tokens for 300 steps of AdamW (β 0.9 and 0.95, decay 0.05, gradients to length 1)
              on 24 new rows, the rate falling from 3e-3 to a twentieth along half a cosine. Boundaries by the authors' rule, the row's 0.95-quantile of
              the entropies, without a longest patch; the first patch's beginning does not count. A boundary is right that lies within 2 steps
              of a switch, each switch found once at most; F1 over all rows. Beside it as many boundaries in each row at equal
              distances, as many at random steps, and the method's monotone mode. The noise is the same in both regimes, so that the next value is less certain only where the
              regime is.
              """)
          .seeds(6)
          .metrics(
              Metric.difference(
                  "gain-over-equal", "F1 less that of equal patches", "1", Direction.HIGHER),
              Metric.difference(
                  "gain-over-random", "F1 less that of random patches", "1", Direction.HIGHER),
              Metric.share("f1", "F1 of boundaries against switches", Direction.HIGHER))
          .agreesWhen(Condition.above("gain-over-equal", 0), Condition.above("gain-over-random", 0))
          .claim(Claims.of("2509.26157", 3));

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
    settings.put("length", Integer.toString(LENGTH));
    settings.put("memories", Arrays.toString(MEMORIES));
    settings.put("noise", Double.toString(NOISE));
    settings.put("chance.of.staying", Double.toString(STAY));
    settings.put("vocabulary", Integer.toString(VOCABULARY));
    settings.put("steps", Integer.toString(STEPS));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", Double.toString(RATE));
    settings.put("tolerance", Integer.toString(TOLERANCE));
    return settings;
  }

  /// @param switches the first steps of new regimes, after step 0
  private record Row(double[] values, int... switches) {
    static Row of(SplittableRandom random) {
      double[] values = new double[LENGTH];
      List<Integer> switches = new ArrayList<>();
      int regime = random.nextInt(2);
      double now = NOISE * random.nextGaussian();
      for (int t = -LENGTH; t < LENGTH; t++) { // what came before the row brings it into its stride
        if (random.nextDouble() >= STAY) {
          regime = 1 - regime;
          if (t > 0) {
            switches.add(t);
          }
        }
        now = MEMORIES[regime] * now + NOISE * random.nextGaussian();
        if (t >= 0) {
          values[t] = now;
        }
      }
      return new Row(values, switches.stream().mapToInt(Integer::intValue).toArray());
    }

    static List<Row> several(SplittableRandom random, int count) {
      return IntStream.range(0, count).mapToObj(i -> of(random)).toList();
    }
  }

  private static Tensor ids(MeanScaleQuantiser quantiser, List<Row> rows) {
    double[] flat = rows.stream().flatMapToDouble(row -> Arrays.stream(row.values)).toArray();
    return quantiser.apply(Tensor.of(flat, rows.size(), LENGTH)).ids();
  }

  @Override
  public Trial run(long seed, Lab lab) {
    var random = new SplittableRandom(seed);
    double[] sample =
        Row.several(random, 256).stream()
            .flatMapToDouble(row -> {
              double scale = Arrays.stream(row.values).map(Math::abs).average().orElse(1);
              return Arrays.stream(row.values).map(value -> value / scale);
            })
            .toArray();
    var quantiser = MeanScaleQuantiser.fitted(VOCABULARY, sample);
    var model = new EntropyModel(Initial.seeded(seed), MODEL);
    Training.of(model, Optimiser.adamW(model.trainable(), RATE, 0.05, 0.9, 0.95))
        .clip(1)
        .schedule(step -> RATE * (0.05 + 0.95 * (1 + Math.cos(Math.PI * step / STEPS)) / 2))
        .progress((step, of, loss) ->
            lab.progress().step("seed " + seed, step, of, "loss %.4f".formatted(loss)))
        .run(STEPS, step -> model.loss(ids(quantiser, Row.several(random, BATCH))));

    List<Row> rows = Row.several(random, TESTED);
    double[] entropies;
    try (var scope = Scope.withoutGradients()) {
      entropies = model.entropies(ids(quantiser, rows)).toDoubles();
    }
    var standard = new EntropyPatcher(new Threshold.Quantile(0.95, false), LENGTH + 1);
    var monotone = new EntropyPatcher(new Threshold.Quantile(0.95, true), LENGTH + 1);
    Tally ours = new Tally();
    Tally rising = new Tally();
    Tally equal = new Tally();
    Tally chance = new Tally();
    double[] around = new double[2 * AROUND + 1];
    int counted = 0;
    for (int b = 0; b < TESTED; b++) {
      int[] switches = rows.get(b).switches;
      double[] row = Arrays.copyOfRange(entropies, b * LENGTH, (b + 1) * LENGTH);
      int[] begins = boundaries(standard, row);
      ours.add(begins, switches);
      rising.add(boundaries(monotone, row), switches);
      int pieces = begins.length + 1;
      equal.add(
          IntStream.range(1, pieces).map(i -> Math.round((float) i * LENGTH / pieces)).toArray(),
          switches);
      chance.add(
          IntStream.generate(() -> 1 + random.nextInt(LENGTH - 1))
              .distinct()
              .limit(begins.length)
              .sorted()
              .toArray(),
          switches);
      for (int at : switches) {
        if (at >= AROUND && at + AROUND < LENGTH) {
          counted++;
          for (int i = 0; i < around.length; i++) {
            around[i] += row[at - AROUND + i];
          }
        }
      }
    }
    int switchesSeen = counted;
    return new Trial()
        .both("f1", ours.f1(), equal.f1())
        .ours("gain-over-equal", ours.f1() - equal.f1())
        .ours("gain-over-random", ours.f1() - chance.f1())
        .other("random patches", "f1", chance.f1())
        .other("monotone mode", "f1", rising.f1())
        .curve(
            "entropy around a switch, seed " + seed,
            "steps after the switch",
            "mean entropy of the next token, nats",
            IntStream.rangeClosed(-AROUND, AROUND).asDoubleStream().toArray(),
            Arrays.stream(around).map(sum -> sum / switchesSeen).toArray(),
            null);
  }

  /// How many steps before and after a switch the curve shows.
  private static final int AROUND = 12;

  /// Where patches begin inside the row, the first one left out.
  private static int[] boundaries(EntropyPatcher patcher, double[] entropies) {
    return Arrays.stream(EntropyPatcher.starts(patcher.marks(entropies)))
        .filter(start -> start > 0 && start < LENGTH)
        .toArray();
  }

  /// Counts of boundaries, switches and matches between them, in order and each used once.
  static final class Tally {
    private int matched;
    private int all;

    void add(int[] boundaries, int... switches) {
      all += boundaries.length + switches.length;
      int next = 0;
      for (int boundary : boundaries) {
        while (next < switches.length && switches[next] < boundary - TOLERANCE) {
          next++;
        }
        if (next < switches.length && switches[next] <= boundary + TOLERANCE) {
          matched++;
          next++;
        }
      }
    }

    double f1() {
      return all == 0 ? 0 : 2.0 * matched / all;
    }
  }
}
