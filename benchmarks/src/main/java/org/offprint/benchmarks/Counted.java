package org.offprint.benchmarks;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The totals of an import, as it printed them.
record Counted(long read, long added, long revised, long unchanged, long quarantined) {
  /// @param printed what the import printed; a Java virtual machine that has something to say says
  ///   it on lines of its own before
  static Counted in(String printed) {
    Matcher json = Pattern.compile("(?ms)^\\{.*").matcher(printed);
    JsonNode total = json.find() ? new JsonMapper().readTree(json.group()).path("total") : null;
    if (total == null || !total.has("read")) {
      throw new BenchmarkFailure(
          "the import printed no totals: " + printed.substring(0, Math.min(300, printed.length())));
    }
    return new Counted(
        total.path("read").asLong(),
        total.path("added").asLong(),
        total.path("revised").asLong(),
        total.path("unchanged").asLong(),
        total.path("quarantined").asLong());
  }

  boolean addsUp() {
    return read == added + revised + unchanged + quarantined;
  }
}
