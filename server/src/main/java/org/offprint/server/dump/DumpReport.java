package org.offprint.server.dump;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How many rows of each table were written or read.
public record DumpReport(Map<String, Long> rows) {
  static DumpReport of(List<Manifest.Entry> entries) {
    Map<String, Long> rows = new LinkedHashMap<>();
    entries.forEach(entry -> rows.put(entry.table(), entry.rows()));
    return new DumpReport(rows);
  }

  /// For people.
  public String toText() {
    return rows.entrySet().stream()
        .map(table -> "%s: %,d rows%n".formatted(table.getKey(), table.getValue()))
        .collect(Collectors.joining());
  }
}
