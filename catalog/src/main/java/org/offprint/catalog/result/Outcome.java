package org.offprint.catalog.result;

import com.fasterxml.jackson.annotation.JsonValue;

/// What a run says about a claim.
public enum Outcome {
  AGREES("agrees"),
  DISAGREES("disagrees"),
  INCONCLUSIVE("inconclusive");

  private final String word;

  Outcome(String word) {
    this.word = word;
  }

  @JsonValue
  public String word() {
    return word;
  }
}
