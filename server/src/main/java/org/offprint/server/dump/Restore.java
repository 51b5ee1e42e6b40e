package org.offprint.server.dump;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.offprint.server.db.Database;
import tools.jackson.databind.json.JsonMapper;

/// Reads an export into a store that holds nothing of its own, in one transaction: afterwards the
/// store is that of the export, or as it was.
public final class Restore {
  private static final int CHARACTERS_AT_ONCE = 2 << 20;

  /// What a new store holds by itself, and a restore therefore replaces: the bundled edition, and
  /// results, whose files stay where they are.
  private static final Map<String, String> OWN =
      Map.of(
          "paper", "origin ->> 'source' <> 'first-edition'",
          "listing", "edition <> 'first'",
          "edition", "slug <> 'first'",
          "method", "false",
          "bundle", "false",
          "result", "false");

  private final Database database;

  public Restore(Database database) {
    this.database = database;
  }

  /// @throws DumpRefused if the folder is no whole export or the store is in use; nothing is
  ///   changed
  public DumpReport from(Path folder) {
    try {
      Manifest manifest = Manifest.checked(folder);
      try (Connection connection = database.dataSource().getConnection()) {
        connection.setAutoCommit(false);
        try {
          read(connection, manifest, folder);
          connection.commit();
        } finally {
          connection.rollback();
          connection.setAutoCommit(true);
        }
      }
      return DumpReport.of(manifest.tables());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the restore from %s broke off; nothing was changed".formatted(folder), e);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "the restore from %s broke off; nothing was changed".formatted(folder), e);
    }
  }

  private static void read(Connection connection, Manifest manifest, Path folder)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local statement_timeout = 0");
      statement.execute("set local timezone = 'UTC'");
      List<String> tables = Tables.inOrder(connection);
      refuseUnknown(manifest, tables, Tables.schemaVersion(connection));
      statement.execute(
          "lock table %s in access exclusive mode".formatted(String.join(", ", tables)));
      refuseUsed(statement, tables);
      // What is left out of exports and speaks of what is in them, such as sessions, goes too.
      statement.execute("truncate %s cascade".formatted(String.join(", ", tables)));
      Map<String, Manifest.Entry> entries =
          manifest.tables().stream().collect(Collectors.toMap(Manifest.Entry::table, e -> e));
      for (String table : tables) {
        Manifest.Entry entry = entries.get(table);
        if (entry != null && entry.rows() > 0) {
          fill(connection, table, folder.resolve(entry.file()));
        }
      }
      // What is derived is from the papers of before; each paper of the export is carried to it.
      statement.execute(
          "insert into outbox (topic, key) select topic, id from paper cross join (values ('paper'), ('links')) topics (topic) order by id");
      statement.execute("delete from found_link");
    }
  }

  private static void refuseUnknown(Manifest manifest, List<String> tables, String schema) {
    for (Manifest.Entry entry : manifest.tables()) {
      if (!tables.contains(entry.table())) {
        throw new DumpRefused(
            "The export holds the table '%s' (schema %s), which this Offprint (schema %s) does not know. Restore it with the version that wrote it, or a later one."
                .formatted(entry.table(), manifest.schema(), schema));
      }
    }
  }

  private static void refuseUsed(Statement statement, List<String> tables) throws SQLException {
    for (String table : tables) {
      String condition = OWN.getOrDefault(table, "true");
      try (ResultSet found =
          statement.executeQuery(
              "select exists (select 1 from %s where %s)".formatted(table, condition))) {
        found.next();
        if (found.getBoolean(1)) {
          throw new DumpRefused(
              "The store is not empty: the table '%s' holds rows of its own. Restore into a new data folder with --data."
                  .formatted(table));
        }
      }
    }
  }

  private static void fill(Connection connection, String table, Path file)
      throws SQLException, IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String line = lines.readLine();
      String columns = line == null ? "" : columns(connection, table, line);
      String sql =
          "insert into %1$s (%2$s) overriding system value select %2$s from jsonb_populate_recordset(null::%1$s, cast(? as jsonb))"
              .formatted(table, columns);
      try (PreparedStatement insert = connection.prepareStatement(sql)) {
        StringBuilder rows = new StringBuilder();
        while (line != null) {
          rows.append(rows.isEmpty() ? "[" : ",").append(line);
          line = lines.readLine();
          if (line == null || rows.length() > CHARACTERS_AT_ONCE) {
            insert.setString(1, rows.append(']').toString());
            insert.executeUpdate();
            rows.setLength(0);
          }
        }
      }
    }
    for (String column : Tables.numbered(connection, table)) {
      Tables.column(
          connection,
          "select setval(pg_get_serial_sequence('%1$s', '%2$s'), max(%2$s))::text from %1$s"
              .formatted(table, column),
          null);
    }
  }

  /// The columns that both sides know: one that is newer than the export takes its default.
  private static String columns(Connection connection, String table, String firstRow)
      throws SQLException {
    Set<String> exported = Set.copyOf(JsonMapper.shared().readTree(firstRow).propertyNames());
    return Tables.columns(connection, table).stream()
        .filter(exported::contains)
        .map(column -> '"' + column + '"')
        .collect(Collectors.joining(", "));
  }
}
