package org.offprint.catalog.result;

/// The golden values, recomputed in the process that ran the task, so that a result never stands on
/// a formula that has moved.
///
/// @param golden the file: `golden/cut-cross-entropy.json`
/// @param reference who computed the values, and in which precision
/// @param largestError the largest relative error over all cases that passed or failed
public record FormulaCheck(
    String golden, String reference, int cases, int passed, double tolerance, double largestError) {
  public FormulaCheck {
    Checks.text("formula.golden", golden);
    Checks.text("formula.reference", reference);
    Checks.notNegative("formula.tolerance", tolerance);
    Checks.notNegative("formula.largestError", largestError);
    if (cases < 1 || passed < 0 || passed > cases) {
      throw new IllegalArgumentException(
          "%d of %d golden cases passed: expected 0 ≤ passed ≤ cases and at least one case"
              .formatted(passed, cases));
    }
  }

  public boolean agrees() {
    return passed == cases;
  }
}
