package org.offprint.lab.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.offprint.lab.data.Digits;

class SkillPackDigitsTest {
  @Test
  void aQuarterTurnBringsTheUpperRightCornerToTheUpperLeft() {
    Digits upright = new Digits(new float[][] {{1, 2, 3, 4}}, new int[] {5});
    Digits turned = SkillPackDigits.turned(upright);
    assertThat(turned.pixels()[0]).containsExactly(2, 4, 1, 3);
    assertThat(turned.labels()).containsExactly(5);
  }
}
