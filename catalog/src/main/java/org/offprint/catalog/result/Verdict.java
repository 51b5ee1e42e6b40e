package org.offprint.catalog.result;

/// What follows from a run, and by which rule.
///
/// @param rule the text that the task fixed before the run, copied here so that the file stands
///   alone
/// @param reason the rule with the measured figures filled in
public record Verdict(Outcome outcome, Scale scale, String rule, String reason) {
  public Verdict {
    Checks.present("verdict.outcome", outcome);
    Checks.present("verdict.scale", scale);
    Checks.text("verdict.rule", rule);
    Checks.text("verdict.reason", reason);
  }

  /// As a page shows it: "claim agrees at small scale", "claim disagrees".
  public String words() {
    return "claim " + outcome.word() + (scale == Scale.SMALL ? " " + scale.words() : "");
  }
}
