package org.offprint.server.config;

/// One thing wrong with the settings.
///
/// @param key the setting, or what was taken for one
/// @param value what it was set to, masked if it is a secret, empty if it may be one
/// @param origin where that was written
/// @param expected what would have been right
public record Mistake(String key, String value, String origin, String expected) {
  @Override
  public String toString() {
    String set = value.isEmpty() ? key : "%s = \"%s\"".formatted(key, value);
    return "%s (%s): %s".formatted(set, origin, expected);
  }
}
