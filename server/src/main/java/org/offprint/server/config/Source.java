package org.offprint.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Everything that one place sets.
record Source(List<Entry> entries) {
  /// A value and where it was written.
  ///
  /// @param name as it was written: a key, or a variable
  record Entry(String key, String name, String value, String origin) {}

  /// Variables that begin like settings and are none: they say where to look, or come from the
  /// launcher.
  private static final Set<String> NOT_SETTINGS =
      Set.of(
          "OFFPRINT_CACHE",
          "OFFPRINT_CHROMIUM",
          "OFFPRINT_COMMIT",
          "OFFPRINT_CONFIG",
          "OFFPRINT_DATA",
          "OFFPRINT_DATASETS",
          "OFFPRINT_SHARED_DATA",
          "OFFPRINT_TEST_CORPUS");

  static Source commandLine(Map<String, String> flags) {
    List<Entry> entries = new ArrayList<>();
    flags.forEach((key, value) -> entries.add(new Entry(key, key, value, "command line")));
    return new Source(entries);
  }

  /// A variable that no setting has goes through under its own name, to be refused.
  static Source environment(Map<String, String> variables, Set<String> keys) {
    Map<String, String> keyOf = new LinkedHashMap<>();
    keys.forEach(key -> keyOf.put(Definition.variable(key), key));
    List<Entry> entries = new ArrayList<>();
    variables.entrySet().stream()
        .filter(variable ->
            variable.getKey().startsWith(Definition.PREFIX)
                && !NOT_SETTINGS.contains(variable.getKey()))
        .filter(variable -> !isServiceLink(variable.getKey(), variable.getValue()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(variable -> {
          String name = variable.getKey();
          entries.add(
              new Entry(
                  keyOf.getOrDefault(name, name),
                  name,
                  variable.getValue(),
                  "environment variable " + name));
        });
    return new Source(entries);
  }

  /// Kubernetes gives each container variables named after its services, and one of those is likely
  /// to be called offprint.
  private static boolean isServiceLink(String name, String value) {
    return value.matches("(tcp|udp|sctp)://.*")
        || name.matches(".*_SERVICE_(HOST|PORT)(_.*)?")
        || name.matches(".*_PORT_\\d+_(TCP|UDP|SCTP)(_.*)?");
  }

  /// A file with one `key = value` a line. Nothing is escaped, so that a password can be pasted.
  static Source file(Path file, List<Mistake> mistakes) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<String> lines = lines(file, mistakes);
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String origin = "%s, line %d".formatted(file, number);
      int equals = line.indexOf('=');
      if (equals < 1) {
        // The text may be part of a secret: the line is named, not shown.
        mistakes.add(
            new Mistake(
                "line " + number, "", origin, "expected key = value, or # before a comment"));
        continue;
      }
      String key = line.substring(0, equals).strip();
      Entry before =
          entries.put(key, new Entry(key, key, line.substring(equals + 1).strip(), origin));
      if (before != null) {
        mistakes.add(
            new Mistake(
                key, "", origin, "is set a second time, first at " + before.origin + "; keep one"));
      }
    }
    return new Source(List.copyOf(entries.values()));
  }

  private static List<String> lines(Path file, List<Mistake> mistakes) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      mistakes.add(
          new Mistake("config", file.toString(), "file of settings", "cannot be read: " + e));
      return List.of();
    }
  }
}
