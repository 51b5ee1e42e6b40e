package org.offprint.lab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CountedGramsTest {
  private static final CountedGrams MODEL = new CountedGrams(2, 2, 0, 1, 0, 1);

  @Test
  void aContextSeenTwiceWithOneFollowerTrustsItTwoThirds() {
    double[] probs =
        MODEL.probs(new int[] {0}, 1); // (2 + 1 · ½) / (2 + 1), as single tokens are even
    assertThat(probs[1]).isEqualTo(5 / 6.0, within(1e-12));
    assertThat(probs[0] + probs[1]).isEqualTo(1, within(1e-12));
  }

  @Test
  void aReaderSaysWhatTheWholeTextSays() {
    double[] logits = MODEL.read().next(1, 1, 0);
    assertThat(Math.exp(logits[1])).isEqualTo(5 / 6.0, within(1e-12));
  }
}
