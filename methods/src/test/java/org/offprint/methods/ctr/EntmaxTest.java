package org.offprint.methods.ctr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offprint.methods.Gradients;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class EntmaxTest {
  @ParameterizedTest
  @ValueSource(doubles = {1, 1.3, 1.5, 1.7, 2, 2.5})
  void theGradientIsTheSlope(double alpha) {
    double[] x = {1, 0.5, -0.2, 0.1, 3, 0, -1, 2.6};
    Tensor weights = Tensor.of(new double[] {0.3, -0.1, 0.7, 0.2, 1, 0.5, -0.5, 0.25}, 2, 4);
    Gradients.assertSlope(1e-6, t -> new Entmax(alpha).apply(t).mul(weights).sum(), x, 2, 4);
  }

  @Test
  void alphaOfTwoIsTheSparsemax() {
    double[] p = new Entmax(2).apply(Tensor.of(new double[] {1, 0.5, -0.2, 0.1}, 4)).toDoubles();
    assertThat(p).usingComparatorWithPrecision(1e-12).containsExactly(0.75, 0.25, 0, 0);
    assertThat(p[2]).isZero();
  }

  @Test
  void alphaNearOneIsNearlyTheSoftmax() {
    Tensor x = Tensor.of(new double[] {1, 0.5, -0.2, 0.1}, 4);
    assertThat(new Entmax(1.0001).apply(x).toDoubles())
        .usingComparatorWithPrecision(1e-4)
        .containsExactly(new Entmax(1).apply(x).toDoubles());
  }

  @Test
  void aSingleEntryGetsAll() {
    for (double alpha : new double[] {1, 1.7, 3}) {
      assertThat(new Entmax(alpha).apply(Tensor.of(new double[] {-7}, 1, 1)).value()).isEqualTo(1);
    }
  }

  @Test
  void extremesAreSharedOutAndNanSurfaces() {
    double[] far = new Entmax(1.7).apply(Tensor.of(new double[] {1e6, -1e6, 0}, 3)).toDoubles();
    assertThat(far).containsExactly(1, 0, 0);
    double[] broken =
        new Entmax(1.7).apply(Tensor.of(new double[][] {{Double.NaN, 0}, {1, 1}})).toDoubles();
    assertThat(broken[0]).isNaN();
    assertThat(broken[2]).isCloseTo(0.5, offset(1e-12));
  }

  @Property(seed = "1", tries = 100)
  void sharesAddUpAndFollowTheOrder(
      @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = -20, max = 20) Double> row,
      @ForAll @DoubleRange(min = 1.05, max = 4) double alpha) {
    double[] sorted = row.stream().mapToDouble(v -> v).sorted().toArray();
    double[] p = new Entmax(alpha).apply(Tensor.of(sorted, sorted.length)).toDoubles();
    assertThat(Arrays.stream(p).sum()).isCloseTo(1, offset(1e-9));
    for (int i = 1; i < p.length; i++) {
      assertThat(p[i]).isGreaterThanOrEqualTo(p[i - 1] - 1e-12);
    }
    double[] moved = new Entmax(alpha).apply(Tensor.of(sorted, sorted.length).add(3)).toDoubles();
    assertThat(moved).usingComparatorWithPrecision(1e-6).containsExactly(p);
  }

  @Property(seed = "1", tries = 50)
  void alphaBelowOneIsRefused(@ForAll @DoubleRange(min = -5, max = 0.99) double alpha) {
    assertThatThrownBy(() -> new Entmax(alpha))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alpha is " + alpha);
  }

  @Test
  void rowsWithoutEntriesAreRefused() {
    assertThatThrownBy(() -> new Entmax(1.5).apply(Tensor.zeros(Type.FLOAT64, 2, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x has shape (2, 0)");
  }
}
