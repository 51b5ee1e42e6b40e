package org.offprint.methods.golden.objective;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.numeric.Order;
import org.offprint.methods.objective.AdaptiveKl;
import org.offprint.methods.objective.Aepo;
import org.offprint.methods.objective.AepoReward;
import org.offprint.methods.objective.AresReward;
import org.offprint.methods.objective.AresShaping;
import org.offprint.methods.objective.Difficulty;
import org.offprint.methods.objective.PolicyBatch;
import org.offprint.methods.objective.TokenEntropy;
import org.offprint.methods.objective.WindowEntropy;
import org.offprint.methods.objective.WindowEntropy.Window;
import org.offprint.methods.tensor.Tensor;

/// ARES: both windows, thresholds, entropies with a tail, both rewards, the steered KL weight, the
/// KL estimate and length targets.
final class AresGolden implements Golden {
  private static final Pattern WINDOW = Pattern.compile("window_mean_(paper|code)_w(\\d+)");
  private static final Pattern THRESHOLD = Pattern.compile("code_threshold_p([\\d.]+)_w(\\d+)");
  private static final Pattern QUANTILE = Pattern.compile("per_traj_p([\\d.]+)");

  @Override
  public Entry entry() {
    return new Entry(
        43,
        "2510.08457",
        "ares",
        List.of(
            Aepo.class,
            AresReward.class,
            AepoReward.class,
            WindowEntropy.class,
            AdaptiveKl.class,
            AresShaping.class),
        "Both rewards, windows and the KL control have golden values; the objective and the joined reward are tested by properties. "
            + "Left out: the tree of branches, the list of reasoning words, the second chance for easy questions, and the training of a large model.");
  }

  @Override
  public void check(Node file) {
    double[] entropies = file.at("entropies").numbers();
    Node trajectories = file.at("tau_high");
    double[][] answers = trajectories.at("trajectories").matrix();
    for (Map.Entry<String, Node> one : file.entries().entrySet()) {
      Matcher window = WINDOW.matcher(one.getKey());
      Matcher threshold = THRESHOLD.matcher(one.getKey());
      if (window.matches()) {
        Window kind = window.group(1).equals("paper") ? Window.FROM_HERE : Window.AFTER_HERE;
        var windows = new WindowEntropy(Integer.parseInt(window.group(2)), kind);
        one.getValue().expect(windows.means(entropies));
      } else if (threshold.matches()) {
        var windows = new WindowEntropy(Integer.parseInt(threshold.group(2)), Window.AFTER_HERE);
        double share = Double.parseDouble(threshold.group(1)) / 100;
        one.getValue()
            .expect(
                Arrays.stream(answers)
                    .mapToDouble(answer -> windows.thresholdOf(share, answer))
                    .toArray());
      }
    }
    for (Map.Entry<String, Node> one : trajectories.entries().entrySet()) {
      Matcher quantile = QUANTILE.matcher(one.getKey());
      if (quantile.matches()) {
        double share = Double.parseDouble(quantile.group(1)) / 100;
        one.getValue()
            .expect(
                Arrays.stream(answers)
                    .mapToDouble(answer -> Order.quantile(share, answer))
                    .toArray());
        trajectories.at("mean").expect(WindowEntropy.threshold(share, answers));
      }
    }
    file.at("tail_corrected_entropy_nats")
        .expect(
            Arrays.stream(file.at("topk_logprobs").matrix())
                .mapToDouble(TokenEntropy::withTail)
                .toArray());
    checkRewards(file);
    checkBeta(file.at("code_beta_track"));

    Node kl = file.at("k3_kl");
    Tensor logProbs = kl.at("logp").tensor().unsqueeze(0);
    Tensor all = logProbs.isLess(Double.POSITIVE_INFINITY);
    kl.at("value")
        .expect(
            PolicyBatch.of(logProbs, logProbs, logProbs, all)
                .withReference(kl.at("logp_ref").tensor().unsqueeze(0), null)
                .klToReference());
    for (Node one : file.at("target_length").list()) {
      one.at("value")
          .expect(
              AresReward.targetLength(
                  one.at("p").number(), one.at("L0").number(), one.at("L1").number()));
    }
  }

  private static void checkRewards(Node file) {
    for (Node one : file.at("lambda_d").list()) {
      double lambda = AresReward.lambda(one.at("target").number(), one.at("counts").numbers());
      one.at("value").expectOnScale(1, lambda);
    }
    for (Node one : file.at("paper_reward").list()) {
      double reward =
          AresReward.of(
              right(one),
              difficulty(one),
              one.at("n").number(),
              one.at("target").number(),
              one.at("lam").number());
      one.at("reward").expectOnScale(1, reward);
    }
    for (Node one : file.at("code_reward").list()) {
      boolean right = right(one);
      Difficulty difficulty = difficulty(one);
      double count = one.at("n").number();
      double target = one.at("target").number();
      double alpha = one.at("alpha").number();
      one.at("entropy_score")
          .expectOnScale(1, AepoReward.entropyScore(right, difficulty, count, target, alpha));
      one.at("overall").expect(AepoReward.of(right, difficulty, count, target, alpha));
    }
  }

  private static boolean right(Node one) {
    return one.at("acc").integer() == 1;
  }

  private static Difficulty difficulty(Node one) {
    return Difficulty.valueOf(one.at("d").text().toUpperCase(Locale.ROOT));
  }

  private static void checkBeta(Node at) {
    var settings =
        new AdaptiveKl.Settings(
            at.at("target").number(),
            at.at("ema").number(),
            at.at("lr").number(),
            at.at("clip").number(),
            at.at("deadzone").number(),
            at.at("interval").integer());
    AdaptiveKl state = AdaptiveKl.from(1, settings);
    for (Node one : at.at("rows").list()) {
      state = state.next(one.at("kl").number());
      one.at("mean_kl").expect(state.meanKl());
      one.at("e_ema").expectOnScale(1, state.meanError());
      one.at("beta").expect(state.beta());
    }
  }
}
