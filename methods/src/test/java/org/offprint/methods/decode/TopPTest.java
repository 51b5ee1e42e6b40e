package org.offprint.methods.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TopPTest {
  private static final double[] LOGITS = {
    Math.log(0.1), Math.log(0.5), Math.log(0.2), Math.log(0.2)
  };

  @Test
  void theNucleusIsTheShortestRunThatHoldsTheShare() {
    assertThat(new TopP(0.6).nucleus(LOGITS)).containsExactly(1, 2);
    assertThat(new TopP(0.7).nucleus(LOGITS)).containsExactly(1, 2);
    assertThat(new TopP(0.9).nucleus(LOGITS)).containsExactly(1, 2, 3);
  }

  @Test
  void aShareOfZeroKeepsTheBestAndOneKeepsAllThatIsPossible() {
    assertThat(new TopP(0).nucleus(LOGITS)).containsExactly(1);
    assertThat(new TopP(1).nucleus(LOGITS)).containsExactly(1, 2, 3, 0);
    assertThat(new TopP(1).nucleus(new double[] {0, Double.NEGATIVE_INFINITY, 0}))
        .containsExactly(0, 2);
  }

  @Test
  void whatIsNoShareIsRefused() {
    assertThatThrownBy(() -> new TopP(1.01)).hasMessageContaining("p is 1.01; expected a share");
    assertThatThrownBy(() -> new TopP(Double.NaN)).hasMessageContaining("p is NaN");
  }

  @Property(seed = "1", tries = 100)
  void withoutItsLastTokenTheNucleusHoldsLessThanItsShare(
      @ForAll @LongRange(min = 0, max = 1000) long seed,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double p) {
    double[] probs = new SplittableRandom(seed).doubles(12, 0.01, 1).toArray();
    double all = Arrays.stream(probs).sum();
    int[] nucleus = new TopP(p).nucleus(Arrays.stream(probs).map(Math::log).toArray());
    double held = Arrays.stream(nucleus).mapToDouble(t -> probs[t] / all).sum();
    assertThat(held).isGreaterThanOrEqualTo(p - 1e-9);
    assertThat(held - probs[nucleus[nucleus.length - 1]] / all).isLessThan(p);
  }
}
