package org.offprint.server.site;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.offprint.catalog.result.Formula;
import org.offprint.catalog.result.FormulaCheck;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Rung;
import org.offprint.server.result.Verdicts;
import org.offprint.server.result.Verdicts.Part;

/// Where a method, or the methods of a paper, stand on the ladder, as a list shows it.
///
/// @param verdicts those of the measured claims; none below that rung
/// @param tip claim and measure in a sentence or two, for hover and focus
public record Standing(Rung rung, List<Part> verdicts, String tip) {
  private static final int TIP = 260;

  public static final Standing NOT_ATTEMPTED =
      new Standing(Rung.NOT_ATTEMPTED, List.of(), "No run of it is stored here yet.");

  /// The highest rung among runs with all verdicts that stand; without a measured claim, that of
  /// the formula.
  public static Standing of(Collection<Formula> formulas, Collection<Result> runs) {
    Verdicts verdicts = Verdicts.of(runs);
    Rung rung = Rung.reachedBy(formulas, runs);
    if (!verdicts.runs().isEmpty()) {
      return new Standing(rung, verdicts.parts(), tip(verdicts.runs()));
    }
    return runs.stream()
        .max(Comparator.comparing(Result::rung).thenComparing(Result::started))
        .map(Result::formula)
        .or(() -> formulas.stream().max(Comparator.comparing(Formula::rung)).map(Formula::check))
        .map(check -> new Standing(rung, List.of(), goldens(check)))
        .orElse(NOT_ATTEMPTED);
  }

  private static String tip(List<Result> runs) {
    if (runs.size() == 1) {
      Result run = runs.getFirst();
      return "Claimed: "
          + Typeset.cut(run.task().claim().words(), TIP / 2)
          + " Measured: "
          + Typeset.cut(run.verdict().reason(), TIP / 2);
    }
    return Typeset.cut(
        runs.stream()
            .map(run -> run.task().name() + ": " + run.verdict().words() + ".")
            .collect(Collectors.joining(" ")),
        TIP);
  }

  static String goldens(FormulaCheck check) {
    return "%d of %d golden values and arrays agree (reference: %s)."
        .formatted(check.passed(), check.cases(), check.reference());
  }

  public boolean measured() {
    return !verdicts.isEmpty();
  }

  public String words() {
    return verdicts.isEmpty()
        ? rung.words()
        : verdicts.stream().map(Part::words).collect(Collectors.joining(", "));
  }

  /// The suffix of the picture and the colour.
  public String step() {
    return "r" + rung.ordinal();
  }

  /// `agrees`, `disagrees`, `inconclusive` where there is one outcome; else empty.
  public String outcome() {
    return verdicts.size() == 1 ? verdicts.getFirst().outcome().word() : "";
  }
}
