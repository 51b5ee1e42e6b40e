package org.offprint.methods.golden.objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.objective.Aggregation;
import org.offprint.methods.objective.Blend;
import org.offprint.methods.objective.CrossThinkItem;
import org.offprint.methods.objective.CrossThinkReward;
import org.offprint.methods.objective.GroupAdvantage;
import org.offprint.methods.objective.GroupRelative;
import org.offprint.methods.objective.PolicyBatch;
import org.offprint.methods.tensor.Tensor;

/// CrossThink: rewards of texts, answer filters, blends, group advantages and the GRPO loss.
final class CrossThinkGolden implements Golden {
  private static final Pattern WORDS = Pattern.compile("open_end_keep\\(<=(\\d+) words\\)");
  private static final Pattern DIVIDED =
      Pattern.compile("([a-z]+_[a-z]+)_general_([a-z]+_[a-z]+)_(\\w+)");
  private static final Map<String, Integer> NUMBERS =
      Map.of("one", 1, "two", 2, "three", 3, "four", 4, "five", 5);
  private static final Map<String, Integer> PARTS =
      Map.of("half", 2, "third", 3, "quarter", 4, "fifth", 5, "sixth", 6, "tenth", 10);

  @Override
  public Entry entry() {
    return new Entry(
        35,
        "2504.13941",
        "crossthink",
        List.of(
            CrossThinkReward.class,
            CrossThinkItem.class,
            Blend.class,
            GroupAdvantage.class,
            GroupRelative.class),
        "Rewards, filters, templates, blends and the GRPO objective; not the corpora and not the training of a large model. "
            + "The answer comparison, the ten-word limit and the prompts' wording are our reading.");
  }

  @Override
  public void check(Node file) {
    CrossThinkReward rule = CrossThinkReward.standard();
    for (Node one : file.at("rewards").list()) {
      CrossThinkReward.Score score = rule.of(one.at("text").text(), one.at("gold").text());
      one.at("format").expect(score.format() ? 1L : 0L);
      one.at("accuracy").expect(score.accuracy() ? 1L : 0L);
      one.at("reward(and)").expect(score.reward());
    }
    file.at("filters").entries().forEach(CrossThinkGolden::checkFilter);
    checkBlends(file.at("blends"));

    Node advantages = file.at("grpo_advantage");
    double[] rewards = advantages.at("rewards").numbers();
    double[] advantage = GroupAdvantage.standard().of(rewards);
    advantages.at("advantage").expectOnScale(1, advantage);
    Node equal = advantages.at("all_equal");
    double[] ones = new double[equal.list().size()];
    java.util.Arrays.fill(ones, 1);
    equal.expectOnScale(1, GroupAdvantage.standard().of(ones));
    advantages.at("single").expect(GroupAdvantage.standard().of(1));
    checkLoss(file.at("grpo_loss"), advantage);
  }

  private static void checkFilter(String name, Node cases) {
    Matcher words = WORDS.matcher(name);
    if (words.matches()) {
      int most = Integer.parseInt(words.group(1));
      for (Node one : cases.list()) {
        one.list().get(1).expect(CrossThinkItem.keepOpen(one.list().get(0).text(), most));
      }
    } else {
      cases.leaveAside("the file holds neither the options nor the answers");
    }
  }

  private static void checkBlends(Node blends) {
    var sizes = new LinkedHashMap<String, Double>();
    blends.at("sizes").entries().forEach((source, size) -> sizes.put(source, size.number()));
    for (Map.Entry<String, Node> one : blends.entries().entrySet()) {
      Matcher divided = DIVIDED.matcher(one.getKey());
      if (one.getKey().equals("natural")) {
        one.getValue().expect(shares(Blend.natural(sizes)));
      } else if (one.getKey().startsWith("uniform")) {
        one.getValue().expect(shares(Blend.uniform(sizes.keySet())));
      } else if (divided.matches()) {
        Set<String> some = Set.of(divided.group(3));
        one.getValue().expect(shares(Blend.divided(sizes, some, part(divided.group(2)))));
      }
    }
  }

  private static double[] shares(Blend blend) {
    return blend.shares().values().stream().mapToDouble(share -> share).toArray();
  }

  /// `two_thirds` is 2/3.
  private static double part(String words) {
    String[] both = words.split("_");
    String whole = both[1].endsWith("s") ? both[1].substring(0, both[1].length() - 1) : both[1];
    if (!NUMBERS.containsKey(both[0]) || !PARTS.containsKey(whole)) {
      throw new IllegalArgumentException("'%s' is not a part such as two_thirds".formatted(words));
    }
    return (double) NUMBERS.get(both[0]) / PARTS.get(whole);
  }

  private static void checkLoss(Node at, double[] advantages) {
    Tensor logProbs = at.at("new").tensor();
    PolicyBatch batch =
        PolicyBatch.of(
                logProbs,
                at.at("old").tensor(),
                Tensor.of(advantages, advantages.length),
                Tensor.of(at.at("mask").truths(), at.at("mask").shape()))
            .withReference(at.at("ref").tensor(), null);
    double clip = at.at("clip").number();
    var objective = new GroupRelative(clip, clip, at.at("beta").number(), Aggregation.ANSWER_MEAN);
    at.at("loss").expect(objective.loss(batch));
    Tensor everywhere = logProbs.isNotEqual(Double.POSITIVE_INFINITY);
    at.at("k3_row0").expect(batch.withMask(everywhere).klToReference().select(0, 0));
  }
}
