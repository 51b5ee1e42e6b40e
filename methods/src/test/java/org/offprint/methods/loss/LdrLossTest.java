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

class LdrLossTest {
  private static final Tensor LOGITS = Tensor.of(new double[][] {{1, 2, -1}, {0.5, -3, 2}});
  private static final Tensor LABELS = Tensor.of(new long[] {1, 0}, 2);

  @Property(seed = "1", tries = 100)
  void aHigherTemperatureNeverRaisesTheLoss(
      @ForAll @DoubleRange(min = 0, max = 5) double lambda,
      @ForAll @DoubleRange(min = 0, max = 5) double more,
      @ForAll @IntRange(min = 1, max = 1000) int seed) {
    Tensor logits = Tensor.normal(new SplittableRandom(seed), 2, Type.FLOAT64, 2, 3);
    double lower = new LdrLoss(lambda, 0.5).apply(logits, LABELS).value();
    double higher = new LdrLoss(lambda + more, 0.5).apply(logits, LABELS).value();
    assertThat(higher).isLessThanOrEqualTo(lower + 1e-12);
  }

  /// No λ near the solution is a worse case, and λ is where the paper says it is.
  @Property(seed = "1", tries = 100)
  void theTemperatureIsTheWorstCase(
      @ForAll @DoubleRange(min = 0.1, max = 5) double lambda0,
      @ForAll @DoubleRange(min = 1.1, max = 5) double alpha,
      @ForAll @IntRange(min = 2, max = 8) int classes,
      @ForAll @IntRange(min = 1, max = 1000) int seed) {
    Tensor delta = Tensor.normal(new SplittableRandom(seed), 1, Type.FLOAT64, 1, classes);
    double a0 = alpha * Math.log(classes) / lambda0;
    var optimum = AldrLoss.solve(delta, lambda0, a0);
    double lambda = optimum.lambda().value();
    assertThat(lambda).isBetween(lambda0 * (1 - 1 / alpha) - 1e-9, lambda0 + 1e-9);
    assertThat(lambda).isCloseTo(lambda0 - optimum.kl().value() / a0, offset(1e-9 * lambda0));
    for (double other : new double[] {0.999 * lambda, 1.001 * lambda}) {
      Tensor there = Tensor.of(new double[] {other}, 1);
      assertThat(AldrLoss.value(delta, there, lambda0, a0).value())
          .isLessThanOrEqualTo(optimum.value().value() + 1e-12);
    }
  }

  @Test
  void everyTemperatureHasItsGradient() {
    for (double lambda : new double[] {0, 0.1, 10, Double.POSITIVE_INFINITY}) {
      for (LdrLoss.Scale scale : LdrLoss.Scale.values()) {
        var loss = new LdrLoss(lambda, 1).withScale(scale);
        Gradients.assertSlope(x -> loss.apply(x, LABELS), LOGITS.toDoubles(), 2, 3);
      }
    }
  }

  @Test
  void aTemperatureNearZeroIsAsGoodAsZeroInFloat32() {
    Tensor logits = LOGITS.to(Type.FLOAT32);
    assertThat(new LdrLoss(1e-30, 1).apply(logits, LABELS).value())
        .isEqualTo(new LdrLoss(0, 1).apply(logits, LABELS).value());
    assertThatThrownBy(() -> new LdrLoss(1e-40, 1)).hasMessageContaining("lambda is 1.0E-40");
  }

  @Test
  void oneClassCostsNothing() {
    Tensor labels = Tensor.zeros(Type.INT64, 2);
    Tensor logits = Tensor.of(new double[] {3, -4}, 2, 1);
    assertThat(LdrLoss.standard().apply(logits, labels).value()).isZero();
    assertThat(AldrLoss.standard().apply(logits, labels).value()).isZero();
  }

  @Test
  void logitsOfZeroAreScaledWithoutDividingByZero() {
    Tensor zeros = Tensor.zeros(Type.FLOAT64, 2, 3);
    var loss = new ReleasedAldrLoss(2, 1, 2, 0.1, false);
    assertThat(loss.apply(zeros, LABELS, Tensor.range(2)).value()).isFinite();
    Tensor small = Tensor.full(-1000, Type.FLOAT64, 2, 3);
    assertThat(
            LdrLoss.standard().withScale(LdrLoss.Scale.SOFTPLUS_MEAN).apply(small, LABELS).value())
        .isFinite();
  }

  @Test
  void temperaturesAreKeptByExampleAndCanBeRestored() {
    var loss = new ReleasedAldrLoss(5, 1, 2, 0.1, false);
    loss.apply(LOGITS, LABELS, Tensor.of(new long[] {4, 1}, 2));
    double[] lambdas = loss.lambdas();
    assertThat(lambdas[0]).isEqualTo(1);
    assertThat(lambdas[4]).isLessThan(1);
    assertThat(lambdas[1]).isLessThan(1);

    var later = new ReleasedAldrLoss(5, 1, 2, 0.1, false);
    later.restore(lambdas);
    Tensor ids = Tensor.of(new long[] {1, 4}, 2);
    assertThat(later.apply(LOGITS, LABELS, ids).value())
        .isEqualTo(loss.apply(LOGITS, LABELS, ids).value());
    assertThatThrownBy(() -> later.restore(1, 2)).hasMessageContaining("2 temperatures");
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    assertThatThrownBy(() -> new LdrLoss(-1, 0)).hasMessageContaining("lambda is -1.0");
    assertThatThrownBy(() -> new LdrLoss(1, -1)).hasMessageContaining("margin is -1.0");
    assertThatThrownBy(() -> new AldrLoss(1, 1, 0, -100, Reduction.MEAN))
        .hasMessageContaining("alpha is 1.0");
    assertThatThrownBy(() -> new ReleasedAldrLoss(0, 1, 2, 0, false))
        .hasMessageContaining("examples is 0");
    var loss = new ReleasedAldrLoss(2, 1, 2, 0.1, false);
    assertThatThrownBy(() -> loss.apply(LOGITS, Tensor.of(new long[] {0, 3}, 2), Tensor.range(2)))
        .hasMessageContaining("labels[1] = 3");
    assertThatThrownBy(() -> loss.apply(LOGITS, LABELS, Tensor.of(new long[] {0, -1}, 2)))
        .hasMessageContaining("ids[1] = -1");
  }
}
