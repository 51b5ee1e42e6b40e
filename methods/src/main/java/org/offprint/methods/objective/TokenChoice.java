package org.offprint.methods.objective;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;

/// Which k of a number of candidates are taken, as indices among them.
@FunctionalInterface
public interface TokenChoice {
  int[] choose(int candidates, int k);

  static TokenChoice first() {
    return (candidates, k) -> IntStream.range(0, k).toArray();
  }

  /// k different ones, every set of k as likely as any other.
  static TokenChoice random(RandomGenerator random) {
    return (candidates, k) -> {
      Shapes.require("candidates", candidates, candidates >= 0, "0 or more");
      Shapes.require("k", k, k >= 0 && k <= candidates, "0 to " + candidates);
      int[] order = IntStream.range(0, candidates).toArray();
      for (int i = 0; i < k; i++) {
        int other = random.nextInt(i, candidates);
        int taken = order[other];
        order[other] = order[i];
        order[i] = taken;
      }
      return Arrays.copyOf(order, k);
    };
  }
}
