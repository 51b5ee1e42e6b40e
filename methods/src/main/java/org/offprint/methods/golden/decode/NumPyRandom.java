package org.offprint.methods.golden.decode;

import java.util.random.RandomGenerator;
import org.hipparchus.random.MersenneTwister;

/// The numbers that NumPy's RandomState gives for a seed, so that a golden run can be run again.
final class NumPyRandom implements RandomGenerator {
  private final MersenneTwister twister;

  NumPyRandom(int seed) {
    twister = new MersenneTwister(seed);
  }

  @Override
  public int nextInt() {
    return twister.nextInt();
  }

  @Override
  public long nextLong() {
    return ((long) nextInt() << 32) | Integer.toUnsignedLong(nextInt());
  }

  /// 53 bits of two numbers of 32.
  @Override
  public double nextDouble() {
    long high = nextInt() >>> 5;
    long low = nextInt() >>> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
  }

  @Override
  public double nextExponential() {
    return -Math.log(1 - nextDouble());
  }
}
