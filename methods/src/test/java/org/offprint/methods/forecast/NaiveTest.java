package org.offprint.methods.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.tensor.Tensor;

class NaiveTest {
  private static final Tensor WINDOW = Tensor.of(new double[] {1, 2, 3, 4, 5}, 1, 5, 1);

  @Test
  void repeatLastRepeatsTheLastStep() {
    assertThat(new RepeatLast(3).forecast(WINDOW).toDoubles()).containsExactly(5, 5, 5);
  }

  @Test
  void theSeasonComesAgainInItsOrder() {
    assertThat(new SeasonalNaive(3, 7).forecast(WINDOW).toDoubles())
        .containsExactly(3, 4, 5, 3, 4, 5, 3);
  }

  @Test
  void aWindowShorterThanTheSeasonIsRefused() {
    assertThatThrownBy(() -> new SeasonalNaive(6, 1).forecast(WINDOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("window has shape (1, 5, 1); expected 6 steps or more");
  }

  @Property(seed = "1", tries = 100)
  void aSeasonOfOneIsRepeatLast(@ForAll @IntRange(min = 1, max = 20) int horizon) {
    assertThat(new SeasonalNaive(1, horizon).forecast(WINDOW).toDoubles())
        .containsExactly(new RepeatLast(horizon).forecast(WINDOW).toDoubles());
  }

  @Property(seed = "1", tries = 100)
  void aSeriesOfThatPeriodIsForecastExactly(
      @ForAll @IntRange(min = 1, max = 5) int period,
      @ForAll @IntRange(min = 1, max = 12) int horizon) {
    double[] series = new double[10 + horizon];
    for (int i = 0; i < series.length; i++) {
      series[i] = i % period;
    }
    Tensor all = Tensor.of(series, 1, series.length, 1);
    assertThat(new SeasonalNaive(period, horizon).forecast(all.narrow(1, 0, 10)).toDoubles())
        .containsExactly(all.narrow(1, 10, horizon).contiguous().toDoubles());
  }

  @Property(seed = "1", tries = 50)
  void horizonsAndPeriodsBelowOneAreRefused(@ForAll @IntRange(min = -9, max = 0) int bad) {
    assertThatThrownBy(() -> new RepeatLast(bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("horizon");
    assertThatThrownBy(() -> new SeasonalNaive(bad, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("period");
    assertThatThrownBy(() -> new SeasonalNaive(1, bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("horizon");
  }
}
