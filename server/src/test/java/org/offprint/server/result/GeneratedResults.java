package org.offprint.server.result;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.FormulaCheck;
import org.offprint.catalog.result.Machine;
import org.offprint.catalog.result.Method;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Rule;
import org.offprint.catalog.result.Run;
import org.offprint.catalog.result.Series;
import org.offprint.catalog.result.Task;

/// Results of runs that never were: numbers with many digits, so that one on a page can be traced
/// to the file that it came from. For tests alone.
public final class GeneratedResults {
  private static final Instant FIRST = Instant.parse("2026-04-02T08:15:30Z");

  /// A paper with two methods; its third claim nobody measures.
  public static final PaperId TWO_METHODS = new PaperId("2304.07288");

  public static final PaperId SEVERAL_TASKS = new PaperId("2506.12542");
  public static final PaperId IN_FULL = new PaperId("2505.00307");
  public static final PaperId TOO_FEW_SEEDS = new PaperId("2409.14781");

  private static final Method RANKING =
      method("plackett-luce-distillation", "Plackett–Luce distillation", SEVERAL_TASKS, 3);
  private static final Method SUMS = method("comp-sum-losses", "Comp-sum losses", TWO_METHODS, 4);
  private static final Method SMOOTH =
      method("smooth-adversarial-comp-sum", "Smooth adversarial comp-sum", TWO_METHODS, 4);
  private static final Method GATES = method("gateformer", "Gateformer", IN_FULL, 9);
  private static final Method PRETRAINING = method("dc-pdd", "DC-PDD", TOO_FEW_SEEDS, 11);

  private final SplittableRandom random = new SplittableRandom(20260402);
  private final List<Result> results = new ArrayList<>();

  private GeneratedResults() {}

  /// The same ones every time: several tasks a method, each verdict, an earlier run by the same and
  /// one by another protocol, a task in full, a run of too few seeds.
  public static List<Result> all() {
    GeneratedResults generated = new GeneratedResults();
    generated.add();
    return List.copyOf(generated.results);
  }

  private void add() {
    Task digits = digits("400 images for the students", 5);
    run(RANKING, digits("300 images for the students", 3), 3, 0, 1.2, 0.4);
    run(RANKING, digits, 5, 1, 0.1, 1.3);
    run(RANKING, digits, 5, 2, 2.1, 0.5);
    run(RANKING, letters(), 4, 3, -1.6, 0.3);
    run(RANKING, noisy(), 3, 4, 0.05, 0.9);
    run(SUMS, sums(), 3, 5, 1.4, 0.4);
    run(SMOOTH, attacks(), 3, 6, -0.7, 0.2);
    run(GATES, weather(), 3, 7, -0.03, 0.002);
    run(PRETRAINING, members(), 2, 8, 0.03, 0.01);
  }

  private static Task digits(String split, int seeds) {
    return student("plackett-luce-digits", "A small network for digits that a larger one teaches")
        .dataset("MNIST, the 10,000 test images averaged to 14 × 14 pixels")
        .split("drawn by the seed: 3,000 images for the teacher, " + split)
        .seeds(seeds)
        .agreesWhen(Condition.above("gain", 0))
        .claim(claim(SEVERAL_TASKS, 0));
  }

  private static Task letters() {
    return student("plackett-luce-letters", "The same student on letters")
        .dataset("EMNIST letters, 14 × 14 pixels")
        .split("drawn by the seed")
        .seeds(4)
        .agreesWhen(Condition.above("gain", 0))
        .claim(claim(SEVERAL_TASKS, 0));
  }

  private static Task noisy() {
    return student("plackett-luce-noise", "Soft targets from a teacher that is wrong")
        .dataset("MNIST with a fifth of its labels drawn at random")
        .split("drawn by the seed")
        .agreesWhen(Condition.above("gain", 0), Condition.above("accuracy", 50))
        .claim(claim(SEVERAL_TASKS, 1));
  }

  private static Task.Writer student(String id, String name) {
    return Task.named(id, name)
        .baseline("cross-entropy with the labels alone, the same student from the same start")
        .protocol(
            "Students: perceptron 196-8-8-10, 40 epochs, all from the same start in the same order of batches.")
        .metrics(
            Metric.difference(
                "gain",
                "accuracy of the student above that of cross-entropy",
                "points",
                Direction.HIGHER),
            Metric.percent("accuracy", "test accuracy of the student", Direction.HIGHER),
            Metric.measured("time", "time of one epoch", "s", Direction.LOWER));
  }

  private static Task sums() {
    return student("comp-sum-noise", "Digits with wrong labels")
        .dataset("MNIST with two fifths of its labels drawn at random")
        .split("drawn by the seed")
        .agreesWhen(Condition.above("gain", 0))
        .claim(claim(TWO_METHODS, 0));
  }

  private static Task attacks() {
    return student("smooth-comp-sum-attacks", "Digits under attack")
        .dataset("MNIST, every test image moved by at most 0.1 in each pixel")
        .split("drawn by the seed")
        .agreesWhen(Condition.above("gain", 0))
        .claim(claim(TWO_METHODS, 1));
  }

  private static Task weather() {
    Claim claim = claim(IN_FULL, 0);
    return Task.named("gateformer-hours", "Hourly series, a day ahead")
        .dataset(claim.dataset())
        .split(claim.split())
        .baseline("a linear map from context to horizon")
        .protocol("Context 96, horizon 24, ten epochs.")
        .inFull()
        .metrics(
            Metric.difference(
                "mse-change", "squared error above that of the linear map", "1", Direction.LOWER),
            Metric.amount("mse", "squared error", "1", Direction.LOWER))
        .agreesWhen(Condition.below("mse-change", 0))
        .claim(claim);
  }

  private static Task members() {
    return Task.named("dc-pdd-members", "Which texts a small model has seen")
        .dataset("tinyshakespeare")
        .split("half seen, half not")
        .baseline("perplexity")
        .protocol("A bigram model; 400 texts of 64 words.")
        .metrics(Metric.share("auc", "area under the curve", Direction.HIGHER))
        .agreesWhen(Condition.above("auc", 0.5))
        .claim(claim(TOO_FEW_SEEDS, 0));
  }

  private static Claim claim(PaperId paper, int index) {
    return Claims.bundled().ofPaper(paper).get(index);
  }

  private static Method method(String id, String name, PaperId paper, int number) {
    return new Method(id, name, paper, number, "loss", "methods/" + id + ".java");
  }

  /// @param gain of ours above the baseline, on average
  private void run(Method method, Task task, int seeds, int day, double gain, double spread) {
    List<Run> runs = new ArrayList<>();
    List<Series> series = new ArrayList<>();
    boolean differs = task.metrics().getFirst().direction() == Direction.LOWER;
    for (long seed = 1; seed <= seeds; seed++) {
      var ours = new LinkedHashMap<String, Double>();
      var baseline = new LinkedHashMap<String, Double>();
      var soft = new LinkedHashMap<String, Double>();
      var chance = new LinkedHashMap<String, Double>();
      if (task.metrics().size() == 1) {
        ours.put("auc", 0.5 + gain + random.nextDouble(spread));
        baseline.put("auc", 0.5 + random.nextDouble(spread));
      } else {
        String metric = task.metrics().get(1).id();
        double theirs = (differs ? 0.3 : 80) + random.nextDouble(spread);
        double mine = theirs + gain + (random.nextDouble() - 0.5) * 2 * spread;
        ours.put(task.metrics().getFirst().id(), mine - theirs);
        ours.put(metric, mine);
        baseline.put(metric, theirs);
        soft.put(metric, theirs + gain / 2 + random.nextDouble(spread));
        chance.put(metric, differs ? 0.41 + random.nextDouble(0.01) : 71 + random.nextDouble());
        if (!differs) {
          ours.put("time", 1.1 + random.nextDouble());
          baseline.put("time", 0.9 + random.nextDouble());
        }
        series.add(curve("training, seed " + seed, seed));
        series.add(curve("training with half the rate, seed " + seed, seed + 40));
      }
      var others = new LinkedHashMap<String, SequencedMap<String, Double>>();
      if (!soft.isEmpty()) {
        others.put(differs ? "NLinear" : "soft targets", soft);
        others.put(differs ? "repeat-last" : "no teacher", chance);
      }
      runs.add(new Run(seed, ours, baseline, others, 20 + random.nextDouble(30), null));
    }
    List<Figure> figures = Figure.over(task, runs);
    var settings = new LinkedHashMap<String, String>();
    settings.put("epochs", "40");
    settings.put("rate", "0.003");
    results.add(
        new Result(
            Result.FORMAT,
            method,
            task,
            new FormulaCheck(
                "golden/" + method.id() + ".json", "PyTorch, float64", 31, 31, 1e-9, 2e-12),
            runs,
            figures,
            Rule.judge(task, runs, figures),
            settings,
            "%010x".formatted(random.nextLong(1L << 40)),
            new LinkedHashMap<>(),
            new Machine("CPU", "some processor", 2, 2, 8L << 30, "Linux", "quiet"),
            FIRST.plus(Duration.ofDays(day)),
            seeds * 31.5,
            612_348_211L,
            series,
            List.of("seed 1: training", "done")));
  }

  private Series curve(String name, long seed) {
    List<Double> x = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    List<Double> baseline = new ArrayList<>();
    for (int epoch = 1; epoch <= 40; epoch++) {
      x.add((double) epoch);
      ours.add(0.4 + 2.2 * Math.exp(-epoch / 9.0) + random.nextDouble(0.08));
      baseline.add(0.6 + 2.1 * Math.exp(-epoch / 12.0) + random.nextDouble(0.08) + seed * 1e-4);
    }
    return new Series(name, "epoch", "loss in nats", x, ours, baseline);
  }
}
