package org.offprint.methods.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class TileTest {
  @Test
  void theExponentialIsRightToAUnitInTheLastPlace() {
    for (float x = -86.9f; x <= 0; x += 0.00913f) {
      double exact = Math.exp(x);
      assertThat(exp(x) / exact).as("e^%s", x).isCloseTo(1, offset(3e-7));
    }
    assertThat(exp(0)).isEqualTo(1);
    assertThat(exp(-100)).isZero();
    assertThat(exp(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(exp(-Float.MAX_VALUE)).isZero();
    assertThat(exp(Float.NaN)).isNaN();
  }

  private static float exp(float x) {
    return Tile.exp(FloatVector.broadcast(Tile.S, x)).lane(0);
  }

  @Test
  void aTileAddsTheProductOfItsFactors() {
    int inner = 13;
    var random = new SplittableRandom(1);
    float[] a = new float[Tile.ROWS * inner];
    float[] b = new float[inner * Tile.COLUMNS];
    float[] out = new float[Tile.ROWS * Tile.COLUMNS];
    for (float[] array : new float[][] {a, b, out}) {
      for (int i = 0; i < array.length; i++) {
        array[i] = random.nextInt(-9, 10); // small integers: every sum is exact
      }
    }
    float[] expected = Arrays.copyOf(out, out.length);
    for (int r = 0; r < Tile.ROWS; r++) {
      for (int c = 0; c < Tile.COLUMNS; c++) {
        for (int k = 0; k < inner; k++) {
          expected[r * Tile.COLUMNS + c] += a[r * inner + k] * b[k * Tile.COLUMNS + c];
        }
      }
    }

    Tile.multiply(a, 0, inner, 1, b, 0, Tile.COLUMNS, inner, out, 0, Tile.COLUMNS);

    assertThat(out).containsExactly(expected);
  }
}
