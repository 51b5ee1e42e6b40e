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
import org.offprint.lab.model.TabularPolicy;
import org.offprint.methods.objective.Answer;
import org.offprint.methods.objective.GroupRelative;
import org.offprint.methods.objective.GroupRelativeTraining;
import org.offprint.methods.objective.GroupReward;
import org.offprint.methods.objective.PhaseEntropyReward;
import org.offprint.methods.objective.Sampler;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;

/// Does a reward that prices entropy while thinking shorten the thinking, at equal accuracy?
public final class PhaseEntropyLength implements Experiment {
  private static final int TAG = 4;
  private static final int END = 5;
  private static final int VOCABULARY = 6;
  private static final int LONGEST = 20;
  private static final int ENOUGH = 4;
  private static final double MOST_RIGHT = 0.9;
  private static final int GROUPS = 8;
  private static final int GROUP = 8;
  private static final int ROLLOUTS = 100;
  private static final double RATE = 0.05;
  private static final int LAST = 20;
  private static final double SUFFERED = 2;

  private static final Task TASK =
      Task.named(
              "phase-entropy-length", "Length of thinking with and without a price on its entropy")
          .dataset("synthetic: a chain of thinking tokens, a closing tag and an end")
          .split("none: length and accuracy of sampled answers")
          .baseline("the same training with a reward of 1 for a right answer and 0 else")
          .protocol(
              """
              A mechanism check, no language. A policy that is a table of logits by place and token before, all 0 at the start, writes at most
              20 tokens of six: four thinking tokens, a closing tag, an end. An answer that is thinking, tag, end is right with probability
              0.9 min(1, n / 4) for n thinking tokens, so that thinking pays up to four tokens and no further; any other is wrong. 100 rollouts
              of 8 groups of 8 answers, 2 updates each by Adam at 0.05, clipped surrogate (0.2, mean over tokens), with PEAR (α = 1, no floor)
              and without, from the same start and seed. Length, accuracy and entropy are those of the last 20 rollouts. Agrees when thinking
              is shorter and accuracy falls by less than 2 points.
              """)
          .seeds(5)
          .metrics(
              Metric.difference(
                  "length-change",
                  "thinking tokens, change against the baseline",
                  "%",
                  Direction.LOWER),
              Metric.amount("length", "thinking tokens", "1", Direction.LOWER),
              Metric.difference(
                  "accuracy-difference",
                  "accuracy, less that of the baseline",
                  "%",
                  Direction.HIGHER),
              Metric.percent("accuracy", "accuracy", Direction.HIGHER),
              Metric.amount("entropy", "mean entropy of a token", "nats", Direction.LOWER))
          .agreesWhen(
              Condition.below("length-change", 0),
              Condition.above("accuracy-difference", -SUFFERED))
          .claim(Claims.of("2510.08026", 1));

  @Override
  public String method() {
    return "pear";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("rollouts", Integer.toString(ROLLOUTS));
    settings.put("answers", GROUPS + " × " + GROUP);
    settings.put("rate", Double.toString(RATE));
    settings.put("updates", "2");
    settings.put("longest", Integer.toString(LONGEST));
    settings.put("right", "0.9 min(1, n / 4)");
    settings.put("alpha", "1");
    return settings;
  }

  /// Of each rollout: mean number of thinking tokens, share of right answers, entropy.
  private record Run(double[] length, double[] right, double[] entropy) {
    static double last(double[] values) {
      return Arrays.stream(values, ROLLOUTS - LAST, ROLLOUTS).average().orElseThrow();
    }
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Run ours = train(seed, true, lab);
    Run theirs = train(seed, false, lab);
    double mine = Run.last(ours.length);
    double other = Run.last(theirs.length);
    double[] x = new double[ROLLOUTS / 4];
    Arrays.setAll(x, i -> 4 * i + 2.5);
    return new Trial()
        .both("length", mine, other)
        .ours("length-change", 100 * (mine / other - 1))
        .paired(
            "accuracy",
            "accuracy-difference",
            100 * Run.last(ours.right),
            100 * Run.last(theirs.right))
        .both("entropy", Run.last(ours.entropy), Run.last(theirs.entropy))
        .curve(
            "length",
            "rollouts",
            "thinking tokens",
            x,
            SumProblem.thinned(ours.length),
            SumProblem.thinned(theirs.length))
        .curve(
            "accuracy",
            "rollouts",
            "share right",
            x,
            SumProblem.thinned(ours.right),
            SumProblem.thinned(theirs.right));
  }

  private static Run train(long seed, boolean priced, Lab lab) {
    var chance = new SplittableRandom(seed).split();
    var pear = PhaseEntropyReward.standard();
    List<Double> thoughts = new ArrayList<>();
    List<Double> rights = new ArrayList<>();
    List<Double> entropies = new ArrayList<>();
    double[] counted = new double[2];
    GroupReward reward =
        GroupReward.each((prompt, answer) -> {
          int tag = tag(answer);
          int thinking = tag < 0 ? answer.length() : tag;
          boolean right = right(answer, tag, chance.nextDouble());
          counted[0] += thinking;
          counted[1] += right ? 1 : 0;
          return priced ? pear.of(answer.entropies(), tag, right) : right ? 1 : 0;
        });
    try (var scope = new Scope()) {
      TabularPolicy policy = new TabularPolicy(1, LONGEST, VOCABULARY);
      new GroupRelativeTraining(
              policy,
              new Sampler(LONGEST, END),
              random -> new long[] {0},
              reward,
              GroupRelative.tokenMean(0.2, 0.2),
              GroupRelativeTraining.Settings.of(GROUPS, GROUP),
              new SplittableRandom(seed))
          .progress(report -> {
            thoughts.add(counted[0] / (GROUPS * GROUP));
            rights.add(counted[1] / (GROUPS * GROUP));
            entropies.add(report.entropy());
            Arrays.fill(counted, 0);
            lab.progress()
                .step(
                    "seed %d, %s".formatted(seed, priced ? "PEAR" : "plain"),
                    thoughts.size(),
                    ROLLOUTS,
                    "%.1f thinking tokens, %.2f right"
                        .formatted(thoughts.getLast(), rights.getLast()));
          })
          .run(ROLLOUTS, Optimiser.adamW(policy.trainable(), RATE, 0));
    }
    return new Run(array(thoughts), array(rights), array(entropies));
  }

  private static double[] array(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// The place of the first closing tag, or that there is none.
  private static int tag(Answer answer) {
    for (int i = 0; i < answer.length(); i++) {
      if (answer.tokens()[i] == TAG) {
        return i;
      }
    }
    return PhaseEntropyReward.NO_TAG;
  }

  /// @param place from 0 to 1, drawn for this answer
  private static boolean right(Answer answer, int tag, double place) {
    boolean formed =
        tag >= 0 && tag == answer.length() - 2 && answer.tokens()[answer.length() - 1] == END;
    return formed && place < MOST_RIGHT * Math.min(1, tag / (double) ENOUGH);
  }
}
