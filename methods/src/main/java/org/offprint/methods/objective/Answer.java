package org.offprint.methods.objective;

/// One sampled answer, with what the policy thought of each token when it drew it.
///
/// @param tokens up to and with the end token, where there is one
/// @param logProbs of those tokens
/// @param entropies of the distributions that they were drawn from, in nats
/// @param discriminatorMeans see {@link EntropyDiscriminator#expectation}
public record Answer(
    long[] tokens, double[] logProbs, double[] entropies, double[] discriminatorMeans) {
  public int length() {
    return tokens.length;
  }
}
