package org.offprint.server.db;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SortedSet;
import java.util.TreeSet;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// The numbered changes that make an empty database ours, and an older one current.
///
/// @param location a folder of the class path with files named `V1__what_it_does.sql`
record Migrations(String location) {
  static Migrations bundled() {
    return new Migrations("db/migration");
  }

  /// Brings the database to the version of this Offprint, on connections without the limits of the
  /// pool.
  void apply(DatabaseAddress address) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(address.url());
    source.setUser(address.user());
    source.setPassword(address.password());
    source.setApplicationName("offprint migrations");
    source.setConnectTimeout(10);
    try {
      if (!isCurrent(applied(source, address), address)) {
        Flyway.configure().dataSource(source).locations("classpath:" + location).load().migrate();
      }
    } catch (FlywayException e) {
      throw new DatabaseUnavailable(
          "The database, %s, could not be migrated: %s".formatted(address, e.getMessage()), e);
    }
  }

  /// Whether nothing is to be done. Asked before Flyway is loaded, since that alone takes as long
  /// as starting PostgreSQL.
  private boolean isCurrent(SortedSet<MigrationVersion> applied, DatabaseAddress address) {
    SortedSet<MigrationVersion> known = known();
    if (!applied.isEmpty() && applied.last().compareTo(known.last()) > 0) {
      throw new DatabaseUnavailable(
          "The database, %s, is at version %s, and this Offprint knows only up to %s: a later one has migrated it. Start that one, or restore its export here."
              .formatted(address, applied.last(), known.last()));
    }
    return applied.equals(known);
  }

  private SortedSet<MigrationVersion> known() {
    SortedSet<MigrationVersion> versions = new TreeSet<>();
    try {
      for (Resource file :
          new PathMatchingResourcePatternResolver()
              .getResources("classpath:" + location + "/V*__*.sql")) {
        String name = String.valueOf(file.getFilename());
        versions.add(MigrationVersion.fromVersion(name.substring(1, name.indexOf("__"))));
      }
      return versions;
    } catch (IOException e) {
      throw new DatabaseUnavailable(
          "This build of Offprint lacks its migrations, %s: %s".formatted(location, e), e);
    }
  }

  /// The versions in Flyway's table, none where there is no table; a failed one does not count, so
  /// that Flyway gets to explain it.
  private static SortedSet<MigrationVersion> applied(
      PGSimpleDataSource source, DatabaseAddress address) {
    SortedSet<MigrationVersion> versions = new TreeSet<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet table =
          statement.executeQuery("select to_regclass('flyway_schema_history') is not null")) {
        table.next();
        if (!table.getBoolean(1)) {
          return versions;
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "select version from flyway_schema_history where success and version is not null")) {
        while (rows.next()) {
          versions.add(MigrationVersion.fromVersion(rows.getString(1)));
        }
      }
      return versions;
    } catch (SQLException e) {
      throw new DatabaseUnavailable(
          "The database, %s, does not let us in: %s %s"
              .formatted(address, e.getMessage(), advice(e)),
          e);
    }
  }

  private static String advice(SQLException e) {
    return switch (String.valueOf(e.getSQLState())) {
      case "28P01", "28000" -> "Check database.user and database.password.";
      case "3D000" -> "Create it first, empty and owned by that user.";
      case "08001" -> "Check database.url, and that PostgreSQL runs there.";
      default -> "";
    };
  }
}
