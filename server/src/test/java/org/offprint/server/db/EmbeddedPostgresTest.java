package org.offprint.server.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.server.db.DatabaseHost.Use;

class EmbeddedPostgresTest {
  @TempDir Path folder;

  @Test
  void whatACommitAcknowledgedIsOnTheDisk() throws SQLException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(folder, Use.serve)) {
      assertThat(answer(postgres, "show fsync")).isEqualTo("on");
      assertThat(answer(postgres, "show synchronous_commit")).isEqualTo("on");
      assertThat(answer(postgres, "show full_page_writes")).isEqualTo("on");
    }
  }

  static String answer(EmbeddedPostgres postgres, String sql) throws SQLException {
    DatabaseAddress address = postgres.address();
    try (Connection connection =
            DriverManager.getConnection(address.url(), address.user(), address.password());
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
