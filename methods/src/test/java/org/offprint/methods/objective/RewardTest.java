package org.offprint.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class RewardTest {
  private static final CrossThinkReward RULE = CrossThinkReward.standard();

  @Test
  void theLastBalancedBoxAfterTheThoughtsIsTheAnswer() {
    assertThat(RULE.answer(" \n<think>x \\boxed{1}</think> \\boxed{2} so \\boxed{\\frac{1}{2}}"))
        .contains("\\frac{1}{2}");
    assertThat(RULE.answer("first <think>a</think>\\boxed{B}")).isEmpty();
    assertThat(RULE.answer("<think>a</think>\\boxed{B} \\boxed{C")).isEmpty();
    assertThat(RULE.answer("<think>\\boxed{B}")).isEmpty();
    assertThat(RULE.answer("<think>\\boxed{B}</think>")).isEmpty();
  }

  @Test
  void strictlyOneBoxWithSomethingInIt() {
    var strict = new CrossThinkReward(true, false);
    assertThat(strict.of("<think>a</think>\\boxed{B}", "b").reward()).isOne();
    assertThat(strict.of("<think>a</think>\\boxed{C} \\boxed{B}", "B").format()).isFalse();
    assertThat(strict.of("<think>a</think>\\boxed{ }", "B").format()).isFalse();
  }

  @Test
  void numbersAreTextUnlessTheyAreAskedToBeNumbers() {
    String half = "<think>a</think>\\boxed{0.50}";
    assertThat(RULE.of(half, ".5").reward()).isZero();
    var numeric = new CrossThinkReward(false, true);
    assertThat(numeric.of(half, ".5").reward()).isOne();
    assertThat(numeric.of("<think>a</think>\\boxed{1,000}", "1000").reward()).isOne();
    assertThat(numeric.of("<think>a</think>\\boxed{1e999999999}", "1").reward()).isZero();
    assertThat(numeric.of("<think>a</think>\\boxed{one}", "1").reward()).isZero();
  }

  @Property(seed = "1", tries = 200)
  void anyTextGetsNothingOrOne(
      @ForAll @StringLength(max = 60) String text, @ForAll @StringLength(max = 5) String answer) {
    assertThat(RULE.of(text, answer).reward()).isIn(0.0, 1.0);
    String right = "<think>%s</think>\\boxed{%s}".formatted(text, answer);
    boolean plain = !answer.matches(".*[{}\\\\].*") && !text.contains("<");
    if (plain && !answer.contains("\n")) {
      assertThat(RULE.of(right, answer).reward()).isOne();
    }
  }

  @Test
  void anItemIsAskedInTheFormsThatFitIt() {
    var item = new CrossThinkItem("What is the capital?", List.of("Rome", "Paris"), "Paris");
    assertThat(item.multipleChoice().orElseThrow().expected()).isEqualTo("B");
    assertThat(item.multipleChoice().orElseThrow().text()).contains("A) Rome\nB) Paris");
    assertThat(item.openEnded().orElseThrow().expected()).isEqualTo("Paris");
    assertThat(item.openEnded().orElseThrow().text()).doesNotContain("Rome");

    var needs = new CrossThinkItem("Which of the following is one?", List.of("A", "B"), "A");
    assertThat(needs.openEnded()).isEmpty();
    var wrong = new CrossThinkItem("What?", List.of("A", "A"), "A");
    assertThat(wrong.multipleChoice()).isEmpty();
    assertThat(new CrossThinkItem("What?", List.of("A"), "B").multipleChoice()).isEmpty();
    assertThat(new CrossThinkItem("What?", List.of(), "a b c d e f g h i j k").openEnded())
        .isEmpty();
    assertThat(CrossThinkItem.keepHard(8, 8, 1)).isFalse();
    assertThat(CrossThinkItem.keepHard(7, 8, 1)).isTrue();
  }

  @Test
  void theBestBlendOfThePaperIsTwoThirdsGeneralReasoning() {
    var sizes = new LinkedHashMap<String, Integer>(Map.of("mathematics", 100));
    sizes.put("stem", 300);
    sizes.put("humanities", 600);
    Blend blend = Blend.divided(sizes, Set.of("mathematics"), 1 / 3.0);
    assertThat(blend.shares().get("mathematics")).isCloseTo(1 / 3.0, offset(1e-15));
    assertThat(blend.shares().get("stem")).isCloseTo(2 / 9.0, offset(1e-15));

    var random = new SplittableRandom(1);
    int[] drawn = new int[1];
    for (int i = 0; i < 3000; i++) {
      drawn[0] += blend.draw(random).equals("mathematics") ? 1 : 0;
    }
    assertThat(drawn[0]).isBetween(900, 1100);
  }

  @Test
  void aBlendOfNothingIsRefused() {
    assertThatThrownBy(() -> Blend.natural(Map.of()))
        .hasMessageContaining("the sum of sizes is 0.0; expected more than 0");
    assertThatThrownBy(() -> Blend.natural(Map.of("a", -1)))
        .hasMessageContaining("the size of a is -1.0");
    assertThatThrownBy(() -> Blend.divided(Map.of("a", 1), Set.of("b"), 0.5))
        .hasMessageContaining("the sum of sizes");
    assertThatThrownBy(() -> new Blend(Map.of("a", 0.5)))
        .hasMessageContaining("the sum of shares is 0.5; expected 1");
  }

  @Test
  void uncertainThinkingCostsARightAnswerAndNotAWrongOne() {
    var rule = PhaseEntropyReward.standard();
    double[] entropies = {0.8, 1.2, 9, 0.5};
    assertThat(rule.of(entropies, 2, true)).isCloseTo(0.5, offset(1e-15));
    assertThat(rule.of(entropies, 2, false)).isZero();
    assertThat(rule.of(new double[0], PhaseEntropyReward.NO_TAG, true)).isOne();
  }

  @Test
  void aRightAnswerCanEarnLessThanAWrongOneUnlessThereIsAFloor() {
    double[] unsure = {2, 2, 2};
    assertThat(PhaseEntropyReward.standard().of(unsure, PhaseEntropyReward.NO_TAG, true))
        .isEqualTo(-1);
    assertThat(new PhaseEntropyReward(1, 1, 0, 0.1).of(unsure, PhaseEntropyReward.NO_TAG, true))
        .isEqualTo(0.1);
  }

  @Property(seed = "1", tries = 100)
  void aTagOutsideTheAnswerIsRefused(@ForAll @IntRange(min = -9, max = 9) int tag) {
    double[] entropies = {0.1, 0.2, 0.3};
    if (tag >= -1 && tag < 3) {
      assertThat(PhaseEntropyReward.standard().of(entropies, tag, true)).isFinite();
    } else {
      assertThatThrownBy(() -> PhaseEntropyReward.standard().of(entropies, tag, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("tag is " + tag);
    }
  }

  @Property(seed = "1", tries = 100)
  void advantagesSumToNothingAndKeepTheOrder(
      @ForAll @Size(min = 2, max = 8) List<@DoubleRange(min = -2, max = 2) Double> rewards) {
    double[] group = rewards.stream().mapToDouble(reward -> reward).toArray();
    double[] advantages = GroupAdvantage.standard().of(group);
    assertThat(Arrays.stream(advantages).sum()).isCloseTo(0, offset(1e-6));
    for (int i = 1; i < group.length; i++) {
      assertThat(Double.compare(advantages[i], advantages[0]))
          .isEqualTo(Double.compare(group[i] + 0.0, group[0] + 0.0));
    }
  }

  @Test
  void aGroupOfEqualRewardsTeachesNothing() {
    assertThat(GroupAdvantage.standard().of(0.1, 0.1, 0.1)).containsOnly(0);
    assertThat(new GroupAdvantage(0, 0).of(0.7, 0.7)).containsOnly(0);
    assertThat(GroupAdvantage.standard().of(1, Double.NaN)).contains(Double.NaN);
    assertThatThrownBy(() -> GroupAdvantage.standard().of())
        .hasMessageContaining("a group has no rewards");
  }

  @Test
  void theTailOfATruncatedDistributionCountsAsOneToken() {
    double[] all = {Math.log(0.5), Math.log(0.3), Math.log(0.2)};
    assertThat(TokenEntropy.withTail(all[0], all[1]))
        .isCloseTo(TokenEntropy.withTail(all), offset(1e-12));
  }
}
