package org.offprint.lab.task;

import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.methods.objective.GroupRelative;
import org.offprint.methods.objective.PolicyObjective;

/// What the tasks about Clip-Cov and KL-Cov share: the training beside one without control of
/// entropy, and what is measured of both.
final class CovarianceControl {
  static final SumProblem.Plan PLAN = new SumProblem.Plan(120, 6, 0.03);
  static final String PROTOCOL =
      SumProblem.PROTOCOL
          + PLAN.words()
          + """
          , for the method and for the clipped surrogate (0.2 on both sides, mean over tokens) from the same start and seed. Entropy is the
          mean over all rollouts, reward that of the last twenty. Shown and not judged: the entropy at the rollouts in which the mean reward
          of ten first reaches 0.8. A method that only learns more slowly keeps entropy longer and has no more of it there.
          """;
  static final Metric[] METRICS = {
    Metric.difference(
        "entropy-gain", "mean entropy, less that without control", "nats", Direction.HIGHER),
    Metric.amount("entropy", "mean entropy in training", "nats", Direction.HIGHER),
    Metric.difference(
        "reward-gain", "last reward, less that without control", "1", Direction.HIGHER),
    Metric.share("reward", "mean reward of the last twenty rollouts", Direction.HIGHER),
    Metric.amount(
        "entropy-at-reward", "entropy when the reward reaches 0.8", "nats", Direction.HIGHER)
  };
  private static final double LEVEL = 0.8;

  private CovarianceControl() {}

  static Trial run(long seed, PolicyObjective objective, Lab lab) {
    SumProblem ours = SumProblem.train(seed, "controlled", objective, PLAN, lab);
    SumProblem theirs =
        SumProblem.train(seed, "without", GroupRelative.tokenMean(0.2, 0.2), PLAN, lab);
    double[] x = SumProblem.rollouts(PLAN);
    return new Trial()
        .paired("entropy", "entropy-gain", ours.meanEntropy(), theirs.meanEntropy())
        .paired("reward", "reward-gain", ours.lastReward(), theirs.lastReward())
        .both("entropy-at-reward", ours.entropyAt(LEVEL), theirs.entropyAt(LEVEL))
        .curve(
            "entropy",
            "rollouts",
            "entropy in nats",
            x,
            SumProblem.thinned(ours.entropy()),
            SumProblem.thinned(theirs.entropy()))
        .curve(
            "reward",
            "rollouts",
            "mean reward",
            x,
            SumProblem.thinned(ours.reward()),
            SumProblem.thinned(theirs.reward()));
  }
}
