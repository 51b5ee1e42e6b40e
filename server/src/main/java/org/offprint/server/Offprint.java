package org.offprint.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.offprint.server.db.Database;
import org.offprint.server.db.DatabaseAddress;
import org.offprint.server.db.EmbeddedPostgres;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.web.Answers;

/// One open installation: its database, index and features, put together without a container so
/// that commands and tests use them too.
public final class Offprint implements AutoCloseable {
  private final EmbeddedPostgres postgres;
  private final Database database;
  private final Papers papers;
  private final Days days;
  private final Results results;
  private final Answers answers = new Answers();

  /// Opens the installation in a data folder, which is made where it is missing.
  public static Offprint open(Path data, EmbeddedPostgres.Use use) {
    EmbeddedPostgres postgres = EmbeddedPostgres.open(data, use);
    try {
      return new Offprint(postgres, data);
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private Offprint(EmbeddedPostgres postgres, Path data) {
    this.postgres = postgres;
    DatabaseAddress address = postgres.address();
    this.database = new Database(address, Database.Limits.DEFAULT);
    this.papers = new Papers(database, Trending::heat);
    this.days = new Days(database);
    this.results = new Results(database);
    results.load(data.resolve("results"));
  }

  /// The parts by name, for the routes to take in their constructors.
  Map<String, Object> parts() {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("database", database);
    parts.put("papers", papers);
    parts.put("days", days);
    parts.put("results", results);
    parts.put("answers", answers);
    return parts;
  }

  @Override
  public void close() {
    database.close();
    postgres.close();
  }
}
