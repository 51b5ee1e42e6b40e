package org.offprint.methods.golden.objective;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.objective.GroupAdvantage;
import org.offprint.methods.objective.PhaseEntropyReward;
import org.offprint.methods.objective.TokenEntropy;

/// PEAR: entropies of logits, phases, penalties, rewards and advantages.
final class PearGolden implements Golden {
  private static final Pattern ADVANTAGES =
      Pattern.compile("advantages_(sample|population)_std_eps([\\d.e-]+)");
  private static final String FORMAT = "format_score_";

  @Override
  public Entry entry() {
    return new Entry(
        51,
        "2510.08026",
        "pear",
        List.of(PhaseEntropyReward.class, TokenEntropy.class, GroupAdvantage.class),
        "The reward; not the training of a large model. How an answer without a closing tag is treated is our reading.");
  }

  @Override
  public void check(Node file) {
    PhaseEntropyReward rule = PhaseEntropyReward.standard();
    file.at("token_entropies_nats").expect(TokenEntropy.of(file.at("token_logits").tensor()));
    double[] entropies = file.at("entropies").numbers();
    for (Node one : file.at("cases").list()) {
      int tag = tag(one);
      PhaseEntropyReward weighed = rule.withAlpha(one.at("alpha").number());
      one.at("H_think").expect(PhaseEntropyReward.phases(entropies, tag).think());
      one.at("H_answer").expect(PhaseEntropyReward.phases(entropies, tag).answer());
      one.at("penalty").expectOnScale(1, weighed.penalty(entropies, tag));
      one.at("reward").expectOnScale(1, weighed.of(entropies, tag, true));
    }
    file.at("incorrect").expect(rule.of(entropies, PhaseEntropyReward.NO_TAG, false));

    var rewards = new ArrayList<Double>();
    for (Node one : file.at("group").list()) {
      rewards.add(rule.of(one.at("h").numbers(), tag(one), one.at("correct").truth()));
    }
    double[] group = rewards.stream().mapToDouble(reward -> reward).toArray();
    file.at("group_rewards").expectOnScale(1, group);
    for (Map.Entry<String, Node> one : file.entries().entrySet()) {
      Matcher form = ADVANTAGES.matcher(one.getKey());
      if (form.matches()) {
        int freedom = form.group(1).equals("sample") ? 1 : 0;
        var advantage = new GroupAdvantage(freedom, Double.parseDouble(form.group(2)));
        one.getValue().expectOnScale(1, advantage.of(group));
      } else if (one.getKey().startsWith(FORMAT)) {
        double reward = Double.parseDouble(one.getKey().substring(FORMAT.length()));
        one.getValue()
            .expect(rule.withFormatReward(reward).of(entropies, PhaseEntropyReward.NO_TAG, false));
      } else if (one.getKey().equals("advantages_all_equal")) {
        double[] equal = new double[one.getValue().list().size()];
        one.getValue().expectOnScale(1, GroupAdvantage.standard().of(equal));
      }
    }
  }

  /// The file counts places from 1 and has null where there is no tag.
  private static int tag(Node one) {
    return one.has("k") ? one.at("k").integer() - 1 : PhaseEntropyReward.NO_TAG;
  }
}
