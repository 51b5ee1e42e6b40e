package org.offprint.lab.task;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.methods.decode.BridgeNetwork;
import org.offprint.methods.decode.RareEvent;

/// Does the cross-entropy method find a probability of one in 75,000 where plain simulation with as
/// many draws finds next to nothing? The exact value is known, so both are judged by their error
/// and not by what they say of themselves.
public final class BridgeRareEvent implements Experiment {
  private static final BridgeNetwork BRIDGE = new BridgeNetwork(0.25, 0.4, 0.1, 0.3, 0.2);
  private static final double LEVEL = 2;
  private static final double RHO = 0.1;
  private static final int DRAWS = 1_000;
  private static final int ROUNDS = 50;
  private static final int[] LAST = {1_000, 3_000, 10_000, 30_000, 100_000};
  private static final int REPETITIONS = 50;

  private static final Task TASK =
      Task.named("bridge-rare-event", "The chance that the shortest way across a bridge is long")
          .dataset("none: draws of a network of five edges whose probability is known exactly")
          .split("none")
          .baseline(
              "plain Monte Carlo: the share of as many draws, all rounds counted, at the level")
          .protocol(
              """
              A bridge of five edges with exponential lengths of means 0.25, 0.4, 0.1, 0.3 and 0.2; the event is that the shortest way
              across is 2 or longer, of probability 1.34246e-5 by quadrature. The cross-entropy method: elite share 0.1, 1,000 draws a
              round until the level is reached, then 100,000 draws of importance sampling. Plain Monte Carlo: draws from the lengths
              themselves, as many as the method used in all its rounds and at the end. 50 independent estimates of each a seed; the error
              is the root of the mean squared difference from the exact value, over the exact value. The curve repeats this with 1,000
              to 100,000 draws at the end. No setting was searched: they are the textbook's.
              """)
          .seeds(5)
          .metrics(
              Metric.amount(
                  "error-ratio",
                  "relative error of plain simulation over that of the method",
                  "1",
                  Direction.HIGHER),
              Metric.amount(
                  "relative-error",
                  "root mean squared error of an estimate, over the exact probability",
                  "1",
                  Direction.LOWER),
              Metric.amount(
                  "bias",
                  "distance of the mean estimate from the exact value",
                  "1",
                  Direction.LOWER),
              Metric.amount(
                  "stated-error",
                  "relative error that the method states of itself, mean",
                  "1",
                  Direction.EQUAL),
              Metric.share("missed", "share of estimates that saw no event", Direction.LOWER),
              Metric.amount("rounds", "rounds until the level is reached", "1", Direction.LOWER))
          .agreesWhen(Condition.above("error-ratio", 10), Condition.below("bias", 0.05))
          .claim(Claims.of("2409.19790", 3));

  @Override
  public String method() {
    return "cross-entropy-method";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("level", Double.toString(LEVEL));
    settings.put("elite share", Double.toString(RHO));
    settings.put("draws a round", Integer.toString(DRAWS));
    settings.put("draws at the end", Integer.toString(LAST[LAST.length - 1]));
    settings.put("estimates a seed", Integer.toString(REPETITIONS));
    return settings;
  }

  /// Many estimates of one probability.
  private static final class Estimates {
    private final double exact;
    private double squares;
    private double sum;
    private int missed;
    private int count;

    Estimates(double exact) {
      this.exact = exact;
    }

    void add(double estimate) {
      squares += Math.pow(estimate / exact - 1, 2);
      sum += estimate;
      missed += estimate == 0 ? 1 : 0;
      count++;
    }

    double relativeError() {
      return Math.sqrt(squares / count);
    }

    double bias() {
      return Math.abs(sum / count / exact - 1);
    }

    double missed() {
      return (double) missed / count;
    }
  }

  @Override
  public Trial run(long seed, Lab lab) {
    double exact = BRIDGE.exceedance(LEVEL);
    var trial = new Trial();
    double[] x = new double[LAST.length];
    double[] mine = new double[LAST.length];
    double[] theirs = new double[LAST.length];
    var random = new SplittableRandom(seed);
    for (int i = 0; i < LAST.length; i++) {
      var method = new RareEvent(LEVEL, RHO, DRAWS, LAST[i], ROUNDS);
      var adapted = new Estimates(exact);
      var plain = new Estimates(exact);
      double stated = 0;
      double rounds = 0;
      for (int repetition = 0; repetition < REPETITIONS; repetition++) {
        RareEvent.Estimate estimate =
            method.estimate(BRIDGE.means(), BridgeNetwork::shortest, random.split());
        int used = estimate.history().size();
        adapted.add(estimate.probability());
        plain.add(plain(used * DRAWS + LAST[i], random.split()));
        stated += estimate.relativeError() / REPETITIONS;
        rounds += (double) used / REPETITIONS;
      }
      x[i] = LAST[i];
      mine[i] = adapted.relativeError();
      theirs[i] = plain.relativeError();
      lab.progress()
          .step("seed " + seed, i + 1, LAST.length, "relative error %.4f".formatted(mine[i]));
      if (i == LAST.length - 1) {
        trial.both("relative-error", mine[i], theirs[i]);
        trial.ours("error-ratio", theirs[i] / mine[i]);
        trial.both("bias", adapted.bias(), plain.bias());
        trial.both("missed", adapted.missed(), plain.missed());
        trial.ours("stated-error", stated);
        trial.ours("rounds", rounds);
      }
    }
    return trial.curve("error", "draws at the end", "relative error", x, mine, theirs);
  }

  private static double plain(int draws, SplittableRandom random) {
    int reached = 0;
    double[] means = BRIDGE.means();
    double[] lengths = new double[means.length];
    for (int i = 0; i < draws; i++) {
      for (int d = 0; d < lengths.length; d++) {
        lengths[d] = means[d] * random.nextExponential();
      }
      reached += BridgeNetwork.shortest(lengths) >= LEVEL ? 1 : 0;
    }
    return (double) reached / draws;
  }
}
