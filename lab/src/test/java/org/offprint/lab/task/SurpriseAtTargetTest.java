package org.offprint.lab.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SurpriseAtTargetTest {
  private static final double[] SETTINGS = {0.2, 0.4, 1.0};
  private static final double[] SURPRISES = {2, 4, 5};

  @Test
  void aSettingLiesOnTheLineBetweenTheTwoAroundTheTarget() {
    assertThat(SurpriseAtTarget.setting(4.5, SETTINGS, SURPRISES)).isEqualTo(0.7);
  }

  @Test
  void aTargetOutOfReachTakesTheNearerEnd() {
    assertThat(SurpriseAtTarget.setting(1, SETTINGS, SURPRISES)).isEqualTo(0.2);
    assertThat(SurpriseAtTarget.setting(9, SETTINGS, SURPRISES)).isEqualTo(1.0);
  }
}
