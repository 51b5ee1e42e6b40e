package org.offprint.methods.golden.objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.objective.ClipB;
import org.offprint.methods.objective.ClipV;
import org.offprint.methods.objective.EntropyDiscriminator;
import org.offprint.methods.objective.GroupAdvantage;
import org.offprint.methods.objective.Outliers;
import org.offprint.methods.objective.PolicyBatch;
import org.offprint.methods.objective.TokenEntropy;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The entropy discriminator, its first-order predictions beside exact changes, and both token
/// filters.
final class EntropyDynamicsGolden implements Golden {
  @Override
  public Entry entry() {
    return new Entry(
        53,
        "2602.03392",
        "entropy-dynamics",
        List.of(EntropyDiscriminator.class, ClipB.class, ClipV.class),
        "Discriminator and both filters in the released one-sided form; two-sided clipping is our reading of the text and has no golden values. "
            + "Not the training of a large model.");
  }

  @Override
  public void check(Node file) {
    Tensor logits = file.at("logits").tensor();
    Tensor s = EntropyDiscriminator.of(logits);
    double[] probs = logits.softmax(-1).toDoubles();
    double entropy = TokenEntropy.of(logits).value();
    double mean = EntropyDiscriminator.expectation(logits).value();
    file.at("p").expect(probs);
    file.at("H").expect(entropy);
    file.at("S").expect(s);
    file.at("policy_expectation_of_S").expectOnScale(entropy, mean);
    boolean[] agrees = new boolean[probs.length];
    double[] values = s.toDoubles();
    for (int i = 0; i < probs.length; i++) {
      agrees[i] = Math.signum(values[i]) == Math.signum(probs[i] - Math.exp(-entropy));
    }
    file.at("sign_rule").expect(agrees);
    for (Node one : file.at("single_logit").list()) {
      int k = one.at("k").integer();
      double step = one.at("eps").number();
      Tensor moved = logits.add(unit(k, probs.length).mul(step));
      check(one, TokenEntropy.of(moved).value() - entropy, -step * values[k], entropy);
    }
    for (Node one : file.at("grpo_step").list()) {
      int k = one.at("k").integer();
      double step = one.at("alpha").number();
      Tensor direction = unit(k, probs.length).sub(logits.softmax(-1));
      Tensor moved = logits.add(direction.mul(step));
      check(one, TokenEntropy.of(moved).value() - entropy, -step * (values[k] - mean), entropy);
    }
    Node uniform = file.at("uniform_S");
    Tensor flat = Tensor.zeros(Type.FLOAT64, uniform.list().size());
    uniform.expectOnScale(1, EntropyDiscriminator.of(flat).toDoubles());
    checkBatch(file.at("batch"));
  }

  /// A change is the difference of two entropies, and carries their rounding.
  private static void check(Node one, double exact, double predicted, double entropy) {
    one.at("exact").expectOnScale(1e-4 * entropy, exact);
    one.at("predicted").expectOnScale(1e-4 * entropy, predicted);
  }

  private static Tensor unit(int k, int size) {
    double[] unit = new double[size];
    unit[k] = 1;
    return Tensor.of(unit, size);
  }

  private static void checkBatch(Node at) {
    double[] advantages = advantages(at.at("rewards").numbers(), at.at("uid").integers());
    at.at("advantages").expectOnScale(1, advantages);
    Tensor logProbs = at.at("logp").tensor();
    Tensor entropies = at.at("entropy").tensor();
    at.at("S").expect(EntropyDiscriminator.of(logProbs, entropies));
    PolicyBatch batch =
        PolicyBatch.of(
                logProbs,
                logProbs,
                Tensor.of(advantages, advantages.length),
                Tensor.of(at.at("mask").truths(), at.at("mask").shape()))
            .withEntropies(entropies, at.at("N").tensor());
    for (Node one : at.at("clip_b").list()) {
      var filter = new ClipB(one.at("mu").number(), Outliers.NEGATIVE_ADVANTAGE);
      check(one, ClipB.spread(batch), filter.filter(batch));
    }
    for (Node one : at.at("clip_v").list()) {
      var filter =
          new ClipV(
              one.at("mu").number(), one.at("max_frac").number(), Outliers.NEGATIVE_ADVANTAGE);
      check(one, ClipV.spread(batch), filter.filter(batch));
    }
  }

  private static void check(Node one, ClipB.Spread spread, PolicyBatch kept) {
    if (one.has("mean")) {
      one.at("mean").expectOnScale(spread.deviation(), spread.mean());
    }
    if (one.has("std")) {
      one.at("std").expect(spread.deviation());
    }
    one.at("mask").expect(kept.mask().to(Type.FLOAT64));
  }

  /// Group by group.
  private static double[] advantages(double[] rewards, int[] groups) {
    var members = new LinkedHashMap<Integer, List<Integer>>();
    IntStream.range(0, groups.length)
        .forEach(i -> members.computeIfAbsent(groups[i], g -> new java.util.ArrayList<>()).add(i));
    double[] advantages = new double[rewards.length];
    for (Map.Entry<Integer, List<Integer>> group : members.entrySet()) {
      double[] own = group.getValue().stream().mapToDouble(i -> rewards[i]).toArray();
      double[] of = GroupAdvantage.standard().of(own);
      for (int j = 0; j < of.length; j++) {
        advantages[group.getValue().get(j)] = of[j];
      }
    }
    return advantages;
  }
}
