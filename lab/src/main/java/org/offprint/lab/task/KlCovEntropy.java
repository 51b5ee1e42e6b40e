package org.offprint.lab.task;

import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Task;
import org.offprint.methods.objective.KlCov;

/// Does KL-Cov keep a policy's entropy, and does the policy end better for it?
public final class KlCovEntropy implements Experiment {
  private static final KlCov KL_COV = new KlCov(5, 1);

  private static final Task TASK =
      Task.named("kl-cov-entropy", "KL-Cov on a problem of sums")
          .dataset("synthetic: eight prompts, answers of four symbols that a rule verifies")
          .split("none: reward and entropy of sampled answers")
          .baseline("the clipped surrogate without control of entropy")
          .protocol(
              CovarianceControl.PROTOCOL
                  + "KL-Cov penalises 5 % of the tokens, coefficient 1; the paper's 0.2 % would be less than one of these 256 tokens. The paper claims that both entropy and performance gain, and both are asked for; on a problem that every method learns the second need not show.")
          .seeds(5)
          .metrics(CovarianceControl.METRICS)
          .agreesWhen(Condition.above("reward-gain", 0), Condition.above("entropy-gain", 0))
          .claim(Claims.of("2505.22617", 2));

  @Override
  public String method() {
    return "kl-cov";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = CovarianceControl.PLAN.settings();
    settings.put("percent", Double.toString(KL_COV.percent()));
    settings.put("coefficient", Double.toString(KL_COV.coefficient()));
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    return CovarianceControl.run(seed, KL_COV, lab);
  }
}
