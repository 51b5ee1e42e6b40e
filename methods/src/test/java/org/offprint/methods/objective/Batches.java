package org.offprint.methods.objective;

import java.util.SplittableRandom;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Small batches for the tests: three answers of at most four tokens, of which nine count.
final class Batches {
  static final int ANSWERS = 3;
  static final int LENGTH = 4;
  static final boolean[] MASK = {
    true, true, true, false, true, true, true, true, true, true, false, false
  };
  static final double[] ADVANTAGES = {1.2, -0.8, -0.4};

  private Batches() {}

  static double[] logProbs(long seed) {
    return numbers(seed, -3, -0.1);
  }

  static double[] numbers(long seed, double least, double greatest) {
    return new SplittableRandom(seed).doubles(MASK.length, least, greatest).toArray();
  }

  static PolicyBatch of(Tensor logProbs) {
    return of(logProbs, logProbs(2), MASK, Type.FLOAT64);
  }

  static PolicyBatch of(Tensor logProbs, double[] old, boolean[] mask, Type type) {
    double[] advantages = new double[MASK.length];
    for (int i = 0; i < advantages.length; i++) {
      advantages[i] = ADVANTAGES[i / LENGTH];
    }
    return new PolicyBatch(
        logProbs,
        tensor(old).to(type),
        tensor(advantages).to(type),
        Tensor.of(mask, ANSWERS, LENGTH),
        tensor(logProbs(3)).to(type),
        tensor(numbers(4, 0.3, 1)).to(type),
        tensor(numbers(5, 0.1, 2)).to(type),
        tensor(numbers(6, 0, 0.3)).to(type));
  }

  static Tensor tensor(double[] values) {
    return Tensor.of(values, values.length / LENGTH, LENGTH);
  }
}
