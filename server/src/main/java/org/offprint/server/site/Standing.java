package org.offprint.server.site;

import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.Formula;
import org.offprint.catalog.result.FormulaCheck;
import org.offprint.catalog.result.Outcome;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Rung;
import org.offprint.catalog.result.Verdict;

/// Where a method, or the best method of a paper, stands on the ladder, as a list shows it.
///
/// @param verdict null below the rung of a measured claim
/// @param tip claim and measure in one sentence, for hover and focus
public record Standing(Rung rung, @Nullable Verdict verdict, String tip) {
  public static final Standing NOT_ATTEMPTED =
      new Standing(Rung.NOT_ATTEMPTED, null, "No run of it is stored here yet.");

  /// The highest rung among runs, the newest of two on the same; without a run, that of the
  /// formula.
  public static Standing of(Collection<Formula> formulas, Collection<Result> runs) {
    return runs.stream()
        .max(Comparator.comparing(Result::rung).thenComparing(Result::started))
        .map(Standing::of)
        .or(() ->
            formulas.stream()
                .max(Comparator.comparing(Formula::rung))
                .map(one -> new Standing(one.rung(), null, goldens(one.check()))))
        .orElse(NOT_ATTEMPTED);
  }

  private static Standing of(Result run) {
    boolean measured = run.rung().compareTo(Rung.SMALL_SCALE) >= 0;
    return new Standing(
        run.rung(),
        measured ? run.verdict() : null,
        measured
            ? "Claimed: " + run.task().claim().words() + " Measured: " + run.verdict().reason()
            : goldens(run.formula()));
  }

  static String goldens(FormulaCheck check) {
    return "%d of %d golden values and arrays agree (reference: %s)."
        .formatted(check.passed(), check.cases(), check.reference());
  }

  public String words() {
    return verdict != null ? verdict.words() : rung.words();
  }

  /// The suffix of the picture and the colour.
  public String step() {
    return "r" + rung.ordinal();
  }

  /// `agrees`, `disagrees`, `inconclusive`, or empty without a verdict.
  public String outcome() {
    Verdict known = verdict;
    return known == null ? "" : word(known.outcome());
  }

  static String word(Outcome outcome) {
    return outcome.word();
  }
}
