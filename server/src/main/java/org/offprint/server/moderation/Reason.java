package org.offprint.server.moderation;

import java.util.Arrays;
import java.util.Optional;

/// Why something is reported.
public enum Reason {
  SPAM("spam", "It advertises, or repeats itself"),
  ABUSE("abuse", "It attacks or threatens somebody"),
  OFF_TOPIC("off-topic", "It is not about the paper"),
  WRONG_PAPER("wrong-paper", "It belongs to another paper, or the paper does not belong here"),
  OTHER("other", "Something else");

  private final String key;
  private final String words;

  Reason(String key, String words) {
    this.key = key;
    this.words = words;
  }

  /// As in forms and in the database.
  public String key() {
    return key;
  }

  public String words() {
    return words;
  }

  static Optional<Reason> of(String key) {
    return Arrays.stream(values()).filter(reason -> reason.key.equals(key)).findFirst();
  }
}
