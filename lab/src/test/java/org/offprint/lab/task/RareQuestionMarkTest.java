package org.offprint.lab.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.offprint.lab.data.QuestionMarks;

class RareQuestionMarkTest {
  private static final double[] LOGITS = {3, 2, 1, 0};
  private static final boolean[] POSITIVE = {true, false, true, false};

  @Test
  void f1CountsWhatLiesAboveTheThreshold() {
    assertThat(RareQuestionMark.f1(LOGITS, POSITIVE, 2.5))
        .isEqualTo(2 / 3.0); // 1 of 1 right, 1 of 2 found
    assertThat(RareQuestionMark.f1(LOGITS, POSITIVE, 5)).isZero();
  }

  @Test
  void theBestThresholdLiesBelowTheLastPositiveThatPays() {
    assertThat(RareQuestionMark.bestThreshold(LOGITS, POSITIVE)).isEqualTo(0.5);
  }

  @Test
  void aWordIsPositiveWhereAQuestionMarkFollows() {
    QuestionMarks words = QuestionMarks.of("Who's there? Nay, answer me.\nWhat then?");
    assertThat(words.positive()).containsExactly(false, true, false, false, false, false, true);
    assertThat(words.features()[0]).hasSize(QuestionMarks.WIDTH);
  }
}
