package org.offprint.methods.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.loss.EarthMoverLoss.Leading;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class EarthMoverLossTest {
  private static final Tensor LOGITS =
      Tensor.normal(new SplittableRandom(1), 1, Type.FLOAT64, 3, 5);
  private static final Tensor LABELS = Tensor.of(new long[] {4, -100, 0}, 3);
  private static final Tensor EMBEDDING =
      Tensor.normal(new SplittableRandom(2), 1, Type.FLOAT64, 5, 3);

  @Test
  void theValueOfTheFirstFormIsTheLikelihoods() {
    assertThat(EarthMoverLoss.standard().apply(LOGITS, LABELS, EMBEDDING).value())
        .isCloseTo(CrossEntropy.standard().apply(LOGITS, LABELS).value(), offset(1e-9));
  }

  /// With the weight held, the gradient is the weighted sum of the slopes of the two terms.
  @Test
  void theGradientIsThatOfTheTermsWithTheWeightHeld() {
    for (Leading leading : Leading.values()) {
      var loss = new EarthMoverLoss(leading, true, -100);
      var now = loss.parts(LOGITS, LABELS, EMBEDDING);
      Tensor mle = now.mle().detach();
      Tensor emo = now.emo().detach();
      double[] gradient =
          Gradients.of(x -> loss.apply(x, LABELS, EMBEDDING), LOGITS.toDoubles(), 3, 5);
      double[] held =
          Gradients.of(
              x -> {
                var parts = loss.parts(x, LABELS, EMBEDDING);
                Tensor sum =
                    leading == Leading.MLE
                        ? mle.div(emo).mul(parts.emo()).add(parts.mle()).div(2)
                        : emo.div(mle).mul(parts.mle()).add(parts.emo());
                return sum.mean();
              },
              LOGITS.toDoubles(),
              3,
              5);
      assertThat(gradient).usingComparatorWithPrecision(1e-9).containsExactly(held);
      Gradients.assertSlope(
          x -> loss.parts(x, LABELS, EMBEDDING).emo().sum(), LOGITS.toDoubles(), 3, 5);
    }
  }

  @Property(seed = "1", tries = 50)
  void theBoundIsNeverBelowTheDistanceAndMeetsItAtASingleToken(
      @ForAll @IntRange(min = 2, max = 6) int tokens,
      @ForAll @IntRange(min = 1, max = 1000) int seed) {
    var random = new SplittableRandom(seed);
    Tensor embedding = Tensor.normal(random, 1, Type.FLOAT64, tokens, 3);
    Tensor p = Tensor.normal(random, 2, Type.FLOAT64, tokens).softmax(0);
    Tensor q = Tensor.normal(random, 2, Type.FLOAT64, tokens).softmax(0);
    Tensor eye = Tensor.eye(tokens, Type.FLOAT64);
    double[][] cost = new double[tokens][];
    Arrays.setAll(
        cost,
        i ->
            EarthMoverLoss.distance(
                    eye.select(0, i).unsqueeze(0).expand(tokens, tokens), eye, embedding)
                .toDoubles());
    double exact = EarthMoverDistance.of(p.toDoubles(), q.toDoubles(), cost);
    assertThat(EarthMoverLoss.distance(p, q, embedding).value())
        .isGreaterThanOrEqualTo(exact - 1e-9);
    Tensor single = eye.select(0, 0);
    assertThat(EarthMoverLoss.distance(single, q, embedding).value())
        .isCloseTo(EarthMoverDistance.of(single.toDoubles(), q.toDoubles(), cost), offset(1e-9));
    assertThat(EarthMoverDistance.of(q.toDoubles(), q.toDoubles(), cost))
        .isCloseTo(0, offset(1e-9));
  }

  @Test
  void nothingToScoreCostsNothing() {
    Tensor ignored = Tensor.of(new long[] {-100, -100, -100}, 3);
    assertThat(EarthMoverLoss.standard().apply(LOGITS, ignored, EMBEDDING).value()).isZero();
    assertThat(
            EarthMoverLoss.standard()
                .apply(Tensor.zeros(Type.FLOAT64, 0, 5), Tensor.zeros(Type.INT64, 0), EMBEDDING)
                .value())
        .isZero();
  }

  @Test
  void noGradientReachesTheEmbeddingAndRowsOfZeroAreFine() {
    Tensor embedding = EMBEDDING.mul(0).requireGradient();
    Tensor logits = LOGITS.copy().requireGradient();
    EarthMoverLoss.standard().apply(logits, LABELS, embedding).backward();
    assertThat(embedding.gradient()).isNull();
    Tensor gradient = logits.gradient();
    assertThat(gradient != null && gradient.allFinite()).isTrue();
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    assertThatThrownBy(() ->
            EarthMoverLoss.standard().apply(LOGITS, Tensor.of(new long[] {0, 5, 1}, 3), EMBEDDING))
        .hasMessageContaining("labels[1] = 5 is not a class");
    assertThatThrownBy(
            () -> EarthMoverDistance.of(new double[] {1}, new double[] {0.5}, new double[][] {{0}}))
        .hasMessageContaining("p sums to 1.0, q to 0.5");
    assertThatThrownBy(
            () -> EarthMoverDistance.of(new double[2], new double[2], new double[][] {{0, 1}}))
        .hasMessageContaining("cost has 1 rows");
  }
}
