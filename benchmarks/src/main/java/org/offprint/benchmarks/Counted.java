package org.offprint.benchmarks;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The totals of an import, as it printed them.
record Counted(long read, long added, long revised, long unchanged, long quarantined) {
  static Counted in(String json) {
    JsonNode total = new JsonMapper().readTree(json).path("total");
    if (!total.has("read")) {
      throw new BenchmarkFailure(
          "the import printed no totals: " + json.substring(0, Math.min(300, json.length())));
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
