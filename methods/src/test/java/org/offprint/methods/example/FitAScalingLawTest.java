package org.offprint.methods.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.offprint.methods.scaling.Fitted;
import org.offprint.methods.scaling.Interval;
import org.offprint.methods.scaling.PowerLaw;

/// Fit a scaling law to the losses of a few small models, and say what a larger one would reach,
/// with an interval.
class FitAScalingLawTest {
  @Test
  void aScalingLawIsFittedWithAnInterval() {
    // tag: example
    double[] parameters = {1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7, 3e7};
    double[] losses = {2.7199, 2.64688, 2.59622, 2.5313, 2.48493, 2.4543, 2.40644, 2.37995};

    Fitted<PowerLaw> fit = PowerLaw.fit(parameters, losses);
    if (!fit.notIdentified().isEmpty()) {
      System.out.println("Do not trust " + fit.notIdentified());
    }
    Interval exponent = fit.interval(0.95, PowerLaw::exponent);
    Interval larger =
        fit.bootstrap(300, new SplittableRandom(1)).interval(0.95, law -> law.predict(1e9));

    System.out.printf(
        "exponent %.3f [%.3f, %.3f]%n", exponent.value(), exponent.low(), exponent.high());
    System.out.printf(
        "loss at 1e9 %.3f [%.3f, %.3f]%n", larger.value(), larger.low(), larger.high());
    // end: example

    assertThat(fit.notIdentified()).isEmpty();
    assertThat(exponent.contains(0.13)).isTrue(); // the losses are 2.2 + (63/N)^0.13 and some noise
    assertThat(larger.contains(2.2 + Math.pow(63e-9, 0.13))).isTrue();
    assertThat(larger.high() - larger.low()).isLessThan(0.2);
  }
}
