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
import org.offprint.methods.Gradients;
import org.offprint.methods.numeric.LogSpace;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class CoverageLossTest {
  @Test
  void oneSampleIsCrossEntropy() {
    Tensor logits = Tensor.normal(new SplittableRandom(1), 2, Type.FLOAT64, 4, 3);
    Tensor labels = Tensor.of(new long[] {0, 2, -100, 1}, 4);
    assertThat(new CoverageLoss(1).apply(logits, labels).value())
        .isCloseTo(CrossEntropy.standard().apply(logits, labels).value(), offset(1e-12));
  }

  @Property(seed = "1", tries = 200)
  void theFactorIsTheSlopeOfTheLossAndLiesBetweenZeroAndOne(
      @ForAll @DoubleRange(min = -60, max = -0.01) double logProb,
      @ForAll @IntRange(min = 1, max = 5000) int samples) {
    double factor = CoverageLoss.factor(logProb, samples);
    double h = 1e-6;
    double slope =
        (CoverageLoss.loss(logProb + h, samples) - CoverageLoss.loss(logProb - h, samples))
            / (2 * h);
    assertThat(factor).isBetween(0.0, 1.0).isCloseTo(-slope, offset(1e-6));
  }

  @Test
  void theEndsOfTheScaleAreReached() {
    assertThat(CoverageLoss.factor(0, 16)).isZero();
    assertThat(CoverageLoss.loss(0, 16)).isZero();
    assertThat(CoverageLoss.factor(-1e6, 16)).isEqualTo(1);
    assertThat(CoverageLoss.loss(-1e6, 16)).isCloseTo(1e6 - Math.log(16), offset(1e-6));
    assertThat(CoverageLoss.factor(Double.NEGATIVE_INFINITY, 16)).isEqualTo(1);
    assertThat(CoverageLoss.loss(Double.NEGATIVE_INFINITY, 16)).isInfinite();
    assertThat(CoverageLoss.factor(Double.NaN, 16)).isNaN();
    assertThat(CoverageLoss.factor(Double.NaN, 1)).isNaN();
  }

  @Test
  void sequencesHaveTheirGradientAndTheReweightedFormTheSame() {
    double[] logits = Tensor.normal(new SplittableRandom(2), 1, Type.FLOAT64, 2, 4, 3).toDoubles();
    Tensor labels = Tensor.of(new long[] {-100, 1, 2, -100, 0, 0, 1, 2}, 2, 4);
    var loss = new CoverageLoss(4);
    Gradients.assertSlope(x -> loss.sequences(x, labels).loss(), logits, 2, 4, 3);
    double[] reweighted =
        Gradients.of(x -> loss.sequences(x, labels).reweighted(), logits, 2, 4, 3);
    assertThat(Gradients.of(x -> loss.sequences(x, labels).loss(), logits, 2, 4, 3))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(reweighted);
  }

  @Test
  void aSequenceWithoutAScoredTokenCountsInNeitherSumNorDivisor() {
    Tensor logits = Tensor.normal(new SplittableRandom(2), 1, Type.FLOAT64, 2, 3, 3);
    Tensor labels = Tensor.of(new long[] {0, 1, 2, 0, -100, -100}, 2, 3);
    var loss = new CoverageLoss(4);
    var both = loss.sequences(logits, labels);
    var one = loss.sequences(logits.narrow(0, 0, 1), labels.narrow(0, 0, 1));
    assertThat(both.loss().value()).isCloseTo(one.loss().value(), offset(1e-12));
    assertThat(both.reweighted().value()).isCloseTo(one.reweighted().value(), offset(1e-12));
    assertThat(loss.sequences(logits.narrow(0, 1, 1), labels.narrow(0, 1, 1)).loss().value())
        .isNaN();
    assertThat(
            loss.sequences(Tensor.zeros(Type.FLOAT32, 0, 3, 3), Tensor.zeros(Type.INT64, 0, 3))
                .loss()
                .value())
        .isNaN();
  }

  /// No policy covers more, and the first answer's share falls with every try.
  @Property(seed = "1", tries = 100)
  void theBestPolicyIsTheBest(
      @ForAll @IntRange(min = 1, max = 6) int answers,
      @ForAll @IntRange(min = 1, max = 100) int samples,
      @ForAll @IntRange(min = 1, max = 1000) int seed) {
    var random = new SplittableRandom(seed);
    double[] chances = LogSpace.softmax(random.doubles(answers, -3, 3).toArray());
    double[] best = PassAtN.bestPolicy(chances, samples);
    assertThat(Arrays.stream(best).sum()).isCloseTo(1, offset(1e-9));
    double[] other = LogSpace.softmax(random.doubles(answers, -3, 3).toArray());
    assertThat(PassAtN.coverage(chances, best, samples))
        .isGreaterThanOrEqualTo(PassAtN.coverage(chances, other, samples) - 1e-12);
    assertThat(Arrays.stream(PassAtN.bestPolicy(chances, samples + 1)).max().orElseThrow())
        .isLessThanOrEqualTo(Arrays.stream(best).max().orElseThrow() + 1e-12);
  }

  @Test
  void anAnswerThatCannotBeRightIsNeverTried() {
    assertThat(PassAtN.bestPolicy(new double[] {0, 0.7, 0.3}, 5)[0]).isZero();
    assertThat(PassAtN.bestPolicy(new double[] {0, 1, 0}, 5)).containsExactly(0, 1, 0);
  }

  @Test
  void whatCannotBeIsRefusedByName() {
    assertThatThrownBy(() -> new CoverageLoss(0)).hasMessageContaining("samples is 0");
    assertThatThrownBy(() -> PassAtN.estimate(10, 11, 1)).hasMessageContaining("c is 11");
    assertThatThrownBy(() -> PassAtN.estimate(10, 3, 11)).hasMessageContaining("k is 11");
    assertThatThrownBy(() -> PassAtN.bestPolicy(new double[] {0.5, 0.4}, 2))
        .hasMessageContaining("sum to 0.9");
    assertThatThrownBy(() -> PassAtN.bestPolicy(new double[0], 2)).hasMessageContaining("sum to 0");
    assertThatThrownBy(() ->
            CoverageLoss.standard()
                .sequences(Tensor.zeros(Type.FLOAT32, 2, 3, 4), Tensor.zeros(Type.INT64, 2, 2)))
        .hasMessageContaining("labels has shape (2, 2); expected 3");
  }
}
