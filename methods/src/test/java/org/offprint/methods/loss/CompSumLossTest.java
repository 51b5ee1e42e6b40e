package org.offprint.methods.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.numeric.LogSpace;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class CompSumLossTest {
  private static final Tensor LOGITS =
      Tensor.of(new double[][] {{1, 2, -1}, {0.5, -3, 2}, {0, 0, 0}});
  private static final Tensor LABELS = Tensor.of(new long[] {1, 0, 2}, 3);

  @Test
  void tauOfOneIsCrossEntropyAndTauOfTwoTheAbsoluteError() {
    assertThat(CompSumLoss.crossEntropy().apply(LOGITS, LABELS).value())
        .isCloseTo(CrossEntropy.standard().apply(LOGITS, LABELS).value(), offset(1e-12));
    double error = 0;
    for (int i = 0; i < 3; i++) {
      error += 1 - LOGITS.select(0, i).softmax(0).toDoubles()[(int) LABELS.toLongs()[i]];
    }
    assertThat(CompSumLoss.meanAbsoluteError().apply(LOGITS, LABELS).value())
        .isCloseTo(error / 3, offset(1e-12));
  }

  @Test
  void nearOneTheFamilyHasNoGap() {
    double at = new CompSumLoss(1).apply(LOGITS, LABELS).value();
    assertThat(new CompSumLoss(1 + 2e-6).apply(LOGITS, LABELS).value()).isCloseTo(at, offset(1e-4));
    assertThat(new CompSumLoss(1 + 1e-7).apply(LOGITS, LABELS).value()).isEqualTo(at);
  }

  /// T(zero-one regret) ≤ surrogate regret, for any scores and any probabilities of the classes.
  @Property(seed = "1", tries = 200)
  void theBoundHolds(
      @ForAll @DoubleRange(min = 0, max = 3) double tau,
      @ForAll @IntRange(min = 2, max = 6) int classes,
      @ForAll @IntRange(min = 1, max = 1_000_000) int seed) {
    var random = new SplittableRandom(seed);
    double[] scores = random.doubles(classes, -3, 3).toArray();
    double[] probs = LogSpace.softmax(random.doubles(classes, -3, 3).toArray());
    var loss = new CompSumLoss(tau).withReduction(Reduction.NONE);
    double surrogate = -loss.bestConditional(probs);
    int best = 0;
    for (int y = 0; y < classes; y++) {
      Tensor row = Tensor.of(scores, 1, classes);
      surrogate += probs[y] * loss.apply(row, Tensor.of(new long[] {y}, 1)).value();
      best = scores[y] > scores[best] ? y : best;
    }
    double zeroOne = Arrays.stream(probs).max().orElseThrow() - probs[best];
    assertThat(loss.leastSurrogateRegret(zeroOne, classes)).isLessThanOrEqualTo(surrogate + 1e-9);
    assertThat(loss.largestZeroOneRegret(Math.max(0, surrogate), classes))
        .isGreaterThanOrEqualTo(zeroOne - 1e-6);
  }

  @Property(seed = "1", tries = 100)
  void aNegativeTauIsRefused(@ForAll @DoubleRange(min = -10, max = -0.01) double tau) {
    assertThatThrownBy(() -> new CompSumLoss(tau)).hasMessageContaining("tau is");
    assertThatThrownBy(() -> new SmoothAdversarialLoss(tau, 1, 1, new BallCorners(1)))
        .hasMessageContaining("tau is");
  }

  @Test
  void probabilitiesThatDoNotSumToOneAreRefused() {
    assertThatThrownBy(() -> new CompSumLoss(1.5).bestConditional(0.5, 0.4))
        .hasMessageContaining("sum to 0.9");
    assertThatThrownBy(() -> new CompSumLoss(1.5).leastSurrogateRegret(1.5, 3))
        .hasMessageContaining("beta is 1.5");
    assertThatThrownBy(() -> new CompSumLoss(1.5).largestZeroOneRegret(0.5, 1))
        .hasMessageContaining("classes is 1");
  }

  /// For a linear scorer the movement of the margins is largest at a corner, and ascent gets there.
  @Test
  void ascentFindsWhatTheCornersGiveExactly() {
    Tensor weights = Tensor.normal(new SplittableRandom(3), 1, Type.FLOAT64, 4, 3);
    Tensor inputs = Tensor.normal(new SplittableRandom(4), 1, Type.FLOAT64, 6, 4);
    Tensor labels = Tensor.of(new long[] {0, 1, 2, 0, 1, 2}, 6);
    double exact =
        new SmoothAdversarialLoss(1, 1, 1, new BallCorners(0.1))
            .parts(x -> x.matmul(weights), inputs, labels)
            .smooth()
            .value();
    double found =
        new SmoothAdversarialLoss(1, 1, 1, new ProjectedAscent(0.1))
            .parts(x -> x.matmul(weights), inputs, labels)
            .smooth()
            .value();
    assertThat(found).isLessThanOrEqualTo(exact + 1e-12).isGreaterThan(0.9 * exact);
  }

  @Test
  void ascentStaysInTheBallAndLeavesTheModelsGradientsAlone() {
    Tensor weights =
        Tensor.normal(new SplittableRandom(3), 1, Type.FLOAT64, 4, 3).requireGradient();
    Tensor inputs = Tensor.normal(new SplittableRandom(4), 1, Type.FLOAT64, 6, 4);
    for (var norm : ProjectedAscent.Norm.values()) {
      var ascent = new ProjectedAscent(0.1, norm, 5, 0.05, 1);
      Tensor away = ascent.worst(inputs, x -> x.matmul(weights).tanh().sum(-1, false)).sub(inputs);
      double farthest =
          (norm == ProjectedAscent.Norm.MAXIMUM ? away.abs().max() : away.norm(-1, false).max())
              .value();
      assertThat(farthest).isLessThanOrEqualTo(0.1 + 1e-12).isGreaterThan(0.05);
      assertThat(weights.gradient()).isNull();
    }
  }

  @Test
  void aScorerThatDoesNotLookAtItsInputIsNoProblem() {
    Tensor logits = Tensor.normal(new SplittableRandom(3), 1, Type.FLOAT64, 2, 3);
    var loss = new SmoothAdversarialLoss(1, 1, 1, new ProjectedAscent(0.1));
    var parts =
        loss.parts(x -> logits, Tensor.zeros(Type.FLOAT64, 2, 4), Tensor.of(new long[] {0, 1}, 2));
    assertThat(parts.smooth().value()).isZero();
    assertThat(parts.total().value()).isEqualTo(parts.clean().value());
  }

  @Test
  void cornersOfTooManyEntriesAreRefused() {
    assertThatThrownBy(() ->
            new BallCorners(1).worst(Tensor.zeros(Type.FLOAT32, 1, 17), x -> x.sum(-1, false)))
        .hasMessageContaining("(1, 17)")
        .hasMessageContaining("Use ProjectedAscent");
  }
}
