package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.lab.model.TabularPolicy;
import org.offprint.methods.objective.GroupRelativeTraining;
import org.offprint.methods.objective.GroupReward;
import org.offprint.methods.objective.PolicyObjective;
import org.offprint.methods.objective.Sampler;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;

/// A small problem for policies: write four of six symbols whose sum has the prompt as remainder,
/// the first unlike the last. It can be learned in seconds, and has many right answers to lose.
///
/// @param reward mean reward of the answers sampled in each rollout
/// @param entropy mean entropy of their tokens, in nats
record SumProblem(double[] reward, double[] entropy) {
  static final String PROTOCOL =
      """
      A policy that is a table of logits, one row for prompt, place and token before, all 0 at the start. Prompts are 0 to 7, an answer is four
      tokens of six; it is right, reward 1, if the sum of its tokens has the same remainder by 6 as the prompt and its first token is not its
      last. A rollout draws 8 prompts with 8 answers each; advantages are group-relative.
      """;

  private static final int PROMPTS = 8;
  private static final int PLACES = 4;
  private static final int VOCABULARY = 6;
  private static final int GROUP = 8;

  /// @param updates of all answers of a rollout, before new ones are drawn
  record Plan(int rollouts, int updates, double rate) {
    String words() {
      return "%d rollouts with %d updates each by Adam at %s".formatted(rollouts, updates, rate);
    }

    SequencedMap<String, String> settings() {
      var settings = new LinkedHashMap<String, String>();
      settings.put("prompts", Integer.toString(PROMPTS));
      settings.put("group", Integer.toString(GROUP));
      settings.put("tokens", "%d of %d".formatted(PLACES, VOCABULARY));
      settings.put("rollouts", Integer.toString(rollouts));
      settings.put("updates", Integer.toString(updates));
      settings.put("rate", Double.toString(rate));
      return settings;
    }
  }

  static SumProblem train(long seed, String name, PolicyObjective objective, Plan plan, Lab lab) {
    List<GroupRelativeTraining.Report> reports = new ArrayList<>();
    try (var scope = new Scope()) {
      TabularPolicy policy = new TabularPolicy(PROMPTS, PLACES, VOCABULARY);
      new GroupRelativeTraining(
              policy,
              new Sampler(PLACES, -1),
              random -> new long[] {random.nextInt(PROMPTS)},
              GroupReward.each((prompt, answer) -> right(prompt[0], answer.tokens()) ? 1 : 0),
              objective,
              GroupRelativeTraining.Settings.of(PROMPTS, GROUP).withUpdates(plan.updates(), 1),
              new SplittableRandom(seed))
          .progress(report -> {
            reports.add(report);
            lab.progress()
                .step(
                    "seed %d, %s".formatted(seed, name),
                    reports.size(),
                    plan.rollouts(),
                    "reward %.2f, entropy %.2f".formatted(report.reward(), report.entropy()));
          })
          .run(plan.rollouts(), Optimiser.adamW(policy.trainable(), plan.rate(), 0));
    }
    return new SumProblem(
        reports.stream().mapToDouble(GroupRelativeTraining.Report::reward).toArray(),
        reports.stream().mapToDouble(GroupRelativeTraining.Report::entropy).toArray());
  }

  static boolean right(long prompt, long... tokens) {
    return Arrays.stream(tokens).sum() % VOCABULARY == prompt % VOCABULARY
        && tokens[0] != tokens[PLACES - 1];
  }

  double meanEntropy() {
    return Arrays.stream(entropy).average().orElseThrow();
  }

  /// Of the last twenty rollouts.
  double lastReward() {
    return Arrays.stream(reward, reward.length - 20, reward.length).average().orElseThrow();
  }

  /// The entropy when the mean reward of ten rollouts first reaches a level; that of the last
  /// rollouts where it never does.
  double entropyAt(double level) {
    for (int end = 10; end < reward.length; end++) {
      if (Arrays.stream(reward, end - 10, end).average().orElseThrow() >= level) {
        return Arrays.stream(entropy, end - 10, end).average().orElseThrow();
      }
    }
    return Arrays.stream(entropy, entropy.length - 10, entropy.length).average().orElseThrow();
  }

  /// Every fourth rollout, for charts.
  static double[] thinned(double[] values) {
    double[] some = new double[values.length / 4];
    Arrays.setAll(some, i -> Arrays.stream(values, 4 * i, 4 * i + 4).average().orElseThrow());
    return some;
  }

  static double[] rollouts(Plan plan) {
    double[] x = new double[plan.rollouts() / 4];
    Arrays.setAll(x, i -> 4 * i + 2.5);
    return x;
  }
}
