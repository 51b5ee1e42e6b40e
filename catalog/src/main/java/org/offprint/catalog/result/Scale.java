package org.offprint.catalog.result;

import com.fasterxml.jackson.annotation.JsonValue;

/// Whether a task follows the protocol of the claim or a smaller one of ours.
public enum Scale {
  SMALL("at small scale"),
  FULL("in full");

  private final String words;

  Scale(String words) {
    this.words = words;
  }

  @JsonValue
  public String words() {
    return words;
  }
}
