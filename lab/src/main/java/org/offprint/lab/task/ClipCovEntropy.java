package org.offprint.lab.task;

import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Task;
import org.offprint.methods.objective.ClipCov;
import org.offprint.methods.objective.TokenChoice;

/// Does Clip-Cov keep a policy's entropy?
public final class ClipCovEntropy implements Experiment {
  private static final double SHARE = 0.05;
  private static final double LOWER = 0.3;
  private static final double UPPER = 9;

  private static final Task TASK =
      Task.named("clip-cov-entropy", "Clip-Cov on a problem of sums")
          .dataset("synthetic: eight prompts, answers of four symbols that a rule verifies")
          .split("none: reward and entropy of sampled answers")
          .baseline("the clipped surrogate without control of entropy")
          .protocol(
              CovarianceControl.PROTOCOL
                  + "Clip-Cov drops 5 % of the tokens at random among those of covariance 0.3 to 9, and clips ratios at 1 on both sides as the authors do; bounds and share are set for these rewards and 256 tokens a rollout, not tuned by the result.")
          .seeds(5)
          .metrics(CovarianceControl.METRICS)
          .agreesWhen(Condition.above("entropy-gain", 0))
          .claim(Claims.of("2505.22617", 3));

  @Override
  public String method() {
    return "clip-cov";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = CovarianceControl.PLAN.settings();
    settings.put("share", Double.toString(SHARE));
    settings.put("covariances", LOWER + " to " + UPPER);
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    TokenChoice choice = TokenChoice.random(new SplittableRandom(seed));
    return CovarianceControl.run(seed, new ClipCov(1, 1, SHARE, LOWER, UPPER, choice), lab);
  }
}
