package org.offprint.catalog.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The checks that the records of this package share. A JSON file can leave out what the type
/// system promises, so "not null" is checked too.
final class Checks {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,40}(\\+changes)?|unknown");

  private Checks() {}

  static <T> T present(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("%s is missing: expected a value".formatted(name));
    }
    return value;
  }

  static String text(String name, String value) {
    if (present(name, value).isBlank()) {
      throw new IllegalArgumentException("%s is blank: expected some text".formatted(name));
    }
    return value;
  }

  static String id(String name, String value) {
    if (!ID.matcher(present(name, value)).matches()) {
      throw new IllegalArgumentException(
          "%s = '%s' is not an identifier: expected lower-case words joined by hyphens, like cut-cross-entropy"
              .formatted(name, value));
    }
    return value;
  }

  static String commit(String value) {
    if (!COMMIT.matcher(present("commit", value)).matches()) {
      throw new IllegalArgumentException(
          "commit = '%s' is not a commit: expected 7 to 40 hexadecimal digits, with '+changes' where the tree was not clean, or 'unknown'"
              .formatted(value));
    }
    return value;
  }

  static double finite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "%s = %s: expected a finite number; a run that diverged says so in its note"
              .formatted(name, value));
    }
    return value;
  }

  static double notNegative(String name, double value) {
    if (finite(name, value) < 0) {
      throw new IllegalArgumentException("%s = %s: expected zero or more".formatted(name, value));
    }
    return value;
  }

  static <T> List<T> list(String name, List<T> values) {
    List<T> present = present(name, values);
    for (T value : present) {
      present("an entry of " + name, value);
    }
    return List.copyOf(present);
  }

  static <T> List<T> someOf(String name, List<T> values) {
    List<T> list = list(name, values);
    if (list.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is empty: expected at least one entry".formatted(name));
    }
    return list;
  }

  /// A copy that keeps its order, as a stable file needs; `Map.copyOf` does not.
  static <V> SequencedMap<String, V> ordered(String name, Map<String, V> values) {
    var copy = new LinkedHashMap<String, V>();
    present(name, values)
        .forEach((key, value) ->
            copy.put(text("a key of " + name, key), present(name + "." + key, value)));
    return Collections.unmodifiableSequencedMap(copy);
  }
}
