package org.offprint.methods.objective;

import org.offprint.methods.Shapes;

/// How hard a question is to the policy, by the share of its answers that are right: from two
/// thirds on easy, from one third on medium.
public enum Difficulty {
  EASY,
  MEDIUM,
  HARD;

  public static Difficulty of(double passRate) {
    Shapes.require("passRate", passRate, passRate >= 0 && passRate <= 1, "a share in [0, 1]");
    return passRate >= 2 / 3.0 ? EASY : passRate >= 1 / 3.0 ? MEDIUM : HARD;
  }
}
