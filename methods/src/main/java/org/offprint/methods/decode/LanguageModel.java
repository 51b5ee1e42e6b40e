package org.offprint.methods.decode;

/// A model that says how likely each token is to come next.
public interface LanguageModel {
  int vocabulary();

  /// Begins a text.
  Reader read();

  /// A text that grows; what was read before is remembered.
  interface Reader {
    /// Reads on.
    ///
    /// @param tokens what follows after all that was read so far, at least one
    /// @return the logits of the token after them, one for each of the vocabulary
    double[] next(int... tokens);
  }
}
