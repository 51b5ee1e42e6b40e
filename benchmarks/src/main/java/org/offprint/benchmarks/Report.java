package org.offprint.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Rows of named figures, as a table for people or as JSON.
final class Report {
  private final Map<String, Object> facts = new LinkedHashMap<>();
  private final List<Map<String, Object>> rows = new ArrayList<>();

  Report fact(String name, Object value) {
    facts.put(name, value);
    return this;
  }

  /// @param namesAndValues in turn
  void row(Object... namesAndValues) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    rows.add(row);
  }

  void row(Load.Measured measured) {
    row(
        "requests",
        measured.name(),
        "connections",
        measured.connections(),
        "answers",
        measured.answers(),
        "not 200",
        measured.failures(),
        "per s",
        measured.perSecond(),
        "p50 ms",
        measured.p50(),
        "p95 ms",
        measured.p95(),
        "p99 ms",
        measured.p99(),
        "max ms",
        measured.most(),
        "cpu ms",
        measured.processor());
  }

  void memory(Memory memory) {
    fact("server MB", memory.server());
    fact("database MB", memory.database());
    fact("together MB", memory.total());
  }

  void print(boolean json) {
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>(facts);
      document.put("rows", rows);
      System.out.println(new JsonMapper().writeValueAsString(document));
    } else {
      System.out.print(text());
    }
  }

  String text() {
    StringBuilder text = new StringBuilder();
    if (!rows.isEmpty()) {
      List<String> names = List.copyOf(rows.getFirst().keySet());
      List<List<String>> lines = new ArrayList<>(List.of(names));
      rows.forEach(row -> lines.add(names.stream().map(name -> shown(row.get(name))).toList()));
      for (List<String> line : lines) {
        for (int i = 0; i < names.size(); i++) {
          int column = i;
          int width = lines.stream().mapToInt(other -> other.get(column).length()).max().orElse(0);
          text.append(
              i == 0
                  ? line.get(i) + " ".repeat(width - line.get(i).length())
                  : "  " + " ".repeat(width - line.get(i).length()) + line.get(i));
        }
        text.append('\n');
      }
    }
    facts.forEach(
        (name, value) -> text.append(name).append(": ").append(shown(value)).append('\n'));
    return text.toString();
  }

  private static String shown(@org.jspecify.annotations.Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Double number ->
          String.format(Locale.ROOT, Math.abs(number) >= 100 ? "%.0f" : "%.2f", number);
      default -> value.toString();
    };
  }
}
