package org.offprint.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.offprint.server.config.Settings;
import org.offprint.server.db.Database;
import org.offprint.server.db.DatabaseHost;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.web.Answers;

/// One open installation: its database, index and features, put together without a container so
/// that commands and tests use them too.
public final class Offprint implements AutoCloseable {
  private final Settings settings;
  private final Runnable closeHost;
  private final Database database;
  private final Papers papers;
  private final Days days;
  private final Results results;
  private final Answers answers = new Answers();

  /// Opens the installation that the settings describe; its data folder is made where it is
  /// missing.
  public static Offprint open(Settings settings, DatabaseHost.Use use) {
    DatabaseHost host = DatabaseHost.open(settings.database(), settings.data(), use);
    try {
      Database database = new Database(host.address(), Database.Limits.of(settings.database()));
      return new Offprint(settings, database, host::close);
    } catch (RuntimeException e) {
      host.close();
      throw e;
    }
  }

  /// The same on a database that somebody else runs, with nothing set.
  public static Offprint on(Database database, Path data) {
    return new Offprint(Settings.defaults(data), database, () -> {});
  }

  private Offprint(Settings settings, Database database, Runnable closeHost) {
    this.settings = settings;
    this.closeHost = closeHost;
    this.database = database;
    this.papers = new Papers(database, Trending::heat);
    this.days = new Days(database);
    this.results = new Results(database);
    results.load(settings.data().resolve("results"));
  }

  /// The parts by name, for the routes to take in their constructors.
  Map<String, Object> parts() {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("settings", settings);
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
    closeHost.run();
  }
}
