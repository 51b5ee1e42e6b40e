package org.offprint.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.objective.WindowEntropy.Window;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class AresTest {
  @Test
  void theReleasedWindowIsThePapersOneTokenLater() {
    double[] entropies = {1, 2, 3, 4, 5};
    assertThat(new WindowEntropy(2, Window.FROM_HERE).means(entropies))
        .containsExactly(1.5, 2.5, 3.5, 4.5);
    assertThat(new WindowEntropy(2, Window.AFTER_HERE).means(entropies))
        .containsExactly(2.5, 3.5, 4.5);
    assertThat(new WindowEntropy(2, Window.FROM_HERE).klWeights(4, 0.5, entropies))
        .containsExactly(1, 1, 1, 0.5, 0.5);
  }

  @Property(seed = "1", tries = 100)
  void anAnswerShorterThanItsWindowHasNone(
      @ForAll @IntRange(min = 1, max = 6) int length,
      @ForAll @IntRange(min = 1, max = 6) int width) {
    double[] entropies = new double[length];
    var windows = new WindowEntropy(width, Window.AFTER_HERE);
    assertThat(windows.means(entropies)).hasSize(Math.max(0, length - width));
    assertThat(windows.thresholdOf(0.95, entropies)).isZero();
    assertThat(windows.klWeights(-1, 0.5, entropies)).hasSize(length);
  }

  @Test
  void answersWithoutTokensHaveNoThreshold() {
    assertThatThrownBy(() -> WindowEntropy.threshold(0.95))
        .hasMessageContaining("the number of answers");
    assertThatThrownBy(() -> WindowEntropy.threshold(0.95, new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new WindowEntropy(0, Window.FROM_HERE))
        .hasMessageContaining("width is 0");
  }

  @Test
  void difficultyGoesByThirds() {
    assertThat(Difficulty.of(2 / 3.0)).isEqualTo(Difficulty.EASY);
    assertThat(Difficulty.of(1 / 3.0)).isEqualTo(Difficulty.MEDIUM);
    assertThat(Difficulty.of(0.3)).isEqualTo(Difficulty.HARD);
    assertThatThrownBy(() -> Difficulty.of(Double.NaN)).hasMessageContaining("passRate is NaN");
  }

  /// With the same batch's mean as the target the paper's weight would always be 0.
  @Test
  void theTargetOfTheSameBatchMakesTheWeightVanish() {
    assertThat(AresReward.lambda(6, 4, 6, 8)).isZero();
    assertThat(AresReward.lambda(5, 4, 6, 8)).isCloseTo(0.375, offset(1e-6));
    assertThat(AresReward.nextTarget(3)).isEqualTo(3);
    assertThat(AresReward.nextTarget(3, 4, 6)).isEqualTo(5);
  }

  @Property(seed = "1", tries = 200)
  void theReleasedRewardIsBoundedAndNeverPunishesAWrongAnswer(
      @ForAll Difficulty difficulty,
      @ForAll @IntRange(max = 200) int count,
      @ForAll @DoubleRange(max = 100) double target,
      @ForAll @DoubleRange(max = 2) double alpha) {
    double cap = alpha * (difficulty == Difficulty.HARD ? 1.2 : 1);
    int n = Math.max(0, count);
    double right = AepoReward.of(true, difficulty, n, Math.max(0, target), Math.max(0, alpha));
    double wrong = AepoReward.of(false, difficulty, n, Math.max(0, target), Math.max(0, alpha));
    assertThat(right).isBetween(1 - cap - 1e-12, 1 + cap + 1e-12);
    assertThat(wrong).isBetween(0.3 * cap - 1e-12, cap + 1e-12);
  }

  @Test
  void theWeightOfAHardBucketMovesTheOtherWay() {
    assertThat(AepoReward.nextAlpha(0.5, Difficulty.EASY, 12, 10)).isCloseTo(0.6, offset(1e-12));
    assertThat(AepoReward.nextAlpha(0.5, Difficulty.HARD, 12, 10)).isCloseTo(0.4, offset(1e-12));
    assertThat(AepoReward.nextAlpha(0.5, Difficulty.EASY, 100, 0)).isEqualTo(2);
  }

  @Test
  void theWeightRisesWhileTheDivergenceIsAboveItsTarget() {
    var state = AdaptiveKl.from(1, new AdaptiveKl.Settings(0.01, 0.5, 0.05, 0.2, 0.02, 1));
    AdaptiveKl above = state.next(0.05);
    assertThat(above.beta()).isGreaterThan(1);
    assertThat(state.next(0.001).beta()).isLessThan(1);
    assertThat(state.next(0.01).beta()).isEqualTo(1);
    assertThatThrownBy(() -> state.next(Double.NaN)).hasMessageContaining("kl is NaN");
    assertThatThrownBy(() -> AdaptiveKl.from(0, AdaptiveKl.Settings.standard()))
        .hasMessageContaining("beta is 0.0");
  }

  /// A token of a bad answer that became much likelier has its gradient cut at c.
  @Test
  void theDualClipLimitsWhatABadAnswerCosts() {
    Tensor old = Tensor.of(new double[] {-5, -1}, 1, 2);
    Tensor now = Tensor.of(new double[] {-1, -1}, 1, 2).requireGradient();
    Tensor all = Tensor.of(new boolean[] {true, true}, 1, 2);
    PolicyBatch batch = PolicyBatch.of(now, old, Tensor.of(new double[] {-1}, 1), all);
    Tensor loss = Aepo.standard().withBeta(0).loss(batch);
    loss.backward();
    assertThat(loss.value()).isCloseTo((3 + 1) / 2.0, offset(1e-7));
    assertThat(java.util.Objects.requireNonNull(now.gradient()).toDoubles()[0]).isZero();
    assertThatThrownBy(() -> new Aepo(0.2, 0.3, 1, 0)).hasMessageContaining("dualClip is 1.0");
  }

  @Test
  void thePenaltyIsWeighedTokenByToken() {
    Tensor zeros = Tensor.zeros(Type.FLOAT64, 1, 2);
    Tensor all = Tensor.of(new boolean[] {true, true}, 1, 2);
    Tensor reference = Tensor.of(new double[] {-1, -1}, 1, 2);
    Tensor weights = Tensor.of(new double[] {0, 1}, 1, 2);
    PolicyBatch batch =
        PolicyBatch.of(zeros, zeros, Tensor.zeros(Type.FLOAT64, 1), all)
            .withReference(reference, weights);
    double kl = Math.exp(-1);
    assertThat(Aepo.standard().withBeta(1).loss(batch).value()).isCloseTo(kl / 2, offset(1e-7));
  }
}
