package org.offprint.lab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CompSumBoundTest {
  @Test
  void theRegretIsWhatTheChosenClassLacks() {
    var draw = new CompSumBound.Draw(new double[] {0.5, 0.2, 0.3}, new double[] {0, 1, -1});
    assertThat(draw.zeroOneRegret()).isCloseTo(0.3, within(1e-12));
  }

  @Test
  void everyDrawIsADistribution() {
    var random = new SplittableRandom(1);
    for (int number = 0; number < 100; number++) {
      CompSumBound.Draw draw = CompSumBound.draw(random, 5, number);
      assertThat(Arrays.stream(draw.probs()).sum()).isCloseTo(1, within(1e-9));
      assertThat(Arrays.stream(draw.scores()).allMatch(Double::isFinite)).isTrue();
    }
  }
}
