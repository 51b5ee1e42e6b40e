package org.offprint.server.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// A migrated PostgreSQL database with a pool of connections. Features write SQL through {@link
/// #sql()}; what must commit together goes into {@link #inTransaction}.
public final class Database implements AutoCloseable {
  private final HikariDataSource pool;
  private final JdbcClient client;
  private final TransactionTemplate transactions;

  /// Connects and migrates. A database that a later version of Offprint has migrated is refused.
  public Database(String url, String user, String password, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(connections);
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    pool = new HikariDataSource(config);
    Flyway.configure().dataSource(pool).locations("classpath:db/migration").load().migrate();
    client = JdbcClient.create(pool);
    transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
  }

  public JdbcClient sql() {
    return client;
  }

  public DataSource dataSource() {
    return pool;
  }

  /// All of `work` commits, or nothing of it.
  public <T> T inTransaction(Supplier<T> work) {
    return java.util.Objects.requireNonNull(transactions.execute(status -> work.get()));
  }

  @Override
  public void close() {
    pool.close();
  }
}
