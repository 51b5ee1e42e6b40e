package org.offprint.lab.task;

import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.methods.objective.ClipB;
import org.offprint.methods.objective.GroupRelative;

/// Does clipping by the entropy discriminator leave a policy better than the plain objective?
public final class ClipBReward implements Experiment {
  private static final SumProblem.Plan PLAN = new SumProblem.Plan(120, 2, 0.05);

  private static final Task TASK =
      Task.named("clip-b-reward", "Clip_B on a problem of sums")
          .dataset("synthetic: eight prompts, answers of four symbols that a rule verifies")
          .split("none: reward and entropy of sampled answers")
          .baseline("the clipped surrogate alone")
          .protocol(
              SumProblem.PROTOCOL
                  + PLAN.words()
                  + """
                  , by the clipped surrogate (0.2 on both sides, mean over tokens) behind Clip_B at the authors' μ = 2.5, and alone, from the
                  same start and seed. Reward is the mean of the last twenty rollouts, entropy that of all. Agrees when the reward gains.
                  Every method learns this problem, and few tokens are 2.5 deviations out, so a gain need not show.
                  """)
          .seeds(5)
          .metrics(
              Metric.difference(
                  "reward-gain",
                  "last reward, less that of the plain objective",
                  "1",
                  Direction.HIGHER),
              Metric.share("reward", "mean reward of the last twenty rollouts", Direction.HIGHER),
              Metric.difference(
                  "entropy-gain",
                  "mean entropy, less that of the plain objective",
                  "nats",
                  Direction.HIGHER),
              Metric.amount("entropy", "mean entropy in training", "nats", Direction.HIGHER))
          .agreesWhen(Condition.above("reward-gain", 0))
          .claim(Claims.of("2602.03392", 2));

  @Override
  public String method() {
    return "entropy-discriminator-clipping";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = PLAN.settings();
    settings.put("mu", "2.5");
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    GroupRelative plain = GroupRelative.tokenMean(0.2, 0.2);
    SumProblem ours = SumProblem.train(seed, "Clip_B", ClipB.standard().before(plain), PLAN, lab);
    SumProblem theirs = SumProblem.train(seed, "plain", plain, PLAN, lab);
    return new Trial()
        .paired("reward", "reward-gain", ours.lastReward(), theirs.lastReward())
        .paired("entropy", "entropy-gain", ours.meanEntropy(), theirs.meanEntropy())
        .curve(
            "entropy",
            "rollouts",
            "entropy in nats",
            SumProblem.rollouts(PLAN),
            SumProblem.thinned(ours.entropy()),
            SumProblem.thinned(theirs.entropy()))
        .curve(
            "reward",
            "rollouts",
            "mean reward",
            SumProblem.rollouts(PLAN),
            SumProblem.thinned(ours.reward()),
            SumProblem.thinned(theirs.reward()));
  }
}
