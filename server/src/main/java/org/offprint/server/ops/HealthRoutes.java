package org.offprint.server.ops;

import java.util.LinkedHashMap;
import java.util.Map;
import org.offprint.server.db.Database;
import org.offprint.server.search.LuceneIndex;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/healthz` says that the process lives; `/readyz` that it can answer, or why not.
@RestController
final class HealthRoutes {
  private static final String GOOD = "ok";

  /// What `/readyz` answers: each part with `ok` or the reason.
  record Readiness(boolean ready, Map<String, String> parts) {}

  private final Database database;
  private final LuceneIndex index;

  HealthRoutes(Database database, LuceneIndex index) {
    this.database = database;
    this.index = index;
  }

  @GetMapping("/healthz")
  ResponseEntity<String> alive() {
    return ResponseEntity.ok()
        .header("Cache-Control", "no-store")
        .header("Content-Type", "text/plain;charset=utf-8")
        .body(GOOD + "\n");
  }

  @GetMapping("/readyz")
  ResponseEntity<Readiness> ready() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("database", databaseState());
    parts.put("index", index.isComplete() ? GOOD : "being rebuilt from the database");
    boolean ready = parts.values().stream().allMatch(GOOD::equals);
    return ResponseEntity.status(ready ? 200 : 503)
        .header("Cache-Control", "no-store")
        .body(new Readiness(ready, parts));
  }

  /// Migrations have run before a {@link Database} exists at all.
  private String databaseState() {
    try {
      database.ping();
      return GOOD;
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
