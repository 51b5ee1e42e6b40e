package org.offprint.methods.survival;

import java.util.random.RandomGenerator;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

/// Dropout that keeps mean 0 and variance 1 (Klambauer et al., arXiv:1706.02515): a dropped entry
/// is α′ = −1.758…, then everything is scaled and moved back.
final class AlphaDropout extends Block {
  private static final double SATURATED = -1.7580993408473766;

  private final double rate;
  private final RandomGenerator random;

  AlphaDropout(Initial initial, double rate) {
    this.rate = rate;
    this.random = initial.random();
  }

  Tensor apply(Tensor x) {
    if (!training() || rate == 0) {
      return x;
    }
    boolean[] dropped = new boolean[Math.toIntExact(x.count())];
    for (int i = 0; i < dropped.length; i++) {
      dropped[i] = random.nextDouble() < rate;
    }
    double a = 1 / Math.sqrt((1 - rate) * (1 + rate * SATURATED * SATURATED));
    return x.maskedFill(Tensor.of(dropped, x.shape()), SATURATED).mul(a).add(-a * SATURATED * rate);
  }
}
