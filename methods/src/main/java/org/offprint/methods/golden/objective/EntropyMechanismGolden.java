package org.offprint.methods.golden.objective;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Filler;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.objective.ClipCov;
import org.offprint.methods.objective.EntropyMechanism;
import org.offprint.methods.objective.GroupRelative;
import org.offprint.methods.objective.KlCov;
import org.offprint.methods.objective.PolicyBatch;
import org.offprint.methods.objective.PolicyObjective;
import org.offprint.methods.objective.RewardEntropyLaw;
import org.offprint.methods.objective.TokenChoice;
import org.offprint.methods.objective.TokenEntropy;
import org.offprint.methods.tensor.Tensor;

/// Clip-Cov and KL-Cov with gradients, the covariance identity of the entropy's change, and the law
/// of reward and entropy. The reference drops the first candidates where training drops random
/// ones.
final class EntropyMechanismGolden implements Golden {
  private static final Pattern OLD = Pattern.compile("-abs\\((qfill.*)\\)\\s*-\\s*([\\d.]+)");
  private static final Pattern NEW = Pattern.compile("old\\s*\\+\\s*(qfill.*)");
  private static final Pattern REPEATED =
      Pattern.compile("(qfill\\(.*\\)) repeated over (\\d+) columns");
  private static final Pattern CLIP_COV =
      Pattern.compile("clip_cov_lb([\\d.]+)_ub([\\d.]+)_ratio([\\d.]+)_clip([\\d.]+)");
  private static final Pattern KL_COV = Pattern.compile("kl_cov_([\\d.]+)_percent");
  private static final String PPO = "vanilla_ppo_clip_";

  @Override
  public Entry entry() {
    return new Entry(
        32,
        "2505.22617",
        "entropy-mechanism",
        List.of(ClipCov.class, KlCov.class, EntropyMechanism.class, RewardEntropyLaw.class),
        "Both objectives, the identity and the law; not the training of a large model.");
  }

  @Override
  public void check(Node file) {
    Tensor logProbs = file.at("log_prob").tensor();
    PolicyBatch batch =
        PolicyBatch.of(
            logProbs,
            file.at("old_log_prob").tensor(),
            file.at("advantage").tensor(),
            Tensor.of(file.at("mask").truths(), file.at("mask").shape()));
    for (Map.Entry<String, Node> one : file.entries().entrySet()) {
      if (one.getKey().startsWith(PPO)) {
        double clip = Double.parseDouble(one.getKey().substring(PPO.length()));
        one.getValue().expect(GroupRelative.tokenMean(clip, clip).loss(batch));
      }
    }
    file.at("token_covariance_masked_means").expect(ClipCov.covariances(batch));
    for (Node one : file.at("clip_cov").list()) {
      checkClipCov(one, batch);
    }
    for (Node one : file.at("kl_cov").list()) {
      var objective = new KlCov(one.at("k_percent").number(), one.at("coef").number());
      one.at("selected").expect(places(objective.selected(batch), batch));
      Gradient gradient = gradient(objective, batch);
      one.at("loss").expect(gradient.loss());
      one.at("grad_wrt_log_prob").expect(gradient.values());
    }
    file.at("kl_cov_covariance_of_valid_tokens").expect(KlCov.covariances(batch));
    checkLarger(file.at("larger_batch"));
    checkChange(file.at("entropy_change"));

    Node law = file.at("law");
    double[] entropies = law.at("H").numbers();
    double[] rewards = law.at("R").numbers();
    RewardEntropyLaw fit = RewardEntropyLaw.fit(entropies, rewards);
    law.at("a").expect(fit.a());
    law.at("b").expect(fit.b());
    law.at("ceiling_R(H=0)").expect(fit.ceiling());
    double squares = 0;
    for (int i = 0; i < rewards.length; i++) {
      squares += Math.pow(fit.reward(entropies[i]) - rewards[i], 2);
    }
    law.at("rmse").expect(Math.sqrt(squares / rewards.length));
  }

  private static void checkClipCov(Node one, PolicyBatch batch) {
    var objective =
        new ClipCov(
            one.at("clip_low").number(),
            one.at("clip_high").number(),
            one.at("ratio").number(),
            one.at("cov_lower").number(),
            one.at("cov_upper").number(),
            TokenChoice.first());
    ClipCov.Selection selection = objective.select(batch);
    one.at("candidates_row_major").expect(places(selection.candidates(), batch));
    one.at("dropped(first k instead of random k)").expect(places(selection.dropped(), batch));
    Gradient gradient = gradient(objective, batch);
    one.at("loss").expect(gradient.loss());
    one.at("grad_wrt_log_prob").expect(gradient.values());
    one.at("dropped_fraction").expect(selection.dropped().length / (batch.tokens() + 1e-8));
  }

  private static void checkLarger(Node at) {
    Tensor old = old(at.at("old"));
    Tensor logProbs = at.at("new").isText() ? moved(at.at("new"), old) : at.at("new").tensor();
    Tensor mask = at.at("mask").isText() ? ones(at.at("mask"), old) : at.at("mask").tensor();
    PolicyBatch batch =
        PolicyBatch.of(logProbs, old, repeated(at.at("advantage")), mask.isNotEqual(0));
    for (Map.Entry<String, Node> one : at.entries().entrySet()) {
      Matcher clipCov = CLIP_COV.matcher(one.getKey());
      Matcher klCov = KL_COV.matcher(one.getKey());
      Node out = one.getValue();
      if (clipCov.matches()) {
        double clip = Double.parseDouble(clipCov.group(4));
        var objective =
            new ClipCov(
                clip,
                clip,
                Double.parseDouble(clipCov.group(3)),
                Double.parseDouble(clipCov.group(1)),
                Double.parseDouble(clipCov.group(2)),
                TokenChoice.first());
        ClipCov.Selection selection = objective.select(batch);
        out.at("candidates").expect(places(selection.candidates(), batch));
        out.at("dropped").expect(places(selection.dropped(), batch));
        checkSums(out, gradient(objective, batch));
      } else if (klCov.matches()) {
        var objective = new KlCov(Double.parseDouble(klCov.group(1)), 1);
        out.at("selected").expect(places(objective.selected(batch), batch));
        checkSums(out, gradient(objective, batch));
      }
    }
  }

  private static void checkSums(Node out, Gradient gradient) {
    out.at("loss").expect(gradient.loss());
    double size = Arrays.stream(gradient.values()).map(Math::abs).sum();
    out.at("grad_sum").expectOnScale(size, Arrays.stream(gradient.values()).sum());
    out.at("grad_abs_sum").expect(size);
  }

  private static Tensor old(Node node) {
    Matcher form = node.isText() ? OLD.matcher(node.text()) : null;
    if (form == null) {
      return node.tensor();
    }
    if (!form.matches()) {
      throw unlike(node, "-abs(qfill(…))-0.05");
    }
    return Filler.parse(form.group(1)).abs().neg().sub(Double.parseDouble(form.group(2)));
  }

  private static Tensor moved(Node node, Tensor old) {
    Matcher form = NEW.matcher(node.text());
    if (!form.matches()) {
      throw unlike(node, "old+qfill(…)");
    }
    return old.add(Filler.parse(form.group(1)));
  }

  private static Tensor repeated(Node node) {
    Matcher form = node.isText() ? REPEATED.matcher(node.text()) : null;
    if (form == null) {
      return node.tensor();
    }
    if (!form.matches()) {
      throw unlike(node, "qfill((6,1),…) repeated over 8 columns");
    }
    return Filler.parse(form.group(1)).repeatInterleave(Long.parseLong(form.group(2)), 1);
  }

  private static Tensor ones(Node node, Tensor like) {
    if (!node.text().equals("ones")) {
      throw unlike(node, "ones");
    }
    return Tensor.ones(like.type(), like.shape());
  }

  private static IllegalArgumentException unlike(Node node, String expected) {
    return new IllegalArgumentException(
        "%s is '%s'; expected numbers or %s".formatted(node, node.text(), expected));
  }

  private static void checkChange(Node at) {
    var state = new EntropyMechanism(at.at("logits").tensor(), at.at("advantage").tensor());
    double eta = at.at("eta").number();
    at.at("entropy").expect(TokenEntropy.of(state.logits()));
    check(at.at("policy_gradient"), state, state.policyGradient(), eta);
    at.at("policy_gradient").at("minus_cov(log p, p A)").expect(state.slopeOfPolicyGradient());
    check(at.at("natural_policy_gradient"), state, state.advantages(), eta);
    at.at("natural_policy_gradient")
        .at("minus_cov(log p, A)")
        .expect(state.slopeOfNaturalGradient());
  }

  /// The difference of two entropies carries their rounding, which the division by η makes larger.
  private static void check(Node out, EntropyMechanism state, Tensor direction, double eta) {
    Tensor step = direction.mul(eta);
    out.at("logit_step").expect(step);
    double tolerance = Math.max(Node.TOLERANCE, 1e-14 / eta);
    out.at("dH_actual/eta").expectWithin(tolerance, state.change(step).div(eta));
  }

  private record Gradient(Tensor loss, double[] values) {}

  private static Gradient gradient(PolicyObjective objective, PolicyBatch batch) {
    Tensor logProbs = batch.logProbs().copy().requireGradient();
    Tensor loss =
        objective.loss(
            PolicyBatch.of(logProbs, batch.oldLogProbs(), batch.advantages(), batch.mask()));
    loss.backward();
    return new Gradient(loss, Objects.requireNonNull(logProbs.gradient()).toDoubles());
  }

  /// Rows and columns.
  private static double[] places(int[] places, PolicyBatch batch) {
    int columns = Math.toIntExact(batch.logProbs().size(1));
    return Arrays.stream(places)
        .flatMap(place -> Arrays.stream(new int[] {place / columns, place % columns}))
        .asDoubleStream()
        .toArray();
  }
}
