package org.offprint.methods.loss;

/// What becomes of one value an entry.
public enum Reduction {
  /// Their sum over the number of entries that count; NaN when none counts.
  MEAN,
  SUM,
  /// All of them, 0 where an entry is ignored.
  NONE
}
