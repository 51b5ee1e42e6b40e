package org.offprint.methods.objective;

/// Which outlying tokens a filter of the entropy discriminator takes out.
public enum Outliers {
  /// Tokens of negative advantage on the side where pushing them down lowers entropy: the released
  /// code.
  NEGATIVE_ADVANTAGE,
  /// Tokens of any advantage on both sides: our reading of the paper's text.
  BOTH_SIDES
}
