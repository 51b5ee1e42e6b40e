package org.offprint.server.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;

/// What one feature keeps of each person, where a query gives it and some statements forget it.
///
/// @param query gives the rows of `:account`, their columns named as the file names them
/// @param changes what is done for `:account` when they leave, in order
public record OwnRows(Database database, String name, String query, List<String> changes)
    implements OwnData {
  public OwnRows {
    changes = List.copyOf(changes);
  }

  @Override
  public Object export(long account) {
    return rows(database, query, account);
  }

  @Override
  public void forget(long account) {
    for (String change : changes) {
      database.sql().sql(change).param("account", account).update();
    }
  }

  /// The rows of a query by the names of their columns.
  public static List<Map<String, @Nullable Object>> rows(
      Database database, String query, long account) {
    return database
        .sql()
        .sql(query)
        .param("account", account)
        .query((row, number) -> row(row))
        .list();
  }

  private static Map<String, @Nullable Object> row(ResultSet row) throws SQLException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      Object value = row.getObject(i);
      values.put(
          row.getMetaData().getColumnLabel(i),
          value instanceof Timestamp time ? time.toInstant().toString() : value);
    }
    return values;
  }
}
