package org.offprint.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DigitAspectsTest {
  private static final float[] RING = {
    0, 0, 0, 0, 0, 0,
    0, 1, 1, 1, 1, 0,
    0, 1, 0, 0, 1, 0,
    0, 1, 0, 0, 1, 0,
    0, 1, 1, 1, 1, 0,
    0, 0, 0, 0, 0, 0
  };
  private static final float[] BAR = {
    0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0,
    1, 1, 1, 1, 1, 0,
    0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0
  };

  @Test
  void aRingEnclosesOnePlaceOfFourPixels() {
    assertThat(DigitAspects.holes(RING, 6)).containsExactly(1, 4);
    assertThat(DigitAspects.holes(BAR, 6)).containsExactly(0, 0);
  }

  @Test
  void theMeasuresOfARingAreThoseThatOneCounts() {
    double[] measures = DigitAspects.measures(RING, 6);
    assertThat(measures[2]).isEqualTo(12); // ink
    assertThat(measures[3]).isZero(); // its own mirror image
    assertThat(measures[5]).isEqualTo(4); // its longest row
    assertThat(measures[9]).isEqualTo(1); // as wide as it is high
    assertThat(measures[10]).isCloseTo(0, within(1e-9)); // upright
    assertThat(measures[11]).isEqualTo(2); // strokes in the middle row
  }

  @Test
  void anAnswerIsYesFromTheMeanOn() {
    float[][] answers =
        DigitAspects.answers(new Digits(new float[][] {RING, BAR}, new int[] {0, 1}));
    assertThat(answers[0]).hasSize(DigitAspects.QUESTIONS.size());
    assertThat(answers[0][0]).isEqualTo((float) (1 / (1 + Math.exp(-2)))); // one deviation above
    assertThat(answers[1][0]).isEqualTo((float) (1 / (1 + Math.exp(2))));
  }
}
