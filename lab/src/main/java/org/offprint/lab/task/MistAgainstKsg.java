package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.methods.estimate.CanonicalCorrelation;
import org.offprint.methods.estimate.KnownSamples;
import org.offprint.methods.estimate.KnownSamples.Family;
import org.offprint.methods.estimate.KnownSamples.Sample;
import org.offprint.methods.estimate.KnownSamples.Transform;
import org.offprint.methods.estimate.Ksg;
import org.offprint.methods.estimate.Mist;
import org.offprint.methods.estimate.MutualInformationEstimate;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Training;

/// Does a small learned estimator of mutual information beat nearest neighbours, on kinds of
/// distribution that it was trained on and on others?
public final class MistAgainstKsg implements Experiment {
  private static final int ROWS = 40;
  private static final int WIDEST = 2;
  private static final int STEPS = 400;
  private static final int POOL = 5000;
  private static final int BATCH = 32;
  private static final double RATE = 2e-3;
  private static final int TEST = 100;
  private static final int LOOK = 60;
  private static final int CURVE_POINTS = 10;

  private record Kind(Family family, Transform transform) {}

  private static final List<Kind> SEEN =
      List.of(
          new Kind(Family.DENSE, Transform.NONE),
          new Kind(Family.SPARSE, Transform.NONE),
          new Kind(Family.STUDENT, Transform.NONE),
          new Kind(Family.SPARSE, Transform.ASINH));
  private static final List<Kind> UNSEEN =
      List.of(
          new Kind(Family.DENSE, Transform.HALF_CUBE),
          new Kind(Family.SPARSE, Transform.WIGGLY),
          new Kind(Family.LATENT, Transform.NONE));
  private static final List<Kind> FAR = List.of(new Kind(Family.ADDITIVE, Transform.NONE));

  private static final Task TASK =
      Task.named("mist-against-ksg", "A small learned estimator of mutual information against KSG")
          .dataset("synthetic: samples of 40 rows with 1 or 2 columns a side, of known information")
          .split(
              "5,000 samples for training; 100 for each test, from kinds seen in training, and from kinds not seen")
          .baseline("KSG with 3 neighbours on the same samples")
          .protocol(
              """
              A set transformer of width 32 (4 heads, 8 inducing points, 2 seeds, one block of each sort) with quantile loss, 400 steps of Adam
              at 0.002 (to 0 by a cosine, gradient length at most 1), 32 of 5,000 samples a step, drawn once; inputs clamped at ±30. Kinds seen: normal with equal
              correlations, normal with sparse correlations, Student, and sparse under asinh, all as likely. Kinds not seen: equal correlations
              under the half-cube, sparse under the wiggly transform, the latent-variable family. The estimate is the median. Error is mean
              squared error in nats², given as a share of KSG's. Agrees when the share lies below 1 on both. Shown and not judged: additive
              uniform noise, which is far from all kinds seen; canonical correlation, which knows that most kinds are nearly normal; the mean
              information of the test as a guess; and how often the truth lies in the 90 % interval.
              """)
          .metrics(
              Metric.amount(
                  "error-share-unseen",
                  "squared error over that of KSG, kinds not seen",
                  "1",
                  Direction.LOWER),
              Metric.amount(
                  "error-share-seen",
                  "squared error over that of KSG, kinds seen",
                  "1",
                  Direction.LOWER),
              Metric.amount(
                  "error-seen", "mean squared error, kinds seen", "nats²", Direction.LOWER),
              Metric.amount(
                  "error-unseen", "mean squared error, kinds not seen", "nats²", Direction.LOWER),
              Metric.amount(
                  "error-far", "mean squared error, additive noise", "nats²", Direction.LOWER),
              Metric.share(
                  "covered-seen", "truths in the 90 % interval, kinds seen", Direction.EQUAL),
              Metric.share(
                  "covered-unseen", "truths in the 90 % interval, kinds not seen", Direction.EQUAL))
          .agreesWhen(
              Condition.below("error-share-unseen", 1), Condition.below("error-share-seen", 1))
          .claim(Claims.of("2511.18945", 2));

  @Override
  public String method() {
    return "mist";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("rows", Integer.toString(ROWS));
    settings.put("columns", "1 to " + WIDEST);
    settings.put("steps", Integer.toString(STEPS));
    settings.put("pool", Integer.toString(POOL));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", RATE + ", cosine to 0");
    settings.put("test", Integer.toString(TEST));
    settings.put("model", size().toString());
    return settings;
  }

  private static Mist.Settings size() {
    return new Mist.Settings(32, 4, 64, 8, 2, 1, 1, 1, 2, 32, 2 * WIDEST, true, 30, 0, 0);
  }

  @Override
  public Trial run(long seed, Lab lab) {
    var random = new SplittableRandom(seed);
    try (var scope = new Scope()) {
      List<Sample> seen = draw(random, SEEN, TEST);
      List<Sample> unseen = draw(random, UNSEEN, TEST);
      List<Sample> far = draw(random, FAR, TEST);
      Mist mist = new Mist(Initial.seeded(random.nextLong()), size());
      Mist.Batch pool = mist.batch(random, draw(random, SEEN, POOL));
      double[] steps = new double[CURVE_POINTS];
      double[] curve = new double[CURVE_POINTS];
      int every = STEPS / CURVE_POINTS;
      Training.of(mist, Optimiser.adamW(mist.trainable(), RATE, 0))
          .clip(1)
          .schedule(step -> RATE / 2 * (1 + Math.cos(Math.PI * step / STEPS)))
          .progress((step, all, loss) -> {
            if (step % every == 0) {
              int at = step / every - 1;
              steps[at] = step;
              curve[at] = quick(mist, unseen.subList(0, LOOK));
              lab.progress()
                  .step(
                      "seed " + seed, step, all, "error %.4f, kinds not seen".formatted(curve[at]));
            }
          })
          .run(STEPS, step -> mist.loss(batch(random, pool)));

      Trial trial = new Trial();
      Score ours = Score.of(mist::estimate, seen);
      Score theirs = Score.of(Ksg.standard()::of, seen);
      trial.both("error-seen", ours.error, theirs.error);
      trial.ours("error-share-seen", ours.error / theirs.error);
      trial.ours("covered-seen", ours.covered);
      others(trial, "error-seen", seen);
      ours = Score.of(mist::estimate, unseen);
      theirs = Score.of(Ksg.standard()::of, unseen);
      trial.both("error-unseen", ours.error, theirs.error);
      trial.ours("error-share-unseen", ours.error / theirs.error);
      trial.ours("covered-unseen", ours.covered);
      others(trial, "error-unseen", unseen);
      ours = Score.of(mist::estimate, far);
      theirs = Score.of(Ksg.standard()::of, far);
      trial.both("error-far", ours.error, theirs.error);
      others(trial, "error-far", far);
      double[] line = new double[CURVE_POINTS];
      Arrays.fill(line, Score.of(Ksg.standard()::of, unseen.subList(0, LOOK)).error);
      return trial.curve(
          "kinds not seen", "steps", "mean squared error in nats²", steps, curve, line);
    }
  }

  private static void others(Trial trial, String metric, List<Sample> samples) {
    trial.other(
        "canonical correlation",
        metric,
        Score.of(CanonicalCorrelation.standard()::of, samples).error);
    double mean = samples.stream().mapToDouble(Sample::nats).average().orElseThrow();
    trial.other(
        "mean of the truths",
        metric,
        Score.of((x, y) -> MutualInformationEstimate.of(mean, List.of()), samples).error);
  }

  @FunctionalInterface
  private interface Estimator {
    MutualInformationEstimate of(Tensor x, Tensor y);
  }

  /// @param covered share of truths within the estimate's interval; 0 where it has none
  private record Score(double error, double covered) {
    static Score of(Estimator estimator, List<Sample> samples) {
      double error = 0;
      double covered = 0;
      for (Sample sample : samples) {
        try (var scope = Scope.withoutGradients()) {
          MutualInformationEstimate one = estimator.of(sample.x(), sample.y());
          double off = one.nats() - sample.nats();
          error += off * off / samples.size();
          covered +=
              one.low() <= sample.nats() && sample.nats() <= one.high() ? 1.0 / samples.size() : 0;
        }
      }
      return new Score(error, Math.min(1, covered));
    }
  }

  /// The error of the median in one pass, while training goes on.
  private static double quick(Mist mist, List<Sample> samples) {
    try (var scope = Scope.withoutGradients()) {
      Mist.Batch batch = mist.batch(new SplittableRandom(1), samples);
      Tensor middle = Tensor.full(0.5, batch.rows().type(), samples.size());
      return mist.apply(batch.rows(), null, middle).sub(batch.nats()).square().mean().value();
    }
  }

  /// Some samples of the pool, each with a quantile of its own drawn anew.
  private static Mist.Batch batch(SplittableRandom random, Mist.Batch pool) {
    long[] places = random.longs(BATCH, 0, POOL).toArray();
    Tensor index = Tensor.of(places, BATCH);
    Tensor quantiles = Tensor.uniform(random, 1e-6, 1, pool.rows().type(), BATCH);
    return new Mist.Batch(
        pool.rows().indexSelect(0, index), quantiles, pool.nats().indexSelect(0, index));
  }

  private static List<Sample> draw(SplittableRandom random, List<Kind> kinds, int count) {
    var samples = new ArrayList<Sample>();
    for (int i = 0; i < count; i++) {
      Kind kind = kinds.get(random.nextInt(kinds.size()));
      samples.add(
          KnownSamples.draw(random, kind.family, kind.transform, ROWS, 1 + random.nextInt(WIDEST)));
    }
    return samples;
  }
}
