package org.offprint.methods.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ActivationEntropyTest {
  @Test
  void theFirstVariationOfTheIdentityIsMinusXTimesTheDensity() {
    var entropy = ActivationEntropy.standard();
    double at = entropy.variation(t -> t, t -> 1, t -> 0, 1.3);
    assertThat(at).isCloseTo(-1.3 * ActivationEntropy.normal(1.3), offset(1e-15));
  }

  @Test
  void theEntropyOfTheIdentityIsThatOfTheNormal() {
    double h = ActivationEntropy.standard().functional(t -> t, t -> 1, -12, 12);
    assertThat(h).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E), offset(1e-13));
    assertThat(ActivationEntropy.ofOutput(t -> 1, -12, 12)).isCloseTo(h, offset(1e-13));
  }

  /// With y = x + a x e^(−x²/2) the slope at a = 0 is the integral of the variation.
  @Test
  void theVariationIsTheSlopeOfTheFunctional() {
    var entropy = ActivationEntropy.standard();
    double h = 1e-4;
    double slope = (bent(entropy, h) - bent(entropy, -h)) / (2 * h);
    assertThat(entropy.slopeAtIdentity(t -> t * Math.exp(-t * t / 2), 0, 12))
        .isCloseTo(slope, offset(1e-7))
        .isCloseTo(-1 / (4 * Math.sqrt(2)), offset(1e-12));
  }

  @Property(seed = "1", tries = 50)
  void noScaledSigmoidBeatsTheDistributionFunction(
      @ForAll @DoubleRange(min = 0.2, max = 5) double steepness) {
    double h =
        ActivationEntropy.ofOutput(
            s -> steepness / Math.pow(2 * Math.cosh(steepness * s / 2), 2), -6, 6);
    assertThat(h).isLessThan(ActivationEntropy.ofOutput(ActivationEntropy::normal, -6, 6));
  }

  @Test
  void anEmptyRangeIsRefused() {
    assertThatThrownBy(() -> ActivationEntropy.ofOutput(ActivationEntropy::normal, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("to is 1.0");
  }

  private static double bent(ActivationEntropy entropy, double a) {
    return entropy.functional(
        t -> t + a * t * Math.exp(-t * t / 2),
        t -> 1 + a * (1 - t * t) * Math.exp(-t * t / 2),
        0,
        12);
  }
}
