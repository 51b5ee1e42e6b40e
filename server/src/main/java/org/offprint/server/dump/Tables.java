package org.offprint.server.dump;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The truth tables of a database, in an order in which each comes after those that it refers to.
final class Tables {
  /// Not truth: the outbox, the requests for runs and the walks through sources speak of work to be
  /// done here, the gates, the log of requests and the alarms of this server, and so do sessions;
  /// the state of a day and the addresses found in papers are derived; the history of the schema
  /// belongs to the schema. What came out of a run is in `result`.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "outbox",
          "run_request",
          "session",
          "token",
          "mail_link",
          "gate",
          "fetch_log",
          "page_read",
          "harvest",
          "day_state",
          "alarm",
          "found_link",
          "post",
          "subscription_request",
          "flyway_schema_history");

  private Tables() {}

  /// Readers' own: in an export where it was asked for, and in a restore where it is there. The
  /// numbers of events go with the subscriptions, which say how far each was told.
  static final Set<String> PRIVATE =
      Set.of(
          "interest",
          "subscription",
          "consent",
          "departed",
          "digest_event",
          "digest_issue",
          "digest_item");

  static List<String> inOrder(Connection connection) throws SQLException {
    Map<String, List<String>> needs = new LinkedHashMap<>();
    for (String table :
        column(
            connection,
            """
            select table_name from information_schema.tables
            where table_schema = current_schema() and table_type = 'BASE TABLE'
            order by table_name collate "C"
            """,
            null)) {
      if (!LEFT_OUT.contains(table)) {
        needs.put(table, column(connection, REFERRED, table));
      }
    }
    List<String> ordered = new ArrayList<>();
    while (ordered.size() < needs.size()) {
      int before = ordered.size();
      needs.forEach((table, others) -> {
        boolean ready =
            others.stream().allMatch(other -> other.equals(table) || ordered.contains(other));
        if (ready && !ordered.contains(table)) {
          ordered.add(table);
        }
      });
      if (ordered.size() == before) {
        throw new IllegalStateException("tables refer to each other in a circle: " + needs);
      }
    }
    return ordered;
  }

  private static final String REFERRED =
      """
      select distinct other.relname from pg_constraint c
      join pg_class other on other.oid = c.confrelid
      where c.contype = 'f' and c.conrelid = cast(? as regclass)
      """;

  /// The columns of the primary key as an order that no locale changes.
  static String keyOrder(Connection connection, String table) throws SQLException {
    List<String> keys =
        column(
            connection,
            """
            select quote_ident(a.attname) || case when a.attcollation <> 0 then ' collate "C"' else '' end
            from pg_index i
            cross join lateral unnest(i.indkey) with ordinality as k (attnum, place)
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
            where i.indisprimary and i.indrelid = cast(? as regclass)
            order by k.place
            """,
            table);
    if (keys.isEmpty()) {
      throw new IllegalStateException(
          "table %s has no primary key to sort its export by".formatted(table));
    }
    return String.join(", ", keys);
  }

  static List<String> columns(Connection connection, String table) throws SQLException {
    return column(
        connection,
        """
        select attname from pg_attribute
        where attrelid = cast(? as regclass) and attnum > 0 and not attisdropped and attgenerated = ''
        order by attnum
        """,
        table);
  }

  /// Columns that number themselves.
  static List<String> numbered(Connection connection, String table) throws SQLException {
    return column(
        connection,
        "select attname from pg_attribute where attrelid = cast(? as regclass) and attidentity <> ''",
        table);
  }

  static String schemaVersion(Connection connection) throws SQLException {
    return column(
            connection,
            "select coalesce(version, '') from flyway_schema_history where success order by installed_rank desc limit 1",
            null)
        .getFirst();
  }

  static List<String> column(Connection connection, String sql, @Nullable String argument)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (argument != null) {
        statement.setString(1, argument);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<String> values = new ArrayList<>();
        while (rows.next()) {
          values.add(rows.getString(1));
        }
        return values;
      }
    }
  }
}
