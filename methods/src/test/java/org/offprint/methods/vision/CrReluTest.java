package org.offprint.methods.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class CrReluTest extends ModelContract<CrRelu> {
  private static final Tensor X = Tensor.normal(Initial.seeded(11).random(), 1, 64);

  @Override
  protected CrRelu model(Initial initial) {
    return new CrRelu(initial);
  }

  @Override
  protected Tensor loss(CrRelu model) {
    return model.apply(X).sub(X.gelu()).square().mean();
  }

  @Test
  void theGradientIsTheSlope() {
    CrRelu f = of(0.5);
    Gradients.assertSlope(t -> f.apply(t).sum(), new double[] {-3, -1, -0.3, 0.2, 1, 4}, 6);
  }

  @Test
  void epsilonOfZeroIsRelu() {
    assertThat(of(0).apply(Tensor.of(new double[] {-2, 0, 3}, 3)).toDoubles())
        .containsExactly(0, 0, 3);
  }

  @Test
  void theBumpIsOddAndLargestAtOne() {
    double[] bump = CrRelu.bump(Tensor.of(new double[] {-1, 0, 1, 0.99, 1.01}, 5)).toDoubles();
    assertThat(bump[2]).isCloseTo(Math.exp(-0.5), offset(1e-15));
    assertThat(bump[0]).isEqualTo(-bump[2]);
    assertThat(bump[1]).isZero();
    assertThat(bump[2]).isGreaterThan(bump[3]).isGreaterThan(bump[4]);
  }

  @Test
  void infinityAndHugeNumbersStayWhatReluMakesOfThem() {
    double[] x = {Double.NEGATIVE_INFINITY, -1e300, 1e300, Double.POSITIVE_INFINITY};
    for (Type type : new Type[] {Type.FLOAT32, Type.FLOAT64, Type.FLOAT16}) {
      CrRelu f = new CrRelu(new Initial(Initial.seeded(0).random(), type));
      Tensor y = f.apply(Tensor.of(new double[] {-6e4, -61, 61, 6e4}, 4).to(type));
      assertThat(y.toDoubles())
          .as("%s", type)
          .containsExactly(0, 0, 61, type == Type.FLOAT16 ? 6e4 : 6e4);
    }
    assertThat(of(0.01).apply(Tensor.of(x, 4)).toDoubles()).containsExactly(0, 0, x[2], x[3]);
  }

  @Test
  void nanStaysNan() {
    assertThat(of(0.01).apply(Tensor.of(new double[] {Double.NaN}, 1)).value()).isNaN();
  }

  @Test
  void anEmptyTensorStaysEmpty() {
    assertThat(of(0.01).apply(Tensor.zeros(Type.FLOAT64, 0, 3)).shape()).containsExactly(0, 3);
  }

  /// f increases on x > 0 exactly for ε from −1 to e^1.5 / 2.
  @Property(seed = "1", tries = 100)
  void itIncreasesExactlyInTheStatedRange(@ForAll @DoubleRange(min = -3, max = 4) double epsilon) {
    double least = Double.POSITIVE_INFINITY;
    for (double x = 1e-6; x < 6; x += 1e-3) {
      least = Math.min(least, 1 + epsilon * (1 - x * x) * Math.exp(-x * x / 2));
    }
    boolean stated = epsilon >= CrRelu.LEAST_INCREASING && epsilon <= CrRelu.GREATEST_INCREASING;
    assertThat(least >= -1e-5).isEqualTo(stated);
  }

  private static CrRelu of(double epsilon) {
    return new CrRelu(new Initial(Initial.seeded(0).random(), Type.FLOAT64), epsilon);
  }
}
