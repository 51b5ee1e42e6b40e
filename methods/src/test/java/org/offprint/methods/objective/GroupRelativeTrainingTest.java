package org.offprint.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.objective.GroupRelativeTraining.Report;
import org.offprint.methods.objective.GroupRelativeTraining.Settings;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The loop on the smallest verifiable task: write three of four symbols whose sum is the prompt
/// modulo four, the first unlike the last.
class GroupRelativeTrainingTest {
  private static final int PROMPTS = 4;
  private static final int PLACES = 3;
  private static final int VOCABULARY = 4;
  private static final GroupReward SUM =
      GroupReward.each((prompt, answer) -> right(prompt, answer) ? 1 : 0);

  private static boolean right(long[] prompt, Answer answer) {
    long[] tokens = answer.tokens();
    return Arrays.stream(tokens).sum() % VOCABULARY == prompt[0] && tokens[0] != tokens[PLACES - 1];
  }

  static Stream<Named<PolicyObjective>> objectives() {
    return Stream.of(
        Named.of("group relative", GroupRelative.standard()),
        Named.of("token mean", GroupRelative.tokenMean(0.2, 0.28)),
        Named.of("Clip-Cov", new ClipCov(1, 1, 0.02, 0.3, 9, TokenChoice.first())),
        Named.of("KL-Cov", new KlCov(5, 1)),
        Named.of("AEPO", Aepo.standard().withBeta(0)),
        Named.of("Clip_B", ClipB.standard().before(GroupRelative.standard())),
        Named.of("Clip_V", ClipV.standard().before(GroupRelative.standard())));
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void everyObjectiveLearnsTheTask(PolicyObjective objective) {
    List<Report> reports = train(objective, SUM, 60, 2, new TabularPolicy(zeros(), 4, 3, 4));
    assertThat(reports.get(0).reward()).isLessThan(0.45);
    assertThat(lastReward(reports)).isGreaterThan(0.85);
  }

  /// With several updates a rollout the penalty on covarying tokens slows the loss of entropy.
  @Test
  void klCovKeepsMoreEntropyThanThePlainObjective() {
    List<Report> plain =
        train(GroupRelative.standard(), SUM, 15, 6, new TabularPolicy(zeros(), 4, 3, 4));
    List<Report> kept = train(new KlCov(60, 1), SUM, 15, 6, new TabularPolicy(zeros(), 4, 3, 4));
    assertThat(meanEntropy(kept)).isGreaterThan(meanEntropy(plain) + 0.05);
  }

  @Test
  void aStrongPenaltyKeepsThePolicyAtItsReference() {
    var policy = new TabularPolicy(zeros(), PROMPTS, PLACES, VOCABULARY);
    var reference = new TabularPolicy(zeros(), PROMPTS, PLACES, VOCABULARY);
    var reports = new ArrayList<Report>();
    loop(
            policy,
            SUM,
            new GroupRelative(0.2, 0.2, 20, Aggregation.TOKEN_MEAN),
            Settings.of(8, 8),
            reports)
        .reference(
            reference,
            answer ->
                new WindowEntropy(2, WindowEntropy.Window.FROM_HERE)
                    .klWeights(9, 0.5, answer.entropies()))
        .run(40, Optimiser.adamW(policy.trainable(), 0.05, 0));
    assertThat(reports.get(39).entropy()).isGreaterThan(1.3); // ln 4 is 1.386
  }

  @Test
  void theSameSeedGivesTheSameTraining() {
    List<Report> one = train(ClipCov.standard(), SUM, 10, 2, new TabularPolicy(zeros(), 4, 3, 4));
    List<Report> other = train(ClipCov.standard(), SUM, 10, 2, new TabularPolicy(zeros(), 4, 3, 4));
    assertThat(one).isEqualTo(other);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aresLearnsTheTaskAndKeepsTargets(AresShaping.Form form) {
    var shaping =
        new AresShaping(
            GroupRelativeTrainingTest::right,
            new WindowEntropy(2, WindowEntropy.Window.FROM_HERE),
            0.5,
            form);
    List<Report> reports =
        train(GroupRelative.standard(), shaping, 60, 2, new TabularPolicy(zeros(), 4, 3, 4));
    assertThat(lastReward(reports)).isGreaterThan(0.8);
    assertThat(shaping.threshold()).isFinite();
    assertThat(shaping.target(Difficulty.EASY)).isFinite();
  }

  static Stream<AresShaping.Form> forms() {
    return Stream.of(AresShaping.Form.values());
  }

  @Test
  void pearLearnsTheTaskAndToBeCertainOfIt() {
    var pear = PhaseEntropyReward.standard();
    GroupReward reward =
        GroupReward.each((prompt, answer) ->
            pear.of(answer.entropies(), PhaseEntropyReward.NO_TAG, right(prompt, answer)));
    List<Report> reports =
        train(GroupRelative.standard(), reward, 60, 2, new TabularPolicy(zeros(), 4, 3, 4));
    assertThat(reports.get(0).reward()).isLessThan(0); // a right answer pays for 1.39 nats
    assertThat(reports.get(59).entropy()).isLessThan(reports.get(0).entropy() / 2);
    assertThat(lastReward(reports)).isGreaterThan(0);
  }

  @Test
  void anAnswerEndsWithItsEndTokenOrAtTheLongestLength() {
    var policy = new TabularPolicy(zeros(), 1, 4, 3);
    List<Answer> answers =
        new Sampler(4, 2)
            .draw(policy, List.of(new long[1], new long[1], new long[1]), new SplittableRandom(1));
    for (Answer answer : answers) {
      int end = answer.length() - 1;
      assertThat(answer.tokens()[end] == 2 || answer.length() == 4).isTrue();
      assertThat(Arrays.stream(answer.tokens(), 0, end)).doesNotContain(2L);
      assertThat(answer.logProbs())
          .hasSize(answer.length())
          .containsOnly(new double[] {-Math.log(3)}, offset(1e-6));
      assertThat(answer.entropies()).containsOnly(new double[] {Math.log(3)}, offset(1e-6));
    }
  }

  @Test
  void evenGroupsAreCountedAndCanBeLeftOut() {
    var policy = new TabularPolicy(zeros(), PROMPTS, PLACES, VOCABULARY);
    var reports = new ArrayList<Report>();
    GroupReward same = GroupReward.each((prompt, answer) -> 1);
    loop(policy, same, GroupRelative.standard(), new Settings(3, 2, 1, 1, 1, true), reports)
        .run(2, Optimiser.sgd(policy.trainable(), 1, 0, 0));
    assertThat(reports.get(1).even()).isOne();
    assertThat(policy.parameters().values().iterator().next().abs().max().value()).isZero();
  }

  @Test
  void settingsAndRewardsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> Settings.of(0, 2)).hasMessageContaining("prompts is 0");
    assertThatThrownBy(() -> Settings.of(2, 2).withUpdates(4, 3))
        .hasMessageContaining("parts is 3");
    assertThatThrownBy(() -> new Sampler(0, 1)).hasMessageContaining("longest is 0");
    var policy = new TabularPolicy(zeros(), PROMPTS, PLACES, VOCABULARY);
    GroupReward none = (prompt, group) -> new double[0];
    assertThatThrownBy(() ->
            loop(policy, none, GroupRelative.standard(), Settings.of(2, 2), new ArrayList<>())
                .run(1, Optimiser.sgd(policy.trainable(), 1, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the reward gave 0 numbers for 2 answers");
  }

  @Test
  void logitsThatAreNoNumbersStopTheSampling() {
    var policy = new TabularPolicy(zeros(), 1, 2, 2);
    Tensor table = policy.parameters().values().iterator().next();
    try (var scope = org.offprint.methods.tensor.Scope.withoutGradients()) {
      table.copyFrom(Tensor.full(Double.NaN, Type.FLOAT32, table.shape()));
    }
    assertThatThrownBy(
            () -> new Sampler(2, -1).draw(policy, List.of(new long[1]), new SplittableRandom(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not numbers");
  }

  private static Initial zeros() {
    return Initial.seeded(1);
  }

  private static List<Report> train(
      PolicyObjective objective,
      GroupReward reward,
      int rollouts,
      int updates,
      TabularPolicy policy) {
    var reports = new ArrayList<Report>();
    loop(policy, reward, objective, Settings.of(8, 8).withUpdates(updates, 1), reports)
        .run(rollouts, Optimiser.adamW(policy.trainable(), 0.1, 0));
    return reports;
  }

  private static GroupRelativeTraining loop(
      TabularPolicy policy,
      GroupReward reward,
      PolicyObjective objective,
      Settings settings,
      List<Report> reports) {
    return new GroupRelativeTraining(
            policy,
            new Sampler(PLACES, -1),
            random -> new long[] {random.nextInt(PROMPTS)},
            reward,
            objective,
            settings,
            new SplittableRandom(7))
        .progress(reports::add);
  }

  private static double meanEntropy(List<Report> reports) {
    return reports.stream().mapToDouble(Report::entropy).average().orElse(0);
  }

  private static double lastReward(List<Report> reports) {
    return reports.subList(reports.size() - 10, reports.size()).stream()
        .mapToDouble(Report::reward)
        .average()
        .orElse(0);
  }
}
