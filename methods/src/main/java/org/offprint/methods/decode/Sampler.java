package org.offprint.methods.decode;

import java.util.random.RandomGenerator;

/// Chooses the next token. A sampler may remember what it chose before, so use one a text.
public interface Sampler {
  /// @param logits one a token of the vocabulary, finite, or −∞ for a token that is excluded
  /// @return the index of a token that is not excluded
  /// @throws IllegalArgumentException if a logit is NaN or +∞, or no token is left
  int next(double[] logits, RandomGenerator random);
}
