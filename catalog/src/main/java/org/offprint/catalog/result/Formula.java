package org.offprint.catalog.result;

import java.util.List;

/// A method whose formula has been recomputed against golden values, which is the evidence for the
/// rung {@link Rung#FORMULA_AGREES}.
///
/// @param files that implement the method, relative to the root of the repository, the main one
///   first
/// @param limits what the golden values do not cover and what of the paper is left out, with the
///   reason; empty where nothing is
public record Formula(Method method, List<String> files, FormulaCheck check, String limits) {
  public Formula {
    Checks.present("formula.method", method);
    Checks.present("formula.check", check);
    Checks.present("formula.limits", limits);
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "formula.files of %s is empty: expected the files that implement it"
              .formatted(method.id()));
    }
  }

  public Rung rung() {
    return check.agrees() ? Rung.FORMULA_AGREES : Rung.IMPLEMENTED;
  }
}
