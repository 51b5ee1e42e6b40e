package org.offprint.lab.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.methods.objective.EntropyDiscriminator;
import org.offprint.methods.objective.TokenEntropy;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Does the sign of S say whether an update raises or lowers entropy?
public final class EntropySign implements Experiment {
  private static final int POLICIES = 300;
  private static final int VOCABULARY = 50;
  private static final int UPDATES = 20;
  private static final double STEP = 1e-3;
  private static final double[] STEPS = {1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1, 3};

  private static final Task TASK =
      Task.named("entropy-sign", "Predicted and true sign of the change of entropy")
          .dataset("synthetic: random softmax policies over 50 tokens, from flat to peaked")
          .split("none: every update is a test")
          .baseline("the rule that raising a token above the mean probability lowers entropy")
          .protocol(
              """
              300 policies a seed, logits normal with a deviation drawn from 0.1 to 4, float64. Of each, 20 tokens are drawn from the policy
              itself. Single updates move the logit of the token by 0.001 up or down, at random; group updates move all logits by
              α (e_k − p), α = ± 0.001, as a policy gradient does. The predicted sign is that of −ε S_k, and of −α (S_k − N); the true one is
              of the entropy computed before and after. The theorem is of first order: a share a little under 1 can remain, of tokens
              where S is nearly 0. The curve repeats single updates with steps from 0.0001 to 3. Agrees when the share of right signs lies
              above 0.99 for both.
              """)
          .seeds(5)
          .metrics(
              Metric.share("right-single", "right signs, single logits", Direction.HIGHER),
              Metric.share("right-group", "right signs, group-relative steps", Direction.HIGHER),
              Metric.share(
                  "right-large", "right signs, single logits moved by 1", Direction.HIGHER),
              Metric.amount(
                  "halving",
                  "error of the predicted change over that with half the step",
                  "1",
                  Direction.EQUAL))
          .agreesWhen(Condition.above("right-single", 0.99), Condition.above("right-group", 0.99))
          .claim(Claims.of("2602.03392", 1));

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
    var settings = new LinkedHashMap<String, String>();
    settings.put("policies", Integer.toString(POLICIES));
    settings.put("vocabulary", Integer.toString(VOCABULARY));
    settings.put("updates", UPDATES + " a policy");
    settings.put("step", Double.toString(STEP));
    return settings;
  }

  /// Updates of some policies, a row each: where the logits were, which token, and up or down.
  private record Updates(Tensor logits, Tensor tokens, Tensor signs) {
    static Updates draw(SplittableRandom random) {
      int rows = POLICIES * UPDATES;
      double[] logits = new double[rows * VOCABULARY];
      long[] tokens = new long[rows];
      double[] signs = new double[rows];
      for (int policy = 0; policy < POLICIES; policy++) {
        double deviation = random.nextDouble(0.1, 4);
        double[] z =
            random.doubles(VOCABULARY).map(any -> deviation * random.nextGaussian()).toArray();
        for (int i = 0; i < UPDATES; i++) {
          int row = policy * UPDATES + i;
          System.arraycopy(z, 0, logits, row * VOCABULARY, VOCABULARY);
          tokens[row] = sample(z, random);
          signs[row] = random.nextBoolean() ? 1 : -1;
        }
      }
      return new Updates(
          Tensor.of(logits, rows, VOCABULARY), Tensor.of(tokens, rows, 1), Tensor.of(signs, rows));
    }

    private static int sample(double[] logits, SplittableRandom random) {
      double all = Arrays.stream(logits).map(Math::exp).sum();
      double place = random.nextDouble() * all;
      int token = 0;
      while (token < logits.length - 1 && (place -= Math.exp(logits[token])) > 0) {
        token++;
      }
      return token;
    }

    /// 1 at each row's token.
    Tensor chosen() {
      return tokens.squeeze(1).oneHot(VOCABULARY).to(Type.FLOAT64);
    }

    Tensor change(Tensor moved) {
      return TokenEntropy.of(logits.add(moved)).sub(TokenEntropy.of(logits));
    }

    Tensor single(double step) {
      return chosen().mul(signs.mul(step).unsqueeze(1));
    }

    Tensor group(double step) {
      return chosen().sub(logits.softmax(1)).mul(signs.mul(step).unsqueeze(1));
    }

    /// S of each row's token.
    Tensor discriminator() {
      return EntropyDiscriminator.of(logits).gather(1, tokens).squeeze(1);
    }

    Tensor predicted(Tensor score, double step) {
      return score.mul(signs).mul(-step);
    }
  }

  @Override
  public Trial run(long seed, Lab lab) {
    try (var scope = Scope.withoutGradients()) {
      Updates updates = Updates.draw(new SplittableRandom(seed));
      Tensor s = updates.discriminator();
      Tensor centred = s.sub(EntropyDiscriminator.expectation(updates.logits));
      Tensor plain =
          updates.logits.softmax(1).gather(1, updates.tokens).squeeze(1).sub(1.0 / VOCABULARY);
      Tensor single = updates.change(updates.single(STEP));
      Tensor group = updates.change(updates.group(STEP));
      double[] ours = new double[STEPS.length];
      double[] theirs = new double[STEPS.length];
      for (int i = 0; i < STEPS.length; i++) {
        Tensor change = updates.change(updates.single(STEPS[i]));
        ours[i] = agreeing(updates.predicted(s, STEPS[i]), change);
        theirs[i] = agreeing(updates.predicted(plain, STEPS[i]), change);
      }
      int large = Arrays.binarySearch(STEPS, 1);
      return new Trial()
          .both(
              "right-single",
              agreeing(updates.predicted(s, STEP), single),
              agreeing(updates.predicted(plain, STEP), single))
          .both(
              "right-group",
              agreeing(updates.predicted(centred, STEP), group),
              agreeing(updates.predicted(plain, STEP), group))
          .both("right-large", ours[large], theirs[large])
          .ours("halving", error(updates, s, 0.02) / error(updates, s, 0.01))
          .curve(
              "size of the step", "step of the logit", "share of right signs", STEPS, ours, theirs);
    }
  }

  private static double agreeing(Tensor predicted, Tensor change) {
    return predicted.sign().isEqual(change.sign()).to(Type.FLOAT64).mean().value();
  }

  private static double error(Updates updates, Tensor score, double step) {
    return updates
        .predicted(score, step)
        .sub(updates.change(updates.single(step)))
        .abs()
        .mean()
        .value();
  }
}
