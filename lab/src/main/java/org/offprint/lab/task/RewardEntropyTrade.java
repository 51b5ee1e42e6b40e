package org.offprint.lab.task;

import java.util.Arrays;
import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.methods.numeric.Moments;
import org.offprint.methods.objective.GroupRelative;
import org.offprint.methods.objective.RewardEntropyLaw;

/// Is reward bought with entropy along R = −a e^H + b, so that the end can be told from the first
/// part of a training?
public final class RewardEntropyTrade implements Experiment {
  private static final SumProblem.Plan PLAN = new SumProblem.Plan(240, 2, 0.05);
  private static final double FITTED_UNTIL = 0.5;
  private static final int BLOCK = 4;

  private static final Task TASK =
      Task.named("reward-entropy-law", "Reward against entropy while a policy learns sums")
          .dataset("synthetic: eight prompts, answers of four symbols that a rule verifies")
          .split(
              "the law is fitted until half of the entropy is spent, and tested on the rest of the training")
          .baseline("a straight line, R = −a H + b, fitted to the same part")
          .protocol(
              SumProblem.PROTOCOL
                  + PLAN.words()
                  + """
                  , by the clipped surrogate (0.2 on both sides, mean over tokens) without control of entropy. Reward and entropy are means of
                  4 rollouts. The law is fitted by least squares to the whole training for R², and to the part in which the entropy is above
                  half of its start for the prediction of the rest. Error is the root mean square. Agrees when R² lies above 0.9 and the law
                  predicts the rest better than the straight line.
                  """)
          .seeds(5)
          .metrics(
              Metric.share(
                  "r-squared", "variance of reward explained by the law", Direction.HIGHER),
              Metric.difference(
                  "error-difference",
                  "error of prediction, less that of the straight line",
                  "1",
                  Direction.LOWER),
              Metric.amount("error", "error of the predicted rest", "1", Direction.LOWER),
              Metric.difference("a", "a of the law", "1", Direction.EQUAL),
              Metric.difference("ceiling", "reward foretold for no entropy", "1", Direction.EQUAL),
              Metric.share("reward", "mean reward of the last twenty rollouts", Direction.HIGHER))
          .agreesWhen(Condition.above("r-squared", 0.9), Condition.below("error-difference", 0))
          .claim(Claims.of("2505.22617", 1));

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
    SequencedMap<String, String> settings = PLAN.settings();
    settings.put("fitted", "entropy above " + FITTED_UNTIL + " of its start");
    settings.put("block", BLOCK + " rollouts");
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    SumProblem run =
        SumProblem.train(seed, "without control", GroupRelative.tokenMean(0.2, 0.2), PLAN, lab);
    double[] reward = SumProblem.thinned(run.reward());
    double[] entropy = SumProblem.thinned(run.entropy());
    int fitted = 2;
    while (fitted < entropy.length - 2 && entropy[fitted] > FITTED_UNTIL * entropy[0]) {
      fitted++;
    }
    RewardEntropyLaw whole = RewardEntropyLaw.fit(entropy, reward);
    RewardEntropyLaw law =
        RewardEntropyLaw.fit(Arrays.copyOf(entropy, fitted), Arrays.copyOf(reward, fitted));
    // e^(ln H) = H: the same fit on the logarithm of the entropy is the straight line
    double[] logs = Arrays.stream(entropy).map(Math::log).toArray();
    RewardEntropyLaw line =
        RewardEntropyLaw.fit(Arrays.copyOf(logs, fitted), Arrays.copyOf(reward, fitted));
    double[] byWhole = Arrays.stream(entropy).map(whole::reward).toArray();
    double[] byLaw = Arrays.stream(entropy).map(law::reward).toArray();
    double[] byLine = Arrays.stream(logs).map(line::reward).toArray();
    double[] byWholeLine =
        Arrays.stream(logs).map(RewardEntropyLaw.fit(logs, reward)::reward).toArray();
    return new Trial()
        .both("r-squared", explained(byWhole, reward), explained(byWholeLine, reward))
        .paired(
            "error",
            "error-difference",
            error(byLaw, reward, fitted),
            error(byLine, reward, fitted))
        .ours("a", whole.a())
        .both("ceiling", law.ceiling(), line.b())
        .ours("reward", run.lastReward())
        .curve(
            "measured and foretold",
            "rollouts",
            "mean reward",
            SumProblem.rollouts(PLAN),
            reward,
            byLaw)
        .curve("entropy", "rollouts", "entropy in nats", SumProblem.rollouts(PLAN), entropy, null)
        .note("the law's prediction is drawn as the second line of the first chart");
  }

  private static double explained(double[] predicted, double[] measured) {
    return Math.max(0, 1 - square(error(predicted, measured, 0)) / Moments.variance(0, measured));
  }

  private static double square(double x) {
    return x * x;
  }

  /// Root mean square from a place on.
  private static double error(double[] predicted, double[] measured, int from) {
    double sum = 0;
    for (int i = from; i < measured.length; i++) {
      sum += square(predicted[i] - measured[i]);
    }
    return Math.sqrt(sum / (measured.length - from));
  }
}
