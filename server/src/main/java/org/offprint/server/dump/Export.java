package org.offprint.server.dump;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.offprint.server.db.Database;

/// Writes every truth table as JSON lines sorted by key, all from one moment, while the server
/// runs. The same store gives the same bytes.
public final class Export {
  private static final int ROWS_AT_ONCE = 1_000;

  private final Database database;
  private final boolean withInterests;

  public Export(Database database) {
    this(database, false);
  }

  /// @param withInterests whether readers' libraries come along, which are nobody else's business
  public Export(Database database, boolean withInterests) {
    this.database = database;
    this.withInterests = withInterests;
  }

  /// Exports into a folder that is empty or not there yet.
  ///
  /// @throws DumpRefused if the folder holds anything
  public DumpReport to(Path folder) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new DumpRefused(
              "%s is not empty: an export would mix with what is there. Give a new folder."
                  .formatted(folder));
        }
      }
      return write(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("the export to %s broke off".formatted(folder), e);
    } catch (SQLException e) {
      throw new IllegalStateException("the export to %s broke off".formatted(folder), e);
    }
  }

  private DumpReport write(Path folder) throws IOException, SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      connection.setAutoCommit(false); // rows then come in portions, not all at once
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement statement = connection.createStatement()) {
        statement.execute("set local statement_timeout = 0");
        statement.execute("set local timezone = 'UTC'");
        List<Manifest.Entry> entries = new ArrayList<>();
        for (String table : Tables.inOrder(connection)) {
          if (Tables.PRIVATE.contains(table) && !withInterests) {
            continue;
          }
          entries.add(table(connection, table, folder));
        }
        // Last of all: a folder without it is no export.
        new Manifest(Manifest.FORMAT, Tables.schemaVersion(connection), entries).write(folder);
        return DumpReport.of(entries);
      } finally {
        connection.rollback();
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(true);
      }
    }
  }

  private static Manifest.Entry table(Connection connection, String table, Path folder)
      throws IOException, SQLException {
    String file = table + ".jsonl";
    MessageDigest sha = Manifest.sha256();
    long rows = 0;
    String sql =
        "select to_jsonb(t)::text from %s t order by %s"
            .formatted(table, Tables.keyOrder(connection, table));
    try (OutputStream out =
            new DigestOutputStream(
                new BufferedOutputStream(Files.newOutputStream(folder.resolve(file)), 1 << 16),
                sha);
        Statement statement = connection.createStatement()) {
      statement.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet found = statement.executeQuery(sql)) {
        while (found.next()) {
          out.write(found.getString(1).getBytes(StandardCharsets.UTF_8));
          out.write('\n');
          rows++;
        }
      }
    }
    return new Manifest.Entry(table, file, rows, HexFormat.of().formatHex(sha.digest()));
  }
}
