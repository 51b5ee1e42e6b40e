package org.offprint.server.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.offprint.server.config.DatabaseSettings;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// A migrated PostgreSQL database with a pool of connections. Features write SQL through {@link
/// #sql()}; what must commit together goes into {@link #inTransaction}. Where no connection is to
/// be had, both throw {@link DatabaseUnavailable}.
public final class Database implements AutoCloseable {
  /// How many may work at once, and for how long each statement.
  ///
  /// @param connections requests run on virtual threads, so this is what bounds the work that
  ///   reaches the database
  /// @param statementTimeout after which the database gives up on a statement
  public record Limits(int connections, Duration statementTimeout) {
    public static final Limits DEFAULT = new Limits(16, Duration.ofMinutes(1));

    public static Limits of(DatabaseSettings settings) {
      return new Limits(settings.connections(), settings.statementTimeout());
    }
  }

  private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(10);

  private final HikariDataSource pool;
  private final DataSource connections;
  private final JdbcClient client;
  private final TransactionTemplate transactions;

  /// Connects and migrates.
  ///
  /// @throws DatabaseUnavailable if nobody answers, if the database does not let us in, if a later
  ///   version of Offprint has migrated it, or if a migration fails; the message says which
  public Database(DatabaseAddress address, Limits limits) {
    Migrations.bundled().apply(address);
    pool = new HikariDataSource(configuration(address, limits));
    connections = new Pool(pool, address);
    client = JdbcClient.create(connections);
    transactions = new TransactionTemplate(new DataSourceTransactionManager(connections));
  }

  private static HikariConfig configuration(DatabaseAddress address, Limits limits) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("database");
    config.setJdbcUrl(address.url());
    config.setUsername(address.user());
    config.setPassword(address.password());
    config.setMaximumPoolSize(limits.connections());
    config.setMinimumIdle(1); // each is a process of several megabytes
    config.setIdleTimeout(Duration.ofMinutes(2).toMillis());
    config.setConnectionTimeout(WAIT_FOR_CONNECTION.toMillis());
    config.setInitializationFailTimeout(
        -1); // the migrations have just connected; the pool need not do it again before it is used
    config.setConnectionInitSql(
        "set statement_timeout = %d; set lock_timeout = '30s'; set idle_in_transaction_session_timeout = '5min'"
            .formatted(limits.statementTimeout().toMillis()));
    config.addDataSourceProperty("ApplicationName", "offprint");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("connectTimeout", "10");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    return config;
  }

  public JdbcClient sql() {
    return client;
  }

  public DataSource dataSource() {
    return connections;
  }

  /// All of `work` commits, or nothing of it. Inside another transaction it joins that one.
  public <T> T inTransaction(Supplier<T> work) {
    try {
      return Objects.requireNonNull(transactions.execute(status -> work.get()));
    } catch (CannotCreateTransactionException e) {
      if (e.getCause() instanceof DatabaseUnavailable unavailable) {
        throw unavailable;
      }
      throw e;
    }
  }

  /// Returns when the database has answered; what `/readyz` asks.
  public void ping() {
    client.sql("select 1").query(Integer.class).single();
  }

  @Override
  public void close() {
    pool.close();
  }

  /// Speaks for the pool where it has no connection to give.
  private static final class Pool extends DelegatingDataSource {
    private final DatabaseAddress address;

    Pool(DataSource pool, DatabaseAddress address) {
      super(pool);
      this.address = address;
    }

    @Override
    public Connection getConnection() {
      try {
        return super.getConnection();
      } catch (SQLException e) {
        throw new DatabaseUnavailable(
            "No connection to the database, %s, within %d s: %s"
                .formatted(address, WAIT_FOR_CONNECTION.toSeconds(), e.getMessage()),
            e);
      }
    }
  }
}
