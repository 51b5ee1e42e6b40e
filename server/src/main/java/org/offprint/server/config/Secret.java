package org.offprint.server.config;

/// A value that no log and no page may show. A setting of this type can also be read from a file:
/// its key, or its variable, with `-file` or `_FILE` at the end.
public record Secret(String value) {
  static final String MASK = "********";

  public boolean isEmpty() {
    return value.isEmpty();
  }

  @Override
  public String toString() {
    return isEmpty() ? "" : MASK;
  }
}
