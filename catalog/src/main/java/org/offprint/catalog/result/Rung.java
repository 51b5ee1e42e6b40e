package org.offprint.catalog.result;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.stream.Stream;

/// How far a method has come. A method stands on the highest rung whose evidence is in the
/// repository.
public enum Rung {
  NOT_ATTEMPTED("not attempted"),
  /// The method's file is there and its family's contract test passes.
  IMPLEMENTED("implemented"),
  /// Golden values from the authors' code, or from an independent float64 reference, match within
  /// the stated tolerance.
  FORMULA_AGREES("formula agrees"),
  /// The claim was measured on real data with a baseline, three seeds or more and a protocol fixed
  /// before the run.
  SMALL_SCALE("measured at small scale"),
  /// The paper's own protocol and its table cell were measured.
  IN_FULL("measured in full");

  private final String words;

  Rung(String words) {
    this.words = words;
  }

  @JsonValue
  public String words() {
    return words;
  }

  /// The rung that a method, or the methods of a paper, reach; {@link #NOT_ATTEMPTED} without any
  /// evidence.
  public static Rung reachedBy(Collection<Formula> formulas, Collection<Result> results) {
    return Stream.concat(formulas.stream().map(Formula::rung), results.stream().map(Result::rung))
        .max(Rung::compareTo)
        .orElse(NOT_ATTEMPTED);
  }
}
