package org.offprint.catalog.result;

import org.jspecify.annotations.Nullable;

/// What a paper says that its method achieves.
///
/// @param words the claim in our words, in one or two sentences
/// @param metric the quantity in the paper's words
/// @param value what the paper reports for its method, null where it names no number
/// @param baseline what the paper reports for the thing it compares with, null where it names no
///   number
/// @param protocol model, hardware, training: what would have to be repeated
/// @param place where in the paper: "abstract", "table 1, row 3, column 'memory'"
/// @param howRead how we know: "read in the abstract", "second-hand, to be checked"
public record Claim(
    String words,
    String metric,
    String unit,
    Direction direction,
    @Nullable Double value,
    @Nullable Double baseline,
    String dataset,
    String split,
    String protocol,
    String place,
    String howRead) {
  public Claim {
    Checks.text("claim.words", words);
    Checks.text("claim.metric", metric);
    Checks.text("claim.unit", unit);
    Checks.present("claim.direction", direction);
    if (value != null) {
      Checks.finite("claim.value", value);
    }
    if (baseline != null) {
      Checks.finite("claim.baseline", baseline);
    }
    Checks.text("claim.dataset", dataset);
    Checks.text("claim.split", split);
    Checks.text("claim.protocol", protocol);
    Checks.text("claim.place", place);
    Checks.text("claim.howRead", howRead);
  }
}
