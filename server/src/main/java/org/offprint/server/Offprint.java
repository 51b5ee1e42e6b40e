package org.offprint.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.offprint.server.db.Database;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;
import org.offprint.server.web.Answers;

/// One open installation: its database, index and features, put together without a container so
/// that commands and tests use them too.
public final class Offprint implements AutoCloseable {
  private final Database database;
  private final Papers papers;
  private final Days days;
  private final Answers answers = new Answers();

  public Offprint(Database database) {
    this.database = database;
    this.papers = new Papers(database, Trending::heat);
    this.days = new Days(database);
  }

  /// The parts by name, for the routes to take in their constructors.
  Map<String, Object> parts() {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("database", database);
    parts.put("papers", papers);
    parts.put("days", days);
    parts.put("answers", answers);
    return parts;
  }

  @Override
  public void close() {
    database.close();
  }
}
