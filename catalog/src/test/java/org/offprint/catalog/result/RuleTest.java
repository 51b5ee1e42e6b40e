package org.offprint.catalog.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RuleTest {
  private static final Claim CLAIM =
      new Claim(
          "Twice as good.",
          "gain",
          "1",
          Direction.HIGHER,
          null,
          null,
          "any",
          "test",
          "one model",
          "abstract",
          "read in the abstract");

  private static Task task(Condition... conditions) {
    return Task.named("gain", "A gain")
        .dataset("numbers")
        .split("test")
        .baseline("none")
        .protocol("One step.")
        .metrics(
            Metric.difference("gain", "gain", "1", Direction.HIGHER),
            Metric.amount("cost", "cost", "nats", Direction.LOWER))
        .agreesWhen(conditions)
        .claim(CLAIM);
  }

  private static Verdict judge(Task task, double[] gains, double[] costs) {
    List<Run> runs =
        IntStream.range(0, gains.length)
            .mapToObj(i ->
                new Run(
                    i + 1,
                    new LinkedHashMap<>(Map.of("gain", gains[i], "cost", costs[i])),
                    new LinkedHashMap<>(),
                    new LinkedHashMap<>(),
                    1,
                    null))
            .toList();
    return Rule.judge(task, runs, Figure.over(task, runs));
  }

  private static final double[] FREE = {0, 0, 0};

  @Test
  void anIntervalWhollyOnTheSideOfTheConditionAgreesAndOnTheOtherDisagrees() {
    Task positive = task(Condition.above("gain", 0));
    assertThat(judge(positive, new double[] {1, 1.1, 1.2}, FREE).outcome())
        .isEqualTo(Outcome.AGREES);
    assertThat(judge(positive, new double[] {-1, -1.1, -1.2}, FREE).outcome())
        .isEqualTo(Outcome.DISAGREES);
  }

  @Test
  void anIntervalThatHoldsTheThresholdIsInconclusiveHoweverLargeTheMean() {
    Verdict verdict = judge(task(Condition.above("gain", 0)), new double[] {0.1, 5, 10}, FREE);
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.reason())
        .isEqualTo("Gain 5.033, 95 % interval -7.264 to 17.33 (expected above 0), over 3 seeds.");
  }

  @Test
  void oneConditionOnTheOtherSideOutweighsAllThatHold() {
    Task both = task(Condition.above("gain", 0), Condition.below("cost", 1));
    assertThat(judge(both, new double[] {1, 1, 1}, new double[] {2, 2, 2}).outcome())
        .isEqualTo(Outcome.DISAGREES);
    assertThat(judge(both, new double[] {1, 1, 1}, new double[] {0, 1, 2}).outcome())
        .isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(judge(both, new double[] {1, 1, 1}, FREE).outcome()).isEqualTo(Outcome.AGREES);
  }

  @Test
  void fewerSeedsThanTheProtocolAsksForAreInconclusive() {
    assertThat(judge(task(Condition.above("gain", 0)), new double[] {1, 1}, FREE).reason())
        .isEqualTo("2 of 3 seeds ran.");
  }

  @Test
  void theRuleIsStatedInWords() {
    assertThat(task(Condition.above("gain", 0.5), Condition.below("cost", 12)).rule())
        .isEqualTo(
            "Over 3 seeds or more: agrees when the 95 % interval of gain lies above 0.5 and that of cost lies below 12. Disagrees when one of them lies wholly on the other side. Anything else is inconclusive.");
  }

  @Test
  void aTaskWithoutAConditionOrWithOneAboutSomethingElseIsRefused() {
    assertThatThrownBy(RuleTest::task).hasMessageContaining("has no condition");
    assertThatThrownBy(() -> task(Condition.above("loss", 0)))
        .hasMessageContaining("asks about metric 'loss' and does not measure it");
  }
}
