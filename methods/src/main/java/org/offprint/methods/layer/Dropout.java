package org.offprint.methods.layer;

import java.util.random.RandomGenerator;
import org.offprint.methods.tensor.Tensor;

/// In training each entry is 0 with probability `rate`, else divided by 1 − rate; outside training
/// nothing happens.
public final class Dropout extends Block {
  private final double rate;
  private final RandomGenerator random;

  /// @param rate in [0, 1)
  public Dropout(Initial initial, double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout of %s: expected 0 ≤ rate < 1".formatted(rate));
    }
    this.rate = rate;
    this.random = initial.random();
  }

  public Tensor apply(Tensor x) {
    if (!training() || rate == 0) {
      return x;
    }
    boolean[] dropped = new boolean[Math.toIntExact(x.count())];
    for (int i = 0; i < dropped.length; i++) {
      dropped[i] = random.nextDouble() < rate;
    }
    return x.maskedFill(Tensor.of(dropped, x.shape()), 0).div(1 - rate);
  }
}
