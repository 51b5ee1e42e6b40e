package org.offprint.methods.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class RotaryTest {
  private static final Rotary ROTARY = new Rotary(Type.FLOAT64, 6, 10_000, 40);

  @Property(seed = "1", tries = 50)
  void theProductOfTwoPositionsDependsOnTheirDistanceAlone(
      @ForAll @IntRange(min = 0, max = 19) int place,
      @ForAll @IntRange(min = 0, max = 19) int distance) {
    Tensor x = Tensor.normal(new SplittableRandom(place), 1, Type.FLOAT64, 2, 1, 6);
    Tensor q = x.select(0, 0);
    Tensor k = x.select(0, 1);
    double moved = ROTARY.apply(q, place + distance).mul(ROTARY.apply(k, place)).sum().value();
    double still = ROTARY.apply(q, distance).mul(k).sum().value();
    assertThat(moved).isCloseTo(still, offset(1e-12));
  }

  @Test
  void aQuarterTurnOfAPair() {
    Tensor x = Tensor.of(new double[] {3, 4}, 1, 2);
    double[] turned = new Rotary(Type.FLOAT64, 2, 10_000, 3).apply(x, 1).toDoubles();
    assertThat(turned)
        .containsExactly(
            new double[] {3 * Math.cos(1) - 4 * Math.sin(1), 3 * Math.sin(1) + 4 * Math.cos(1)},
            offset(1e-15));
  }

  @Test
  void positionsOutsideTheTablesAreRefused() {
    assertThatThrownBy(() -> ROTARY.apply(Tensor.zeros(Type.FLOAT64, 2, 6), 39))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positions 39 to 40 are outside the context");
    assertThatThrownBy(() -> new Rotary(Type.FLOAT64, 5, 10_000, 3))
        .hasMessageContaining("head width is 5");
  }
}
