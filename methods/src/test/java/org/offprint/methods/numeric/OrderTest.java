package org.offprint.methods.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrderTest {
  private static final double[] SPECIAL = {
    0, -0.0, 1, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE
  };

  @Test
  void sortsAsComparingDoesAndKeepsEqualEntriesInTheirOrder() {
    var random = new SplittableRandom(1);
    for (int n : new int[] {0, 1, 2, 300, 5_000}) {
      double[] x =
          random
              .doubles(n, -5, 5)
              .map(one -> random.nextInt(4) > 0 ? one : SPECIAL[random.nextInt(SPECIAL.length)])
              .toArray();
      assertThat(Order.ascending(x)).isEqualTo(compared(Comparator.comparingDouble(i -> x[i]), n));
      assertThat(Order.descending(x))
          .isEqualTo(compared(Comparator.comparingDouble(i -> -x[i]), n));
    }
  }

  private static int[] compared(Comparator<Integer> order, int n) {
    return IntStream.range(0, n).boxed().sorted(order).mapToInt(Integer::intValue).toArray();
  }
}
