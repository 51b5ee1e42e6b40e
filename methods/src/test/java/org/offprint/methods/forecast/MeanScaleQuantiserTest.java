package org.offprint.methods.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.offprint.methods.tensor.Tensor;

class MeanScaleQuantiserTest {
  private static final MeanScaleQuantiser QUANTISER = new MeanScaleQuantiser(-2, 2, 10, 4, 0);

  /// Five centres −2, −1, 0, 1, 2; the row's mean absolute value is 1.
  @Test
  void aValueGetsTheBinOfItsNearestCentre() {
    var tokens = QUANTISER.apply(Tensor.of(new double[] {-1.9, 0.1, 0.9, -1.1}, 1, 4));
    assertThat(tokens.scales()).containsExactly(1);
    assertThat(tokens.ids().toLongs()).containsExactly(5, 7, 8, 6);
  }

  @Test
  void aValueOnABoundBelongsToTheBinAbove() {
    var tokens = QUANTISER.apply(Tensor.of(new double[] {0.5, -1.5}, 1, 2));
    assertThat(tokens.ids().toLongs()).containsExactly(8, 6);
  }

  @Test
  void nanIsPaddingAndCountsInNoScale() {
    var tokens = QUANTISER.apply(Tensor.of(new double[] {Double.NaN, 3, Double.NaN, -1}, 1, 4));
    assertThat(tokens.scales()).containsExactly(2);
    assertThat(tokens.ids().toLongs()).containsExactly(0, 9, 0, 7);
  }

  @Test
  void rowsOfZerosAndOfNanHaveScaleOne() {
    double nan = Double.NaN;
    var tokens = QUANTISER.apply(Tensor.of(new double[][] {{0, 0}, {nan, nan}}));
    assertThat(tokens.scales()).containsExactly(1, 1);
    assertThat(tokens.ids().toLongs()).containsExactly(7, 7, 0, 0);
  }

  @Test
  void theLimitsAreTheQuantilesOfTheTrainingValues() {
    double[] values = new double[1001];
    Arrays.setAll(values, i -> i);
    var fitted = MeanScaleQuantiser.fitted(256, values);
    assertThat(fitted.low()).isEqualTo(25);
    assertThat(fitted.high()).isEqualTo(975);
  }

  @Property(seed = "1", tries = 200)
  void aLargerValueNeverGetsASmallerToken(
      @ForAll @Size(min = 2, max = 20) List<@DoubleRange(min = -1e6, max = 1e6) Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).toArray();
    Arrays.sort(sorted);
    long[] ids = QUANTISER.apply(Tensor.of(sorted, 1, sorted.length)).ids().toLongs();
    assertThat(ids).isSorted();
    assertThat(Arrays.stream(ids)).allMatch(id -> id >= 5 && id <= 9);
  }

  @Property(seed = "1", tries = 100)
  void theUnitOfTheSeriesDoesNotMatter(
      @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = -10, max = 10) Double> values) {
    Tensor row = Tensor.of(values.stream().mapToDouble(v -> v).toArray(), 1, values.size());
    assertThat(QUANTISER.apply(row.mul(1024)).ids().toLongs()) // a power of two, so exactly
        .containsExactly(QUANTISER.apply(row).ids().toLongs());
  }

  @Test
  void limitsTheWrongWayAroundAndTooFewTokensAreRefused() {
    assertThatThrownBy(() -> new MeanScaleQuantiser(1, 1, 10, 4, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("low is 1.0; expected a number below high, 1.0");
    assertThatThrownBy(() -> new MeanScaleQuantiser(0, 1, 6, 4, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("vocabulary");
    assertThatThrownBy(() -> QUANTISER.apply(Tensor.of(new double[3], 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("z has shape (3)");
  }
}
