package org.offprint.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CorruptionTest {
  private static final float[] PICTURE = {
    1, 0, 0, 0,
    0, 0, 0, 0,
    0, 0, 0, 0,
    0, 0, 0, 0.5f
  };

  private static float[] corrupted(Corruption corruption) {
    Digits clean = new Digits(new float[][] {PICTURE}, new int[] {7});
    return corruption.of(clean, new SplittableRandom(1)).pixels()[0];
  }

  @Test
  void aShiftMovesTwoPixelsRightAndDown() {
    assertThat(corrupted(Corruption.SHIFT))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0);
  }

  @Test
  void anInversionTurnsTheLowerHalf() {
    assertThat(corrupted(Corruption.INVERSION))
        .containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0.5f);
  }

  @Test
  void aBlurSpreadsAPixelOverItsNeighbours() {
    float[] blurred = corrupted(Corruption.BLUR);
    assertThat(blurred[0]).isEqualTo(4f / 81); // itself and three neighbours, each a ninth of 1/9
    assertThat(blurred[3]).isEqualTo(0);
  }

  @ParameterizedTest
  @EnumSource(Corruption.class)
  void thePictureItselfAndItsLabelStayAsTheyWere(Corruption corruption) {
    float[] grey = new float[64];
    Arrays.fill(grey, 0.25f); // so that black and white pixels show, too
    Digits clean = new Digits(new float[][] {grey.clone()}, new int[] {7});
    Digits after = corruption.of(clean, new SplittableRandom(1));
    assertThat(clean.pixels()[0]).containsExactly(grey);
    assertThat(after.pixels()[0]).isNotEqualTo(grey);
    assertThat(after.labels()).containsExactly(7);
  }
}
