package org.offprint.server.db;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.offprint.server.db.DatabaseHost.Use;

/// Databases for tests: one PostgreSQL for all tests of a JVM, and for each caller a database of
/// its own, copied from a migrated one in a tenth of the time that a start takes.
public final class TestDatabase {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /// Nobody needs this data after a power cut, and hundreds of databases take half a minute to
  /// reach the disk when PostgreSQL ends.
  private static final EmbeddedPostgres.Start HASTY =
      new EmbeddedPostgres.Start(
          RunAs.anyWay(),
          PostgresCluster::freePort,
          InstantSource.system(),
          Duration.ofMinutes(1),
          List.of("fsync=off", "synchronous_commit=off", "full_page_writes=off"));

  private static final EmbeddedPostgres POSTGRES = start();

  private TestDatabase() {}

  /// An empty, migrated database. Close it; its data is gone with the next run.
  public static Database fresh() {
    return new Database(
        copyOf("template_migrated"),
        new Database.Limits(4, Database.Limits.DEFAULT.statementTimeout()));
  }

  /// The address of an empty, migrated database, for processes that a test starts.
  public static DatabaseAddress migrated() {
    return copyOf("template_migrated");
  }

  /// A database without any table, as somebody creates one for us on a server of their own.
  public static DatabaseAddress empty() {
    return copyOf("template0");
  }

  private static DatabaseAddress copyOf(String template) {
    String name = "test_" + COUNT.incrementAndGet();
    execute("create database %s template %s".formatted(name, template));
    return address(name);
  }

  /// The folder stays, so that a PostgreSQL that a killed run left behind is ended by the next.
  private static EmbeddedPostgres start() {
    for (int number = 1; ; number++) {
      try {
        EmbeddedPostgres postgres =
            EmbeddedPostgres.open(Path.of("target", "test-postgres-" + number), Use.serve, HASTY);
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
        return postgres;
      } catch (DataFolderInUse e) {
        // Another test run has this one.
      }
    }
  }

  static {
    List<String> left = new ArrayList<>();
    query("select datname from pg_database where datname ~ '^(test_|template_)'", left);
    left.forEach(name -> execute("drop database " + name));
    execute("create database template_migrated");
    new Database(address("template_migrated"), Database.Limits.DEFAULT).close();
  }

  private static DatabaseAddress address(String name) {
    DatabaseAddress main = POSTGRES.address();
    return new DatabaseAddress(
        main.url().replaceFirst("/postgres$", "/" + name), main.user(), main.password());
  }

  private static void execute(String sql) {
    query(sql, new ArrayList<>());
  }

  private static void query(String sql, List<String> into) {
    DatabaseAddress main = POSTGRES.address();
    try (Connection connection =
            DriverManager.getConnection(main.url(), main.user(), main.password());
        Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        var rows = statement.getResultSet();
        while (rows.next()) {
          into.add(rows.getString(1));
        }
      }
    } catch (SQLException e) {
      throw new AssertionError("the test database refused: " + sql, e);
    }
  }
}
