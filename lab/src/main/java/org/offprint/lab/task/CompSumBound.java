package org.offprint.lab.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.methods.loss.CompSumLoss;
import org.offprint.methods.loss.Reduction;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Is there a distribution of the classes, and are there scores, for which zero-one regret is
/// larger than the bound allows? A search that finds none proves nothing, but it would find a wrong
/// constant.
public final class CompSumBound implements Experiment {
  private static final double[] TAUS = {0, 0.5, 0.9, 1, 1.3, 1.7, 2, 3};
  private static final int[] CLASSES = {2, 3, 5, 10, 30};
  private static final int DRAWS = 2000; // of each τ and number of classes
  private static final double ROUNDING = 1e-9; // of a regret, which is a difference of two losses
  private static final double CONTROL = 1.01;

  private static final Task TASK =
      Task.named(
              "comp-sum-bound", "Random distributions of classes, and the bound on zero-one error")
          .dataset("drawn at random: conditional distributions of 2 to 30 classes, and scores")
          .split("none: a theorem is tried on 80,000 draws a seed")
          .baseline(
              "the same search against a bound that is 1 % stronger, which has to find violations if the search is worth anything")
          .protocol(
              """
              For tau in {0, 0.5, 0.9, 1, 1.3, 1.7, 2, 3} and 2, 3, 5, 10 and 30 classes 2,000 draws each. Distribution: independent gamma-like
              weights u^a normalised, u uniform, a from 0.2 to 8. Scores: for half of the draws normal of deviation 0.1 to 4; for the other half
              the log-probabilities plus normal noise of deviation 0.01 to 1, near what the loss asks for. Every tenth draw has the probability on
              two classes alone, the scores of both equal but for 1e-9 in favour of the wrong one, and all others at −60: there the bound should be met with
              equality for two classes. Surrogate regret is the expected loss less the least expected loss of any scores; a violation is a surrogate
              regret below the transform of the zero-one regret by more than 1e-9. Tightness is the largest ratio of the two over all draws with 2
              classes, the least of all tau up to 2, which is where the members with a name are. At tau = 3 the bound is looked at for violations, and
              its tightness is shown and not judged: our specification, from which the bounds are, does not say that it is tight there. All in
              float64.
              """)
          .seeds(5)
          .metrics(
              Metric.amount("violations", "draws that violate the bound", "1", Direction.LOWER),
              Metric.share(
                  "tightness",
                  "largest share of the surrogate regret that the bound asks for, two classes, the least of all tau up to 2",
                  Direction.HIGHER),
              Metric.share("tightness-3", "the same at tau = 3", Direction.HIGHER),
              Metric.amount("draws", "draws with a zero-one regret above 0", "1", Direction.HIGHER))
          .agreesWhen(Condition.below("violations", 0.5), Condition.above("tightness", 0.99))
          .claim(Claims.of("2304.07288", 1));

  @Override
  public String method() {
    return "comp-sum-losses";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("tau", Arrays.toString(TAUS));
    settings.put("classes", Arrays.toString(CLASSES));
    settings.put("draws of each", Integer.toString(DRAWS));
    settings.put("tolerance", Double.toString(ROUNDING));
    settings.put("control", "bound × " + CONTROL);
    settings.put("type", "float64");
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    var random = new SplittableRandom(seed);
    int violations = 0;
    int control = 0;
    int wrong = 0;
    double tightness = 1;
    double beyond = 0;
    for (double tau : TAUS) {
      CompSumLoss loss = new CompSumLoss(tau).withReduction(Reduction.NONE);
      double tightest = 0;
      for (int classes : CLASSES) {
        Draw[] draws = new Draw[DRAWS];
        Arrays.setAll(draws, i -> draw(random, classes, i));
        double[] losses = expectedLosses(loss, draws, classes);
        for (int i = 0; i < DRAWS; i++) {
          double regret = losses[i] - loss.bestConditional(draws[i].probs);
          double bound = loss.leastSurrogateRegret(draws[i].zeroOneRegret(), classes);
          wrong += draws[i].zeroOneRegret() > 0 ? 1 : 0;
          violations += violates(regret, bound) ? 1 : 0;
          control += violates(regret, CONTROL * bound) ? 1 : 0;
          if (classes == 2 && regret > 1e-3) {
            tightest = Math.max(tightest, Math.min(1, bound / regret));
          }
        }
      }
      lab.say("seed %d, tau %s: tightness %.6f", seed, tau, tightest);
      if (tau > 2) {
        beyond = tightest;
      } else {
        tightness = Math.min(tightness, tightest);
      }
    }
    return new Trial()
        .both("violations", violations, control)
        .ours("tightness", tightness)
        .ours("tightness-3", beyond)
        .ours("draws", wrong);
  }

  private static boolean violates(double regret, double bound) {
    return regret < bound - ROUNDING * Math.max(1, bound);
  }

  /// @param probs of the classes
  record Draw(double[] probs, double[] scores) {
    /// How much less probable the class of the largest score is than the likeliest.
    double zeroOneRegret() {
      int chosen = 0;
      for (int y = 1; y < scores.length; y++) {
        chosen = scores[y] > scores[chosen] ? y : chosen;
      }
      return Arrays.stream(probs).max().orElseThrow() - probs[chosen];
    }
  }

  static Draw draw(SplittableRandom random, int classes, int number) {
    double[] probs = new double[classes];
    double[] scores = new double[classes];
    if (number % 10 == 0) {
      double regret = random.nextDouble();
      probs[0] = (1 + regret) / 2;
      probs[1] = (1 - regret) / 2;
      Arrays.fill(scores, -60);
      scores[0] = 0;
      scores[1] = 1e-9;
      return new Draw(probs, scores);
    }
    double power = random.nextDouble(0.2, 8);
    Arrays.setAll(probs, y -> Math.pow(random.nextDouble(1e-6, 1), power));
    double sum = Arrays.stream(probs).sum();
    Arrays.setAll(probs, y -> probs[y] / sum);
    boolean near = number % 2 == 1;
    double deviation = near ? random.nextDouble(0.01, 1) : random.nextDouble(0.1, 4);
    Arrays.setAll(
        scores,
        y -> (near ? Math.max(-60, Math.log(probs[y])) : 0) + deviation * random.nextGaussian());
    return new Draw(probs, scores);
  }

  /// Σ_y P_y loss(scores, y) of each draw.
  private static double[] expectedLosses(CompSumLoss loss, Draw[] draws, int classes) {
    double[] logits = new double[draws.length * classes * classes];
    long[] labels = new long[draws.length * classes];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = row % classes;
      System.arraycopy(draws[row / classes].scores, 0, logits, row * classes, classes);
    }
    try (var scope = Scope.withoutGradients()) {
      double[] each =
          loss.apply(Tensor.of(logits, labels.length, classes), Tensor.of(labels, labels.length))
              .toDoubles();
      double[] expected = new double[draws.length];
      for (int row = 0; row < labels.length; row++) {
        double prob = draws[row / classes].probs[row % classes];
        expected[row / classes] += prob == 0 ? 0 : prob * each[row];
      }
      return expected;
    }
  }
}
