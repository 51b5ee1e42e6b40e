package org.offprint.methods.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class RankRegularisedLossTest {
  private static final RankRegularisedLoss LOSS = RankRegularisedLoss.standard();

  @Test
  void aMentionWithoutRightCandidateIsSkipped() {
    Tensor logits = Tensor.of(new double[][] {{1, 2}, {3, -1}});
    Tensor prior = Tensor.of(new double[][] {{0.5, 0.4}, {0.9, 0.1}});
    Tensor target = Tensor.of(new double[][] {{0, 1}, {0, 0}});
    assertThat(LOSS.apply(logits, prior, target).value())
        .isCloseTo(
            LOSS.apply(logits.narrow(0, 0, 1), prior.narrow(0, 0, 1), target.narrow(0, 0, 1))
                .value(),
            offset(1e-12));
    assertThat(LOSS.apply(logits, prior, target.mul(0)).value()).isNaN();
  }

  @Test
  void scoresEqualToThePriorHaveAGradient() {
    double[] gradient =
        Gradients.of(
            x ->
                LOSS.apply(
                    x,
                    Tensor.of(new double[] {0.5, 0.4}, 1, 2),
                    Tensor.of(new double[] {1, 0}, 1, 2)),
            new double[] {0.5, 0.4},
            1,
            2);
    assertThat(gradient).doesNotContain(Double.NaN);
  }

  @Property(seed = "1", tries = 100)
  void withoutTheRegulariserItIsCrossEntropy(
      @ForAll @IntRange(min = 1, max = 6) int candidates,
      @ForAll @IntRange(min = 1, max = 1000) int seed) {
    var random = new SplittableRandom(seed);
    Tensor logits = Tensor.normal(random, 2, Type.FLOAT64, 3, candidates);
    Tensor labels = Tensor.of(random.longs(3, 0, candidates).toArray(), 3);
    Tensor target = labels.oneHot(candidates).to(Type.FLOAT64);
    assertThat(new RankRegularisedLoss(0, 0, 1e-6).apply(logits, logits, target).value())
        .isCloseTo(CrossEntropy.standard().apply(logits, labels).value(), offset(1e-12));
  }

  @Property(seed = "1", tries = 50)
  void aTargetThatIsNoChoiceIsRefused(@ForAll @DoubleRange(min = 0.01, max = 0.99) double share) {
    Tensor logits = Tensor.zeros(Type.FLOAT64, 1, 2);
    assertThatThrownBy(
            () -> LOSS.apply(logits, logits, Tensor.of(new double[] {share, 1 - share}, 1, 2)))
        .hasMessageContaining("one-hot");
    assertThatThrownBy(() -> LOSS.apply(logits, logits, Tensor.ones(Type.FLOAT64, 1, 2)))
        .hasMessageContaining("one-hot");
    assertThatThrownBy(() -> new RankRegularisedLoss(-share, 0, 0))
        .hasMessageContaining("lambda is");
  }
}
